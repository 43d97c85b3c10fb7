using System.Data.Common;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace MiniStack.Api.Database;

/// <summary>Says in one sentence why the database could not do its work.</summary>
internal static class DatabaseFailure
{
    /// <summary>False for faults of our own, such as a violated constraint, which trying again cannot mend.</summary>
    public static bool IsUnavailable(Exception exception) => exception switch
    {
        PostgresException e => e.SqlState[..2] is not ("22" or "23"),
        DbException or SocketException or TimeoutException or IOException or CryptographicException => true,
        _ => false,
    };

    /// <param name="exception">What Npgsql threw.</param>
    /// <param name="endpoint">Host and port, or the socket's directory.</param>
    public static string Describe(Exception exception, string endpoint)
    {
        if (exception is PostgresException refused) return DescribeRefusal(refused, endpoint);
        return Cause(exception) switch
        {
            SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } =>
                $"The database's host name is not known: {endpoint}.",
            SocketException { SocketErrorCode: SocketError.ConnectionRefused } => $"The database at {endpoint} refuses connections.",
            SocketException e => $"The database at {endpoint} cannot be reached: {e.Message}.",
            TimeoutException => $"The database at {endpoint} does not answer in time.",
            // The certificate that sslrootcert names.
            FileNotFoundException or DirectoryNotFoundException or CryptographicException => $"The TLS settings for the database at {endpoint} cannot be used: {Cause(exception).Message.TrimEnd('.')}.",
            IOException => $"The connection to the database at {endpoint} broke.",
            var e => $"The database at {endpoint} cannot be used: {e.Message.TrimEnd('.')}.",
        };
    }

    private static string DescribeRefusal(PostgresException e, string endpoint) => e.SqlState switch
    {
        PostgresErrorCodes.CannotConnectNow => $"The database at {endpoint} is starting up or shutting down.",
        PostgresErrorCodes.UndefinedTable => $"The database at {endpoint} lacks the table: {e.MessageText}.",
        _ => $"The database at {endpoint} refuses: {e.MessageText} (SQLSTATE {e.SqlState}).",
    };

    // Npgsql wraps what the socket said, once or twice.
    private static Exception Cause(Exception exception)
    {
        while (exception is NpgsqlException { InnerException: { } inner }) exception = inner;
        return exception;
    }
}
