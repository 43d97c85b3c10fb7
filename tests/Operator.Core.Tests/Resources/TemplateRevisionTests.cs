using System.Text.Json;
using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Core.Serialization;

namespace MiniStack.Operator.Core.Tests.Resources;

public sealed class TemplateRevisionTests
{
    public static TheoryData<TemplateRevision> All =>
        [.. Enumerable.Range(1, TemplateRevision.Newest).SelectMany(number => new TemplateRevision[] { new(number, false), new(number, true) })];

    /// <summary>UPDATE_GOLDEN=1 in the environment writes the files of a new revision, and never those of one that has some.</summary>
    [Theory]
    [MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void A_revisions_templates_never_change(TemplateRevision revision)
    {
        (string, V1Alpha1MiniStack)[] stacks = [("minimal", Stacks.Minimal()), ("full", Stacks.Full())];

        // Whoever sets one of its fields has another spec, and is given the newest template.
        (string, V1Alpha1MiniStack)[] later = revision.Number == 1 ? [] : [("later", Stacks.Later())];
        foreach (var (name, stack) in stacks.Concat(later))
        {
            Compare($"{revision}/api-{name}.yaml", ApiDeployment.Build(stack, Children.Rollout(stack, revision)).Spec.Template);
            Compare($"{revision}/database-{name}.yaml", PostgresStatefulSet.Build(stack, revision, "5a17ed").Spec.Template);
        }

        void Compare(string file, V1PodTemplateSpec template)
        {
            var path = Path.Combine(GoldenFolder.Find("templates"), file);
            var json = JsonSerializer.SerializeToNode(template, CoreJson.Default.V1PodTemplateSpec)!;
            if (GoldenFolder.IsBeingUpdated && !File.Exists(path))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, YamlText.Of(json));
            }

            Assert.True(File.Exists(path), $"Template revision {revision} has no file '{file}': run this test again with UPDATE_GOLDEN=1.");
            Assert.True(
                File.ReadAllText(path) == YamlText.Of(json),
                $"The pod template of revision {revision} is no longer that of '{file}'. Every pod that was made with it would restart when the "
                + "operator is upgraded: leave this revision as it was, and make the new template revision "
                + $"{TemplateRevision.Newest + 1} (see {nameof(TemplateRevision)}).");
        }
    }

    /// <summary>
    /// Literals, since the hash on a live workload was made by an earlier build: one that changes while the spec does not rolls every pod
    /// when the operator is upgraded.
    /// </summary>
    [Fact]
    public void A_specs_hash_is_the_same_in_every_build()
    {
        Assert.Equal("aed454fcab03255e2c300c0441a8c444", ApiDeployment.SpecHash(Stacks.Minimal()));
        Assert.Equal("aaaf82f4d4fd8913ca53317bb445413c", PostgresStatefulSet.SpecHash(Stacks.Minimal()));
        Assert.Equal("a68afc147585b3a2a9ed0d7d021adabc", ApiDeployment.SpecHash(Stacks.Full()));
        Assert.Equal("b0feee6e87811bfadae71947f9d6e25d", PostgresStatefulSet.SpecHash(Stacks.Full()));
    }

    /// <summary>The CRD of the release before wrote it out in every spec; where it is left out now, no pod rolls.</summary>
    [Fact]
    public void A_version_that_is_left_out_is_hashed_as_the_default_that_was_written_out()
    {
        Assert.Equal(Hash(17, null), Hash(null, null));
        Assert.Equal(Hash(17, "postgres:15"), Hash(null, "postgres:15"));
        Assert.NotEqual(Hash(16, null), Hash(null, null));
        Assert.Equal(
            PostgresStatefulSet.SpecHash(Stacks.Minimal()), PostgresStatefulSet.SpecHash(Stacks.With(spec => spec.Database.Extensions = ["vector"])));

        static string Hash(int? version, string? image) =>
            PostgresStatefulSet.SpecHash(Stacks.With(spec => (spec.Database.Version, spec.Database.Image) = (version, image)));
    }

    /// <summary>The hash decides whether the newest template may be made: what changes a template has to change it, and nothing else may.</summary>
    [Fact]
    public void A_specs_hash_changes_with_the_pod_template_and_not_otherwise()
    {
        Assert.All(Stacks.BetweenMinimalAndFull(), change =>
        {
            var stack = change.Stack;
            Assert.True(
                ApiTemplate(stack) != ApiTemplate(Stacks.Minimal()) == (ApiDeployment.SpecHash(stack) != ApiDeployment.SpecHash(Stacks.Minimal())),
                $"API, {change.Field}");
            Assert.True(
                DatabaseTemplate(stack) != DatabaseTemplate(Stacks.Minimal())
                    == (PostgresStatefulSet.SpecHash(stack) != PostgresStatefulSet.SpecHash(Stacks.Minimal())),
                $"database, {change.Field}");
        });

        static string ApiTemplate(V1Alpha1MiniStack stack) => JsonSerializer.Serialize(
            ApiDeployment.Build(stack, Children.Rollout(stack, new TemplateRevision(1, false))).Spec.Template, CoreJson.Default.V1PodTemplateSpec);

        static string DatabaseTemplate(V1Alpha1MiniStack stack) => JsonSerializer.Serialize(
            PostgresStatefulSet.Build(stack, new TemplateRevision(1, false), "hash").Spec.Template, CoreJson.Default.V1PodTemplateSpec);
    }

    [Theory]
    [MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void A_revision_is_read_as_it_was_written(TemplateRevision revision) =>
        Assert.Equal(revision, TemplateRevision.Parse(revision.ToString()));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1,other")]
    [InlineData(",nativeSleep")]
    public void What_this_build_does_not_know_is_no_revision(string? text) => Assert.Null(TemplateRevision.Parse(text));

    [Fact]
    public void A_newer_builds_is_no_revision() => Assert.Null(TemplateRevision.Parse($"{TemplateRevision.Newest + 1}"));
}
