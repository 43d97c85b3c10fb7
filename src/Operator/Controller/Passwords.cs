using System.Security.Cryptography;

namespace MiniStack.Operator.Controller;

internal static class Passwords
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int Length = 32;

    /// <summary>190 bits of the system's randomness that need no escaping in a URL, a shell or a connection string.</summary>
    public static string Generate() => RandomNumberGenerator.GetString(Alphabet, Length);
}
