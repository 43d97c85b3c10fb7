using System.Runtime.CompilerServices;

namespace MiniStack.ApiPaths;

/// <summary>
/// A path at the API server with its query, as it is sent. Only made of parts that were checked: no name, wherever it comes from, can lead
/// to another object than the one of that name, or add to the query.
/// </summary>
public readonly record struct ApiPath
{
    private readonly string? _text;

    internal ApiPath(string text) => _text = text;

    public static ApiPath Version { get; } = new("/version");

    /// <summary>The index of the groups that are served.</summary>
    public static ApiPath Groups { get; } = new("/apis");

    public static ApiPath Ready { get; } = new("/readyz");

    /// <summary>The index of the schemas that are published, since Kubernetes 1.24.</summary>
    public static ApiPath Schemas { get; } = new("/openapi/v3");

    /// <param name="groupVersion">Such as <c>policy/v1</c>, or <c>v1</c> for the core group.</param>
    /// <exception cref="InvalidNameException">That is no group and version.</exception>
    public static ApiPath SchemasOf(string groupVersion)
    {
        var slash = groupVersion.IndexOf('/');
        return new($"{Schemas}{ApiResource.RootOf(slash < 0 ? "" : groupVersion[..slash], groupVersion[(slash + 1)..])}");
    }

    /// <summary>The same path with a longer query; a null value leaves its name out.</summary>
    /// <param name="query">Names as the API has them, and values of any kind: those are escaped.</param>
    public ApiPath With(params ReadOnlySpan<(string Name, string? Value)> query)
    {
        var text = new DefaultInterpolatedStringHandler(0, 0, null, stackalloc char[256]);
        text.AppendLiteral(ToString());
        var separator = ToString().Contains('?') ? '&' : '?';
        foreach (var (name, value) in query)
        {
            if (value is not null)
            {
                text.AppendFormatted(separator);
                text.AppendLiteral(name);
                text.AppendFormatted('=');
                text.AppendLiteral(Uri.EscapeDataString(value));
                separator = '&';
            }
        }

        return new(text.ToStringAndClear());
    }

    /// <summary>As it stands in a request line.</summary>
    public override string ToString() => _text ?? "/";
}
