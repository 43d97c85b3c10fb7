using System.Globalization;
using System.Text.RegularExpressions;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Resources;

/// <summary>The image of the database, and what its name tells of Postgres's major version.</summary>
public static partial class DatabaseImage
{
    /// <summary>The Postgres major version where the spec names neither one nor an image.</summary>
    public const int DefaultVersion = 17;

    private const int OldestMajor = 9;
    private const int NewestMajor = 99;

    public static string Of(DatabaseSpec database) => database.Image ?? $"postgres:{database.Version ?? DefaultVersion}";

    /// <summary>
    /// By the habits of the official image and of those built on it: <c>postgres:15.4-alpine</c>, <c>pgvector/pgvector:pg16</c>,
    /// <c>postgis/postgis:16-3.4</c>, <c>timescale/timescaledb:2.17.2-pg16</c>.
    /// </summary>
    /// <param name="image">With or without registry and digest.</param>
    /// <returns>Null where the name does not tell.</returns>
    public static int? MajorOf(string? image)
    {
        var name = (image ?? "").Split('@')[0];
        var repository = name[(name.LastIndexOf('/') + 1)..];
        if (repository.Split(':') is not [var last, var tag])
        {
            return null;
        }

        var match = PostgresMark().Match(tag);
        if (!match.Success && last is "postgres" or "postgis")
        {
            match = LeadingNumber().Match(tag);
        }

        return match.Success && int.TryParse(match.Groups["major"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && major is >= OldestMajor and <= NewestMajor
                ? major
                : null;
    }

    [GeneratedRegex(@"(^|[-_.])(pg|postgres|postgresql)-?(?<major>\d{1,2})(?!\d)", RegexOptions.IgnoreCase)]
    private static partial Regex PostgresMark();

    [GeneratedRegex(@"^(?<major>\d{1,2})(?=$|[-.]|(alpha|beta|rc)\d)")]
    private static partial Regex LeadingNumber();
}
