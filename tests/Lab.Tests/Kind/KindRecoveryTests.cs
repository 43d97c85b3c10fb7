using MiniStack.Lab.Kind;
using MiniStack.Lab.Providers;
using MiniStack.Lab.Tests.EndToEnd;

namespace MiniStack.Lab.Tests.Kind;

/// <summary>What an <c>up</c> does with nodes that are there. Alone, since <c>docker</c> and <c>kind</c> on this process's PATH are scripts meanwhile.</summary>
[Collection(LabAlone.Name)]
public sealed class KindRecoveryTests : IAsyncLifetime
{
    private const string Etcd = "/var/lib/etcd/member";
    private const string Volumes = "/api/v1/persistentvolumes";
    private const string Claims = "/api/v1/persistentvolumeclaims";
    private const string None = """{"items": []}""";
    private const string One = """{"items": [{"metadata": {"name": "data"}}]}""";

    private FakeKind _kind = null!;

    public async ValueTask InitializeAsync() => _kind = await FakeKind.StartAsync();

    public ValueTask DisposeAsync()
    {
        _kind.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Nodes_that_do_not_come_to_life_stay()
    {
        AnswerWithoutVolumes();

        var message = await UpAsync();

        Assert.False(_kind.WasDeleted);
        Assert.Contains("lab does not come to life (the API server does not answer", message, StringComparison.Ordinal);
        Assert.Contains("`./lab down --name lab`", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_whose_kubeconfig_is_not_handed_out_stay()
    {
        _kind.WithoutKubeconfig();

        Assert.Contains("no kubeconfig", await UpAsync(), StringComparison.Ordinal);

        Assert.False(_kind.WasDeleted);
    }

    [Fact]
    public async Task A_creation_that_was_cut_off_before_etcd_begins_anew()
    {
        _kind.CutOff();
        _kind.WithoutKubeconfig();

        await UpAsync();

        Assert.True(_kind.WasDeleted);
    }

    [Fact]
    public async Task A_creation_that_was_cut_off_later_begins_anew_where_the_API_server_knows_no_volume()
    {
        _kind.CutOff();
        _kind.PutOnNode(Etcd);
        AnswerWithoutVolumes();

        await UpAsync();

        Assert.True(_kind.WasDeleted);
    }

    [Theory]
    [InlineData(One, None)]
    [InlineData(None, One)]
    [InlineData(None, null)]
    [InlineData(null, null)]
    [InlineData("{}", "{}")]
    public async Task A_creation_that_was_cut_off_stays_where_there_is_a_volume_or_no_word_of_any(string? volumes, string? claims)
    {
        _kind.CutOff();
        _kind.PutOnNode(Etcd);
        foreach (var (path, answer) in new[] { (Volumes, volumes), (Claims, claims) })
        {
            if (answer is not null)
                _kind.Answers[path] = answer;
        }

        await UpAsync();

        Assert.False(_kind.WasDeleted);
    }

    [Fact]
    public async Task An_API_server_that_kind_does_not_name_says_nothing_of_the_nodes()
    {
        _kind.CutOff();
        _kind.PutOnNode(Etcd);
        AnswerWithoutVolumes();
        _kind.WithStrangersKubeconfig();

        await UpAsync();

        Assert.False(_kind.WasDeleted);
    }

    [Fact]
    public async Task A_volume_on_the_disk_counts_whatever_the_API_server_says()
    {
        _kind.CutOff();
        _kind.PutOnNode(Etcd);
        _kind.PutOnNode("/var/local-path-provisioner");
        AnswerWithoutVolumes();

        await UpAsync();

        Assert.False(_kind.WasDeleted);
    }

    [Fact]
    public async Task Nodes_that_cannot_be_looked_into_stay()
    {
        _kind.CutOff();
        _kind.StopNode();
        AnswerWithoutVolumes();

        await UpAsync();

        Assert.False(_kind.WasDeleted);
    }

    [Fact]
    public async Task Nodes_whose_creation_comes_to_its_end_meanwhile_stay()
    {
        _kind.CutOff();
        _kind.EndCreationMeanwhile();
        AnswerWithoutVolumes();

        await UpAsync();

        Assert.False(_kind.WasDeleted);
    }

    [Fact]
    public async Task A_creation_that_was_cut_off_at_its_very_end_is_taken_as_it_is()
    {
        _kind.CutOff();
        _kind.Answers["/api/v1/nodes"] = """{"items": [{"metadata": {"name": "n"}, "status": {"conditions": [{"type": "Ready", "status": "True"}]}}]}""";
        _kind.Answers["/apis/discovery.k8s.io/v1/namespaces/kube-system/endpointslices"] = """{"items": [{"endpoints": [{"addresses": ["10.0.0.2"]}]}]}""";
        _kind.Answers["/apis/storage.k8s.io/v1/storageclasses"] =
            """{"items": [{"metadata": {"name": "s", "annotations": {"storageclass.kubernetes.io/is-default-class": "true"}}}]}""";

        _kind.Answers["/api/v1/pods"] = None;

        await Provider.UpAsync(new Progress<ProgressEvent>(), CancellationToken.None);

        Assert.False(_kind.WasDeleted);
        Assert.False(_kind.IsCutOff);
    }

    private KindProvider Provider => new(_kind.Settings) { RecoveryDeadline = TimeSpan.Zero };

    private void AnswerWithoutVolumes() => (_kind.Answers[Volumes], _kind.Answers[Claims]) = (None, None);

    /// <returns>How it failed; a new cluster is never made here.</returns>
    private async Task<string> UpAsync() =>
        (await Assert.ThrowsAsync<LabException>(() => Provider.UpAsync(new Progress<ProgressEvent>(), CancellationToken.None))).Message;
}
