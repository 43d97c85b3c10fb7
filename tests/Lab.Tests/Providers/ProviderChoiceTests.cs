using MiniStack.Lab.Providers;

namespace MiniStack.Lab.Tests.Providers;

public sealed class ProviderChoiceTests
{
    private const string KindMissing = "No Docker engine answers.";
    private const string HostMissing = "The lab must run as root.";

    [Theory]
    [InlineData(ProviderKind.Auto, null, null, ProviderKind.Kind)]
    [InlineData(ProviderKind.Auto, KindMissing, null, ProviderKind.Host)]
    [InlineData(ProviderKind.Auto, null, HostMissing, ProviderKind.Kind)]
    [InlineData(ProviderKind.Host, null, null, ProviderKind.Host)]
    [InlineData(ProviderKind.Kind, null, HostMissing, ProviderKind.Kind)]
    public void New_cluster_takes_kind_where_it_can_run_unless_told_otherwise(
        ProviderKind requested, string? kindMissing, string? hostMissing, ProviderKind expected)
    {
        Assert.Equal(new ProviderChoice(expected, null), ProviderChoice.Choose(requested, running: null, kindMissing, hostMissing));
    }

    [Fact]
    public void Refusal_says_what_each_provider_lacks()
    {
        var choice = ProviderChoice.Choose(ProviderKind.Auto, running: null, KindMissing, HostMissing);

        Assert.Contains(KindMissing, choice.Refusal, StringComparison.Ordinal);
        Assert.Contains(HostMissing, choice.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Provider_that_was_asked_for_is_not_replaced_when_it_cannot_run()
    {
        Assert.Equal(KindMissing, ProviderChoice.Choose(ProviderKind.Kind, running: null, KindMissing, null).Refusal);
    }

    [Fact]
    public void Running_cluster_keeps_its_provider()
    {
        Assert.Equal(new ProviderChoice(ProviderKind.Host, null), ProviderChoice.Choose(ProviderKind.Auto, ProviderKind.Host, null, null));
    }

    [Fact]
    public void Running_cluster_is_not_started_with_another_provider()
    {
        Assert.Contains("./lab down", ProviderChoice.Choose(ProviderKind.Kind, ProviderKind.Host, null, null).Refusal, StringComparison.Ordinal);
    }
}
