using CsCheck;
using MiniStack.ApiPaths;

namespace MiniStack.Operator.Runtime.Tests.Client;

public sealed class ApiPathTests
{
    private static readonly ApiResource Secrets = new("", "v1", "secrets");
    private static readonly ApiResource Services = new("", "v1", "services", NameRule.Label);
    private static readonly ApiResource ClusterRoles = new("rbac.authorization.k8s.io", "v1", "clusterroles", NameRule.PathSegment);

    [Fact]
    public void A_path_has_the_group_the_namespace_and_the_name()
    {
        ApiResource deployments = new("apps", "v1", "deployments");

        Assert.Equal("/apis/apps/v1/deployments", $"{deployments.Collection(null)}");
        Assert.Equal("/apis/apps/v1/namespaces/a/deployments", $"{deployments.Collection("a")}");
        Assert.Equal("/apis/apps/v1/namespaces/a/deployments/b.c/status", $"{deployments.Item("a", "b.c", "status")}");
        Assert.Equal("/api/v1/namespaces/a", $"{ApiResource.Namespaces.Item(null, "a")}");
        Assert.Equal("/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode%3F%23", $"{ClusterRoles.Item(null, "system:node?#")}");
        Assert.Equal("/openapi/v3/api/v1", $"{ApiPath.SchemasOf("v1")}");
        Assert.Equal("/openapi/v3/apis/policy/v1", $"{ApiPath.SchemasOf("policy/v1")}");
    }

    [Fact]
    public void A_query_has_what_is_given_and_nothing_that_a_value_would_add() => Assert.Equal(
        "/api/v1/secrets?a=b%26c%3Dd%23%2F..&limit=5&continue=x",
        $"{Secrets.Collection(null).With(("a", "b&c=d#/.."), ("left", null), ("limit", "5")).With(("continue", "x"))}");

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../../victim/secrets/crown")]
    [InlineData("a/b")]
    [InlineData("a%2fb")]
    [InlineData("%2e%2e")]
    [InlineData("a?b")]
    [InlineData("a#b")]
    [InlineData("a\\b")]
    [InlineData("a b")]
    [InlineData("a\0")]
    [InlineData("a\n")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData(".a")]
    [InlineData("a.")]
    [InlineData("a..b")]
    [InlineData("a.-b")]
    [InlineData("a-.b")]
    [InlineData("A")]
    [InlineData("ä")]
    [InlineData("а")] // Cyrillic.
    [InlineData("１")]
    [InlineData("a\ud800")]
    public void What_is_no_name_leads_nowhere(string name)
    {
        Assert.Throws<InvalidNameException>(() => Secrets.Item("a", name));
        Assert.Throws<InvalidNameException>(() => Services.Item("a", name));
        Assert.Throws<InvalidNameException>(() => Secrets.Item("a", "b", name));
        Assert.Throws<InvalidNameException>(() => Secrets.Collection(name));
        Assert.Throws<InvalidNameException>(() => new ApiResource("", "v1", name));
        Assert.Throws<InvalidNameException>(() => ApiPath.SchemasOf($"a/{name}"));
    }

    [Theory]
    [InlineData(NameRule.Subdomain, 253)]
    [InlineData(NameRule.Label, 63)]
    [InlineData(NameRule.PathSegment, 512)]
    public void A_name_has_a_length(NameRule rule, int longest)
    {
        Assert.True(rule.Allows(new string('a', longest)));
        Assert.False(rule.Allows(new string('a', longest + 1)));
    }

    [Theory]
    [InlineData(NameRule.Subdomain, "a", true)]
    [InlineData(NameRule.Subdomain, "0a--b.c-d.9", true)]
    [InlineData(NameRule.Label, "a--b", true)]
    [InlineData(NameRule.Label, "a.b", false)]
    [InlineData(NameRule.PathSegment, "system:controller:a b", true)]
    [InlineData(NameRule.PathSegment, "...", true)]
    [InlineData(NameRule.PathSegment, "..", false)]
    [InlineData(NameRule.PathSegment, ".", false)]
    [InlineData(NameRule.PathSegment, "a/b", false)]
    [InlineData(NameRule.PathSegment, "a%2e", false)]
    [InlineData(NameRule.PathSegment, "a\u0085", false)]
    [InlineData(NameRule.PathSegment, "a\ud800", false)]
    public void The_kind_says_what_a_name_is(NameRule rule, string name, bool isAllowed) => Assert.Equal(isAllowed, rule.Allows(name));

    [Fact]
    public void A_refusal_shows_the_beginning_and_nothing_that_moves_a_cursor()
    {
        var refusal = Assert.Throws<InvalidNameException>(() => Secrets.Item("a", "\e[2J../" + new string('x', 100_000)));

        Assert.StartsWith("'\uFFFD[2J../xxx", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("…' is not a name of secrets", refusal.Message, StringComparison.Ordinal);
        Assert.True(refusal.Message.Length < 400, refusal.Message);
    }

    [Fact]
    public void Whatever_the_names_are_a_path_leads_to_the_object_of_those_names_or_there_is_none()
    {
        var names = Gen.Frequency(
            (3, Gen.String[Gen.OneOf(Gen.Char["ab09"], Gen.Char["./%-?#&:\\ 2ef\0\n;@"]), 0, 12]),
            (1, Gen.String[Gen.Char, 0, 12]));
        Gen.Select(names, names).Sample((ns, name) =>
        {
            foreach (var (resource, parent) in new[] { (Secrets, "secrets"), (Services, "services"), (ClusterRoles, "clusterroles") })
            {
                ApiPath path;
                try
                {
                    path = resource.Item(ns, name);
                }
                catch (InvalidNameException)
                {
                    continue;
                }

                var uri = new Uri("https://example.test" + path);
                Assert.Equal(path.ToString(), uri.PathAndQuery);
                Assert.Equal("", uri.Fragment);
                var segments = uri.AbsolutePath.Split('/');
                Assert.Equal(name, Uri.UnescapeDataString(segments[^1]));
                Assert.Equal(parent, segments[^2]);
                Assert.Equal(ns.Length == 0 ? [] : ["namespaces", ns], segments[^2..^2].Concat(ns.Length == 0 ? [] : segments[^4..^2]));
            }
        });
    }

    [Fact]
    public void Labels_ask_for_one_value_each()
    {
        Assert.Equal("example.test/a=b,!c,d", $"{LabelSelector.Is("example.test/a", "b").And(LabelSelector.HasNot("c")).And(LabelSelector.Has("d"))}");
        Assert.Equal("a=", $"{LabelSelector.Is("a", "")}");
        foreach (var value in new[] { "b,c=d", "b=c", "b in (c)", "b!", "(b)", "-b", "b ", "b\n", new string('b', 64), "ä" })
        {
            Assert.Throws<InvalidNameException>(() => LabelSelector.Is("a", value));
        }

        foreach (var key in new[] { "", "a,b", "a=b", "/a", "a/", "a/b/c", "A.test/b", "!a", new string('a', 64) })
        {
            Assert.Throws<InvalidNameException>(() => LabelSelector.Has(key));
        }
    }

    [Fact]
    public void A_field_asks_for_one_value() => Assert.Equal(
        @"metadata.name=a\,spec.nodeName\=b\\", $"{FieldSelector.Is("metadata.name", @"a,spec.nodeName=b\")}");
}
