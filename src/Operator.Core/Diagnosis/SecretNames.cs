namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>Tells by its name whether a variable holds a secret.</summary>
internal static class SecretNames
{
    private static readonly string[] Words = ["PASS", "PWD", "SECRET", "TOKEN", "KEY", "CREDENTIAL", "DSN", "DATABASE_URL", "CONNECTION"];

    public static bool Matches(string name) => Words.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}
