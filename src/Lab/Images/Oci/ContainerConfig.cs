#pragma warning disable CA1507 // The keys are the specification's names, whatever the properties are called.
using System.Text.Json.Nodes;

namespace MiniStack.Lab.Images.Oci;

/// <summary>How a container of an image runs, where nothing else is asked for.</summary>
internal sealed record ContainerConfig
{
    /// <summary><c>uid:gid</c>; null is root.</summary>
    public string? User { get; init; }

    /// <summary><c>NAME=value</c>.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    public IReadOnlyList<string> Entrypoint { get; init; } = [];
    public IReadOnlyList<string> Command { get; init; } = [];
    public string? WorkingDirectory { get; init; }
    public string? StopSignal { get; init; }

    /// <summary><c>5432/tcp</c>.</summary>
    public IReadOnlyList<string> Ports { get; init; } = [];

    /// <summary>Directories that keep data: a container gets an anonymous volume there.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    /// <summary>The <c>config</c> object of the OCI image specification.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject();
        if (User is not null)
            json["User"] = User;
        if (Ports.Count > 0)
            json["ExposedPorts"] = Keys(Ports);
        json["Env"] = Strings(Environment);
        json["Entrypoint"] = Strings(Entrypoint);
        if (Command.Count > 0)
            json["Cmd"] = Strings(Command);
        if (Volumes.Count > 0)
            json["Volumes"] = Keys(Volumes);
        if (WorkingDirectory is not null)
            json["WorkingDir"] = WorkingDirectory;
        if (StopSignal is not null)
            json["StopSignal"] = StopSignal;
        return json;
    }

    private static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(v => (JsonNode)v)]);

    private static JsonObject Keys(IEnumerable<string> values)
        => new(values.Select(v => KeyValuePair.Create(v, (JsonNode?)new JsonObject())));
}
