namespace MiniStack.Operator.Core.Diagnosis;

public static class FindingCodes
{
    /// <summary>The spec breaks a rule; nothing was applied.</summary>
    public const string InvalidSpec = "InvalidSpec";

    /// <summary>A child's name is taken by an object of somebody else.</summary>
    public const string Conflict = "Conflict";

    /// <summary>A Secret that the spec names, or a key of it, is not there.</summary>
    public const string ConfigMissing = "ConfigMissing";

    /// <summary>Both Secrets of the stack are gone while its database still has their passwords.</summary>
    public const string CredentialsLost = "CredentialsLost";

    /// <summary>The volume that held the data is gone.</summary>
    public const string DataVolumeLost = "DataVolumeLost";

    /// <summary>A kept volume was made for another version, user or database.</summary>
    public const string DataDirectoryIncompatible = "DataDirectoryIncompatible";

    /// <summary>The API server refused an object: by admission, quota or RBAC.</summary>
    public const string Forbidden = "Forbidden";

    /// <summary>The Job that has to succeed before a new version of the API rolls out has failed.</summary>
    public const string MigrationFailed = "MigrationFailed";

    /// <summary>The volume's class can't grow it.</summary>
    public const string ExpansionUnsupported = "ExpansionUnsupported";

    /// <summary>A password has characters on which clients of Postgres do not agree.</summary>
    public const string InvalidPassword = "InvalidPassword";

    /// <summary>The cluster does not serve a kind that the spec asks for.</summary>
    public const string ApiUnavailable = "ApiUnavailable";

    internal static readonly IReadOnlySet<string> Stalling = new HashSet<string>(StringComparer.Ordinal)
    {
        InvalidSpec, Conflict, ConfigMissing, CredentialsLost, DataVolumeLost, DataDirectoryIncompatible, Forbidden,
        MigrationFailed, ExpansionUnsupported, InvalidPassword, ApiUnavailable,
    };
}
