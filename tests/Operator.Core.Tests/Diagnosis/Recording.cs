using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Core.Serialization;
using MiniStack.Operator.Core.Tests.Resources;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

/// <summary>What a real cluster showed of a stack at one moment: <c>Recorded/CLUSTER/FAULT/MOMENT.json</c>.</summary>
internal sealed class Recording
{
    private static readonly string Root = Path.Combine(GoldenFolder.Project, "Diagnosis", "Recorded");

    private readonly JsonElement _document;

    private Recording(string name, JsonElement document) => (Name, _document) = (name, document);

    /// <summary><c>CLUSTER/FAULT/MOMENT</c>.</summary>
    public string Name { get; }

    /// <summary>What is said of it, beside it.</summary>
    public string GoldenFile => Path.Combine(Root, Name + ".txt");

    public DateTime TakenAt => _document.GetProperty("takenAt").GetDateTime().ToUniversalTime();

    public ObservedStack Observed => Observe();

    public static IEnumerable<string> All => Directory.Exists(Root)
        ? Directory.EnumerateFiles(Root, "*.json", SearchOption.AllDirectories)
            .Select(file => Path.ChangeExtension(Path.GetRelativePath(Root, file), null))
            .Order(StringComparer.Ordinal)
        : [];

    public static Recording Load(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, name + ".json"), Encoding.UTF8));
        return new Recording(name, document.RootElement.Clone());
    }

    private ObservedStack Observe()
    {
        var stack = Items("MiniStack", CoreJson.Default.V1Alpha1MiniStack).Single();
        var name = stack.Metadata.Name;
        var access = new AccessLines(stack.Spec.Api.Health);
        var jobs = Items("Job", CoreJson.Default.V1Job);
        return new ObservedStack(stack)
        {
            Volume = Items("PersistentVolumeClaim", CoreJson.Default.V1PersistentVolumeClaim).SingleOrDefault(each => each.Metadata.Name == Names.DatabaseData(name)),
            Database = Items("StatefulSet", CoreJson.Default.V1StatefulSet).SingleOrDefault(each => each.Metadata.Name == Names.Database(name)),
            Api = Items("Deployment", CoreJson.Default.V1Deployment).SingleOrDefault(each => each.Metadata.Name == Names.Api(name)),
            MigrationJob = jobs.SingleOrDefault(each => each.Metadata.Name == Names.ApiMigration(name)),
            ExtensionsJob = jobs.SingleOrDefault(each => each.Metadata.Name == Names.DatabaseExtensions(name)),
            PasswordJob = jobs.SingleOrDefault(each => each.Metadata.Name == Names.DatabasePassword(name)),
            Evidence = new Evidence
            {
                Pods = Items("Pod", CoreJson.Default.V1Pod),
                ReplicaSets = Items("ReplicaSet", CoreJson.Default.V1ReplicaSet),
                Events = Items("Event", CoreJson.Default.Corev1Event),
                Logs = [.. Logs("logs", isPrevious: false, access), .. Logs("previousLogs", isPrevious: true, access)],
            },
        };
    }

    private IReadOnlyList<T> Items<T>(string kind, JsonTypeInfo<T> json) =>
    [
        .. _document.GetProperty("items").EnumerateArray()
            .Where(each => each.GetProperty("kind").GetString() == kind)
            .Select(each => each.Deserialize(json)!),
    ];

    private IEnumerable<ContainerLog> Logs(string property, bool isPrevious, AccessLines access) =>
        _document.TryGetProperty(property, out var logs)
            ? logs.EnumerateObject().Select(each => new ContainerLog(
                each.Name.Split('/')[0], each.Name.Split('/')[1], isPrevious, LogText.Kept(each.Value.GetString() ?? "", access)))
            : [];
}
