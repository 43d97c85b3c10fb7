namespace MiniStack.Operator.Core.Planning;

/// <summary>The passwords that a stack is to have, and what its database is known to have.</summary>
/// <param name="App">Of the role that the API uses.</param>
/// <param name="DatabaseKnows">Fingerprint of the app role's password in the database; null when nothing is known of it.</param>
/// <param name="Superuser">Of the superuser.</param>
public sealed record Credentials(Password App, string? DatabaseKnows, Password Superuser)
{
    /// <summary>
    /// Passwords of the app role that the database may have as long as a change is due, the oldest first: to be kept secret beside the others.
    /// </summary>
    public IReadOnlyList<string> Former { get; init; } = [];

    /// <summary>The database has to be told the password first: no pod of the API may be started with it.</summary>
    public bool IsChangeDue => DatabaseKnows != App.Fingerprint;

    /// <summary>With what the Job has done.</summary>
    public Credentials Known() => this with { DatabaseKnows = App.Fingerprint };
}
