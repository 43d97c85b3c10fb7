namespace MiniStack.Operator.Core.Resources;

/// <summary>Annotation keys.</summary>
public static class Annotations
{
    /// <summary>On a MiniStack: a new value restarts the API's pods, one after the other.</summary>
    public const string RestartedAt = "ministack.dev/restartedAt";

    /// <summary>On a MiniStack: <c>"true"</c> makes the operator leave it alone.</summary>
    public const string Paused = "ministack.dev/paused";

    /// <summary>On a child: hash of what was last applied.</summary>
    public const string AppliedHash = "ministack.dev/applied-hash";

    /// <summary>On the API's pod template: hash of the Secrets and ConfigMaps that the pods read.</summary>
    public const string ConfigHash = "ministack.dev/config-hash";

    /// <summary>On a workload: which revision of the operator's pod template it was made with.</summary>
    public const string TemplateRevision = "ministack.dev/template-revision";

    /// <summary>On the credentials Secret: UID of the volume claim whose database knows the password.</summary>
    public const string VolumeUid = "ministack.dev/volume-uid";

    /// <summary>On the volume claim: the Postgres major version that made the data.</summary>
    public const string DatabaseVersion = "ministack.dev/database-version";

    /// <summary>On the volume claim: the role that owns the database.</summary>
    public const string DatabaseUser = "ministack.dev/database-user";

    /// <summary>On the volume claim: the name of the database.</summary>
    public const string DatabaseName = "ministack.dev/database-name";
}
