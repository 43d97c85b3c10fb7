namespace MiniStack.Operator.Core.Resources;

/// <summary>The names of a stack's children. A stack's name has at most 40 characters, so all of them fit a DNS label.</summary>
public static class Names
{
    /// <summary>Key of the password in both credentials Secrets.</summary>
    public const string PasswordKey = "password";

    public const string ApiContainer = "api";

    public const string DatabaseContainer = "postgres";

    /// <summary>Runs before the database.</summary>
    public const string PrepareContainer = "prepare";

    public const int DatabasePort = 5432;

    /// <summary>All of the API's kinds but the Job.</summary>
    public static string Api(string stack) => $"{stack}-api";

    /// <summary>The Job that runs <c>spec.api.migrate</c>.</summary>
    public static string ApiMigration(string stack) => $"{stack}-api-migrate";

    /// <summary>Service, StatefulSet, ConfigMap, NetworkPolicy and credentials Secret of the database.</summary>
    public static string Database(string stack) => $"{stack}-db";

    /// <summary>The headless Service that the StatefulSet names.</summary>
    public static string DatabasePods(string stack) => $"{stack}-db-pods";

    /// <summary>The database's only pod.</summary>
    public static string DatabasePod(string stack) => $"{stack}-db-0";

    /// <summary>The Secret of the superuser.</summary>
    public static string DatabaseAdmin(string stack) => $"{stack}-db-admin";

    /// <summary>The Job that gives the database a new password of the app role.</summary>
    public static string DatabasePassword(string stack) => $"{stack}-db-password";

    /// <summary>The Job that creates the database's extensions.</summary>
    public static string DatabaseExtensions(string stack) => $"{stack}-db-extensions";

    /// <summary>The volume claim.</summary>
    public static string DatabaseData(string stack) => $"{stack}-db-data";

    /// <summary>The host name by which pods of any namespace reach the database.</summary>
    public static string DatabaseHost(string stack, string @namespace) => $"{Database(stack)}.{@namespace}.svc";
}
