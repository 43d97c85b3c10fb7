using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Validation;

internal static class DatabaseRules
{
    private const int OldestVersion = 13;
    private const int NewestVersion = 18;

    /// <summary>Settings whose values the operator's probes, volume, Service and scripts rely on.</summary>
    private static readonly HashSet<string> OwnedParameters = new(StringComparer.OrdinalIgnoreCase)
    {
        "config_file",
        "data_directory",
        "external_pid_file",
        "hba_file",
        "ident_file",
        "listen_addresses",
        "port",
        "unix_socket_directories",
    };

    public static IEnumerable<string> Check(DatabaseSpec database) =>
    [
        .. Image(database), .. Identity(database), .. Storage(database.Storage),
        .. ResourceRules.Check("spec.database.resources", database.Resources), .. Parameters(database),
        .. PlacementRules.Check("spec.database", database),
        .. Extensions(database),
    ];

    private static IEnumerable<string> Image(DatabaseSpec database)
    {
        if (database.Version is < OldestVersion or > NewestVersion)
        {
            yield return $"spec.database.version must be a Postgres major version from {OldestVersion} to {NewestVersion}, but is {database.Version}.";
        }

        if (database.Image is not null && !Formats.NoWhitespace.IsMatch(database.Image))
        {
            yield return $"spec.database.image must name an image and have no whitespace, but is {Quoted.Of(database.Image)}.";
        }

        if (database.SecurityContext?.RunAsUser is 0)
        {
            yield return "spec.database.securityContext.runAsUser must not be 0, since Postgres refuses to run as root.";
        }
    }

    private static IEnumerable<string> Identity(DatabaseSpec database)
    {
        if (!Formats.SqlIdentifier.IsMatch(database.Name))
        {
            yield return $"spec.database.name must be lower-case letters, digits and '_', not start with a digit and have at most 63 characters, "
                + $"but is {Quoted.Of(database.Name)}.";
        }
        else if (database.Name is "template0" or "template1")
        {
            yield return $"spec.database.name must not be '{database.Name}', which is one of Postgres's own databases.";
        }

        if (!Formats.SqlIdentifier.IsMatch(database.User))
        {
            yield return $"spec.database.user must be lower-case letters, digits and '_', not start with a digit and have at most 63 characters, "
                + $"but is {Quoted.Of(database.User)}.";
        }
        else if (database.User is "postgres" or "public" or "none" || database.User.StartsWith("pg_", StringComparison.Ordinal))
        {
            yield return $"spec.database.user must not be {Quoted.Of(database.User)}, which is reserved: take another name than postgres, public, none and pg_*.";
        }
    }

    private static IEnumerable<string> Storage(StorageSpec storage)
    {
        if (!Formats.Size.IsMatch(storage.Size.ToString()))
        {
            yield return "spec.database.storage.size must be a quantity above 0 such as 10Gi.";
        }
    }

    private static IEnumerable<string> Extensions(DatabaseSpec database) => (database.Extensions ?? [])
        .Index()
        .Where(each => !Formats.ExtensionName.IsMatch(each.Item))
        .Select(each => $"spec.database.extensions[{each.Index}] must be the name of a Postgres extension: lower-case letters, digits, '_' and '-', not a digit first, "
            + $"at most 63 characters; but it is {Quoted.Of(each.Item)}.");

    private static IEnumerable<string> Parameters(DatabaseSpec database)
    {
        foreach (var name in database.Parameters?.Keys ?? [])
        {
            if (!Formats.ParameterName.IsMatch(name))
            {
                yield return $"spec.database.parameters[{Quoted.Of(name)}] must be the name of a Postgres setting: letters, digits, '_' and at most one '.'.";
            }
            else if (OwnedParameters.Contains(name))
            {
                yield return $"spec.database.parameters[{Quoted.Of(name)}] must not be set, since the operator relies on its value.";
            }
        }
    }
}
