using k8s.Models;

namespace MiniStack.Operator.Core.Resources;

/// <summary>The environment by which a container of the stack finds its database: one URL, and libpq's variables.</summary>
internal static class ConnectionVariables
{
    private static readonly (string Variable, string SecretKey)[] Keys =
    [
        ("DATABASE_URL", "uri"),
        ("PGHOST", "host"),
        ("PGPORT", "port"),
        ("PGUSER", "username"),
        ("PGPASSWORD", Resources.Names.PasswordKey),
        ("PGDATABASE", "database"),
    ];

    public static IReadOnlyCollection<string> Names { get; } = [.. Keys.Select(each => each.Variable)];

    /// <summary>
    /// The connection, then <paramref name="own"/>: a reference such as <c>$(PGHOST)</c> expands only when its variable stands earlier in
    /// the list. A variable of <paramref name="own"/> takes the place of ours of the same name, since a list-map holds a name once.
    /// </summary>
    public static List<V1EnvVar> Before(IList<V1EnvVar>? own, string stack)
    {
        var names = own?.Select(v => v.Name).ToHashSet(StringComparer.Ordinal) ?? [];
        return
        [
            .. Keys.Where(k => !names.Contains(k.Variable)).Select(k => FromSecret(k.Variable, k.SecretKey, stack)),
            .. own ?? [],
        ];
    }

    private static V1EnvVar FromSecret(string variable, string key, string stack) => new()
    {
        Name = variable,
        ValueFrom = new V1EnvVarSource { SecretKeyRef = new V1SecretKeySelector { Name = Resources.Names.Database(stack), Key = key } },
    };
}
