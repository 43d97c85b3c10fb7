using System.Text.Json.Nodes;

namespace MiniStack.Operator.Core.Tests.Validation;

/// <summary>A place of the spec that takes text.</summary>
/// <param name="Steps">From <c>spec</c> on: the name of a property, or one of the constants below.</param>
/// <param name="Schema">What the CRD says of the text; empty for a key of a map.</param>
public sealed record SpecField(string[] Steps, JsonObject Schema)
{
    /// <summary>The first entry of a list.</summary>
    public const string Item = "[0]";

    /// <summary>The key of an entry of a map.</summary>
    public const string Key = "{key}";

    /// <summary>The value of an entry of a map.</summary>
    public const string Value = "{value}";

    /// <summary>As sentences about a spec begin.</summary>
    public string Path { get; } = string.Join('.', Steps).Replace(".[", "[", StringComparison.Ordinal);

    /// <summary>It names an object of the cluster, or a key of one: the schema bounds what stands there.</summary>
    public bool IsName => Schema.ContainsKey("pattern") && Schema.ContainsKey("maxLength") && (string?)Schema["type"] == "string";

    public override string ToString() => Path;
}
