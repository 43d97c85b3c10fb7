using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Tests.Planning;

public sealed class ConfigHashTests
{
    /// <summary>Another value here restarts the pods of every API when its operator is upgraded.</summary>
    [Fact]
    public void The_hash_of_what_a_release_has_made_stays() => Assert.Equal("54bfafab3acc7694416685c26a8e9e7e", Hash(_ => { }));

    [Fact]
    public void A_key_that_a_later_release_or_a_user_adds_rolls_nothing() =>
        Assert.Equal(Hash(_ => { }), Hash(data => data["ca.crt"] = [1]));

    [Fact]
    public void Each_part_of_the_connection_counts() => Assert.All(
        DatabaseSecret.Build(Stacks.Minimal(), Observed.Credentials, "uid").Data.Keys,
        key => Assert.NotEqual(Hash(_ => { }), Hash(data => data[key] = [1])));

    [Fact]
    public void So_does_what_else_the_api_reads()
    {
        var reference = new ConfigReference("Secret", "model-store", "token");

        Assert.NotEqual(Hash(_ => { }), Hash(_ => { }, (reference, "a")));
        Assert.NotEqual(Hash(_ => { }, (reference, null)), Hash(_ => { }, (reference, "a")));
    }

    private static string Hash(Action<IDictionary<string, byte[]>> change, params (ConfigReference, string?)[] references)
    {
        var secret = DatabaseSecret.Build(Stacks.Minimal(), Observed.Credentials, "uid");
        change(secret.Data);
        return ConfigHash.Of(Observed.Credentials, secret, references);
    }
}
