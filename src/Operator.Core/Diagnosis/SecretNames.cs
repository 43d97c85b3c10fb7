namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>Tells by its name whether a variable holds a secret.</summary>
public static class SecretNames
{
    private static readonly string[] Words = ["PASS", "PWD", "SECRET", "TOKEN", "KEY", "CREDENTIAL", "DSN", "DATABASE_URL", "CONNECTION"];

    public static bool Matches(string name) => Words.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>A Secret that holds a whole .env file has ports in it as well, and where a program listens has to be told.</summary>
    public static bool IsPort(string name, string value) =>
        name.EndsWith("PORT", StringComparison.OrdinalIgnoreCase) && value.Length <= 5 && value.All(char.IsAsciiDigit);
}
