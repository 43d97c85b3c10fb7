using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>A program that brings its tables up to date before it listens.</summary>
internal static partial class MigrationProgress
{
    public const string Hint =
        "Let spec.api.migrate.command do it, before the API starts and without its probes, or raise spec.api.health.startupSeconds";

    /// <summary>After the line of a step come those of what it does.</summary>
    private const int UsualStep = 8;

    /// <summary>A step is the last thing that it tells of.</summary>
    public static bool IsLast(ProgramOutput output) =>
        output.Error is null && output.Lines.TakeLast(UsualStep).Reverse().SkipWhile(line => Detail().IsMatch(line) && !Step().IsMatch(line)).FirstOrDefault() is { } last && Step().IsMatch(last);

    [GeneratedRegex(@"^\s|^\w{4}: Microsoft\.EntityFrameworkCore\.")]
    private static partial Regex Detail();

    /// <summary>Django, Alembic, Rails, Laravel, Flyway, EF Core, Knex, Prisma, goose, golang-migrate, Ecto.</summary>
    [GeneratedRegex(@"^\s*(?:Applying \S+\.\d\S*\.\.\.|-- (?:create_table|add_column|add_index|change_column|execute)\b|==\s+\d+ \w+: migrat)|Running upgrade \S* ?->|\bMigrating: ?\d|Migrating schema ""|Applying migration [`'""]|== Running \d+ \S+\.(?:change|up)/0|\bOK\s+\d{3,}\S*\.(?:sql|go) \(", RegexOptions.None)]
    private static partial Regex Step();
}
