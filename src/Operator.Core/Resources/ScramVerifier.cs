using System.Security.Cryptography;
using System.Text;

namespace MiniStack.Operator.Core.Resources;

/// <summary>A password in the form that Postgres stores, which tells it apart from others and cannot be logged in with.</summary>
public static class ScramVerifier
{
    /// <summary>Postgres's own default.</summary>
    private const int Iterations = 4096;

    /// <param name="password">Printable ASCII: of anything else SASLprep, which is not done here, may make another text.</param>
    /// <param name="salt">Random bytes, not empty.</param>
    /// <returns><c>SCRAM-SHA-256$ITERATIONS:SALT$STOREDKEY:SERVERKEY</c>, the latter three in base64 (RFC 5803).</returns>
    public static string Compute(string password, byte[] salt)
    {
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.ASCII.GetBytes(password), salt, Iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        var storedKey = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var serverKey = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"SCRAM-SHA-256${Iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(storedKey)}:{Convert.ToBase64String(serverKey)}";
    }
}
