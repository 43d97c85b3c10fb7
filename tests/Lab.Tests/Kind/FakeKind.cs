using System.Net;
using System.Net.Sockets;
using MiniStack.Lab.ControlPlane.Processes;
using MiniStack.Lab.Providers;
using MiniStack.Lab.Tests.Images;

namespace MiniStack.Lab.Tests.Kind;

/// <summary>Scripts in the place of <c>docker</c> and <c>kind</c> on PATH, around a cluster of one node, and a server in the place of its API server.</summary>
internal sealed class FakeKind : IDisposable
{
    /// <summary>One container; what is looked for on it is looked for in the directory <c>node</c>, and <c>looked</c> is run then.</summary>
    private const string Docker = """
        #!/bin/sh
        dir=${0%/*}
        case $1 in
          ps) echo 0123456789ab ;;
          container) echo '/lab-control-plane|control-plane|running|0|2026-01-31T10:20:30.123456789Z|kindest/node:v1|' ;;
          exec)
            [ -e "$dir/looked" ] && . "$dir/looked"
            test "$3 $4 $5" = 'test ! -e' && test -e "$dir/node" && test ! -e "$dir/node$6"
            ;;
        esac
        """;

    /// <summary>Writes down what it was asked for, hands out the kubeconfig that is beside it, and makes no cluster.</summary>
    private const string Kind = """
        #!/bin/sh
        dir=${0%/*}
        echo "$1 $2" >>"$dir/asked"
        case $1 in
          export) [ -e "$dir/kubeconfig" ] || { echo 'ERROR: no kubeconfig' >&2; exit 1; }; cat "$dir/kubeconfig" >"$6" ;;
          create) exit 1 ;;
        esac
        """;

    private readonly TemporaryDirectory _directory = new();
    private readonly string? _path = Environment.GetEnvironmentVariable("PATH");
    private readonly HttpListener _server = new();

    private FakeKind() => Settings = new(
        "lab", _directory.Path, _directory["state"], _directory["state/kubeconfig"], _directory["cache"], KindConfigPath: _directory["kind-config.yaml"]);

    public ClusterSettings Settings { get; }

    /// <summary>The API server's answers by path; it is silent where there is none.</summary>
    public Dictionary<string, string> Answers { get; } = [];

    /// <summary>Whether the nodes were to be removed.</summary>
    public bool WasDeleted => File.ReadAllLines(_directory["asked"]).Contains("delete cluster");

    private string Marker => _directory["state/creating"];

    public static async Task<FakeKind> StartAsync()
    {
        var fake = new FakeKind();
        Directory.CreateDirectory(fake.Settings.StateDirectory);
        Directory.CreateDirectory(fake._directory["node"]);
        await File.WriteAllTextAsync(fake.Settings.KindConfigPath!, "kind: Cluster\n");
        foreach (var (name, script) in new[] { ("docker", Docker), ("kind", Kind) })
        {
            await File.WriteAllTextAsync(fake._directory[name], script + "\n");
            await ProcessRunner.RunOrThrowAsync(new("chmod", ["755", fake._directory[name]]));
        }
        Environment.SetEnvironmentVariable("PATH", $"{fake._directory.Path}:{fake._path}");
        await fake.ServeAsync();
        return fake;
    }

    /// <summary>As it is while <c>kind create</c> runs, and after it was killed.</summary>
    public void CutOff() => File.WriteAllText(Marker, "");

    /// <summary>Another <c>up</c> comes to the end of <c>kind create</c> while the node is looked at.</summary>
    public void EndCreationMeanwhile() => File.WriteAllText(_directory["looked"], $"rm -f '{Marker}'\n");

    public bool IsCutOff => File.Exists(Marker);

    /// <summary>Makes what the node's disk then holds.</summary>
    public void PutOnNode(string path) => Directory.CreateDirectory(_directory["node" + path]);

    public void StopNode() => Directory.Delete(_directory["node"], recursive: true);

    public void WithoutKubeconfig() => File.Delete(_directory["kubeconfig"]);

    /// <summary>What is in the kubeconfig's place leads to the server, but kind does not say that it is this cluster's.</summary>
    public void WithStrangersKubeconfig() => File.Move(_directory["kubeconfig"], Settings.KubeconfigPath);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PATH", _path);
        _server.Close();
        _directory.Dispose();
    }

    private async Task ServeAsync()
    {
        int port;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            port = ((IPEndPoint)free.LocalEndpoint).Port;
        }
        var url = $"http://127.0.0.1:{port}/";
        _server.Prefixes.Add(url);
        _server.Start();
        _server.BeginGetContext(Answer, null);
        await File.WriteAllTextAsync(_directory["kubeconfig"], $$"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: lab
              cluster: {server: "{{url}}"}
            users:
            - name: lab
              user: {token: any}
            contexts:
            - name: lab
              context: {cluster: lab, user: lab}
            current-context: lab
            """);
    }

    private void Answer(IAsyncResult result)
    {
        if (!_server.IsListening)
            return;
        var context = _server.EndGetContext(result);
        _server.BeginGetContext(Answer, null);
        using var response = context.Response;
        if (!Answers.TryGetValue(context.Request.Url!.AbsolutePath, out var body))
        {
            response.StatusCode = (int)HttpStatusCode.ServiceUnavailable;
            return;
        }
        response.ContentType = "application/json";
        response.OutputStream.Write(System.Text.Encoding.UTF8.GetBytes(body));
    }
}
