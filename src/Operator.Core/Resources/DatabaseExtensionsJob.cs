using k8s.Models;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Resources;

/// <summary>
/// Creates the extensions of <c>spec.database.extensions</c>, in a new database as in an old one: most are for a superuser alone to create.
/// One that is there already stays as it is.
/// </summary>
public static class DatabaseExtensionsJob
{
    private const string Variable = "MINISTACK_EXTENSIONS";

    private const string Create = $"""
        psql --no-psqlrc --no-password --quiet --set=ON_ERROR_STOP=1 <<'SQL'
        \set extensions `printf %s "${Variable}"`
        SELECT format('CREATE EXTENSION IF NOT EXISTS %I CASCADE', name) FROM unnest(string_to_array(:'extensions', ',')) AS name \gexec
        SQL
        """;

    /// <returns>The extensions that there are to be, as a text; null where the spec names none.</returns>
    public static string? Target(V1Alpha1MiniStack stack) => stack.Spec.Database.Extensions is { Count: > 0 } extensions
        ? string.Join(',', extensions.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        : null;

    /// <param name="stack">The stack.</param>
    /// <param name="target">See <see cref="Target"/>.</param>
    public static V1Job Build(V1Alpha1MiniStack stack, string target) => DatabaseJob.Build(
        stack, Names.DatabaseExtensions(stack.Metadata.Name), target, Create, [new V1EnvVar { Name = Variable, Value = target }]);
}
