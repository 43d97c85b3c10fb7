namespace MiniStack.Operator.Core.Entities;

public sealed record MiniStackSpec
{
    /// <summary>0 pods, data kept. Wins over <see cref="ApiSpec.Replicas"/> and <see cref="ApiSpec.Autoscale"/>.</summary>
    public bool Suspend { get; set; }

    /// <summary>One of <see cref="Entities.DeletionPolicy"/>'s values.</summary>
    public string DeletionPolicy { get; set; } = Entities.DeletionPolicy.Retain;

    public ApiSpec Api { get; set; } = new();

    public DatabaseSpec Database { get; set; } = new();
}
