using System.Text;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Core.Tests.Planning;

namespace MiniStack.Operator.Core.Tests.Resources;

public sealed class DatabaseSecretTests
{
    [Theory]
    [InlineData("simple", "simple", "simple")]
    [InlineData("p@ss:w/rd?#%", "p%40ss%3Aw%2Frd%3F%23%25", @"p@ss\:w/rd?#%")]
    [InlineData(@"a\b'""c d", "a%5Cb%27%22c%20d", @"a\\b'""c d")]
    [InlineData("schlüssel+&=", "schl%C3%BCssel%2B%26%3D", "schlüssel+&=")]
    public void Any_password_survives_in_each_form(string password, string encoded, string pgpass)
    {
        var data = Build(password);
        Assert.Equal(password, data["password"]);
        Assert.Equal($"postgresql://app:{encoded}@demo-db.shop.svc:5432/app", data["uri"]);
        Assert.Equal($"jdbc:postgresql://demo-db.shop.svc:5432/app?user=app&password={encoded}", data["jdbc-uri"]);
        Assert.Equal($"demo-db.shop.svc:5432:app:app:{pgpass}\n", data["pgpass"]);
        Assert.Equal(password, Uri.UnescapeDataString(new Uri(data["uri"]).UserInfo.Split(':')[1]));
    }

    [Fact]
    public void It_has_the_keys_of_a_service_binding()
    {
        string[] keys =
            ["database", "host", "jdbc-uri", "password", "pgpass", "port", "provider", "type", "uri", "username"];
        Assert.Equal(keys, Build("x").Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Without_a_volume_it_names_none()
    {
        Assert.DoesNotContain(Annotations.VolumeUid, DatabaseSecret.Build(Stacks.Minimal(), Observed.Credentials, volumeUid: null).Metadata.Annotations);
    }

    private static Dictionary<string, string> Build(string password) =>
        DatabaseSecret.Build(Stacks.Minimal(), Observed.Credentials with { App = new Password(password, [1], IsRestored: false) }, "uid").Data.ToDictionary(e => e.Key, e => Encoding.UTF8.GetString(e.Value));
}
