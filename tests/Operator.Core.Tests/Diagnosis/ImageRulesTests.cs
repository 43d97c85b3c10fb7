using k8s.Models;
using MiniStack.Operator.Core.Diagnosis;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

/// <summary>What registries and container runtimes say, in the words of several of them.</summary>
public sealed class ImageRulesTests
{
    private const string Prefix = "Image ministack-api:dev of pod demo-api-1 (spec.api.image) can't be pulled: ";

    [Theory]
    [InlineData("""rpc error: code = NotFound desc = failed to pull and unpack image "r/a:1": failed to resolve reference "r/a:1": r/a:1: not found""", "not found: the registry has no such image or tag", true)]
    [InlineData("""failed to pull and unpack image "r/a:1": failed to resolve reference "r/a:1": r/a:1: not found""", "not found: the registry has no such image or tag", true)]
    [InlineData("rpc error: code = Unknown desc = Error response from daemon: manifest for a:1 not found: manifest unknown: manifest unknown", "not found: the registry has no such image or tag", true)]
    [InlineData("""reading manifest 1 in quay.io/a/a: name unknown: repository not found""", "not found: the registry has no such image or tag", true)]
    [InlineData("rpc error: code = Unknown desc = Error response from daemon: pull access denied for a, repository does not exist or may require 'docker login': denied: requested access to the resource is denied", "access denied: the registry has no such repository, or it is private and asks for a login", true)]
    [InlineData("""failed to resolve reference "docker.io/library/a:1": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed""", "access denied: the registry has no such repository, or it is private and asks for a login", true)]
    [InlineData("""failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://ghcr.io/token?scope=repository%3Aa%2Fa%3Apull&service=ghcr.io: 403 Forbidden""", "unauthorised: the registry wants a login, or refuses the one it got (403 Forbidden)", true)]
    [InlineData("""reading manifest latest in registry.example/a: unauthorized: authentication required""", "unauthorised: the registry wants a login, or refuses the one it got", true)]
    [InlineData("""failed to pull image "a:1": toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit""", "its registry limits how often it is asked (429 Too Many Requests)", false)]
    [InlineData("""failed to do request: Head "https://ghcr.example/v2/a/manifests/1": dial tcp: lookup ghcr.example on 10.96.0.10:53: no such host""", "its registry is unreachable from the node (no such host)", false)]
    [InlineData("""failed to do request: Head "https://r.example/v2/a/manifests/1": dial tcp 192.0.2.1:443: i/o timeout""", "its registry is unreachable from the node (i/o timeout)", false)]
    [InlineData("""image pull failed for r.example/a:1 because the registry is unavailable: pinging container registry r.example: connection refused""", "its registry is unreachable from the node (registry is unavailable)", false)]
    [InlineData("""failed to do request: Head "https://r.example/v2/a/manifests/1": tls: failed to verify certificate: x509: certificate signed by unknown authority""", "the node does not trust the registry's certificate", true)]
    [InlineData("""failed to do request: Head "https://r.example:5000/v2/a/manifests/1": http: server gave HTTP response to HTTPS client""", "the registry speaks HTTP, and the node asks by HTTPS", true)]
    [InlineData("""unexpected status from HEAD request to https://r.example/v2/a/manifests/1: 502 Bad Gateway""", "its registry is in trouble (status 502)", false)]
    [InlineData("""failed to pull and unpack image "r/a:1": no match for platform in manifest: not found""", "it has no variant for the processor of its node", true)]
    [InlineData("""failed to pull and unpack image "r/a:1": failed to extract layer sha256:ab: write /usr/lib/x: no space left on device: unknown""", "the disk of its node is full", true)]
    [InlineData("""rpc error: code = Unknown desc = failed to pull and unpack image "r/a:1": failed size validation: 12 != 34: failed precondition""", "failed size validation: 12 != 34: failed precondition", true)]
    public void The_cause_of_a_failed_pull_is_told_in_words(string cause, string reason, bool stalls)
    {
        var root = TestPod.OfApi().Waiting("ErrImagePull", cause).Diagnose().Root!;

        Assert.Equal((FindingCodes.ImagePullFailed, $"{Prefix}{reason}."), (root.Code, root.Message));
        Assert.Equal(stalls, root.Stalls);
    }

    [Fact]
    public void Between_attempts_the_cause_is_the_same_whether_the_status_or_only_an_event_tells_it()
    {
        const string Cause = """failed to resolve reference "r/a:1": r/a:1: not found""";
        var attempt = TestPod.OfApi().Waiting("ErrImagePull", $"rpc error: code = NotFound desc = {Cause}").Told();

        Assert.Equal(attempt, TestPod.OfApi().Waiting("ImagePullBackOff", $"""Back-off pulling image "r/a:1": ErrImagePull: {Cause}""").Told());
        Assert.Equal(attempt, TestPod.OfApi()
            .Waiting("ImagePullBackOff", """Back-off pulling image "r/a:1" """.TrimEnd())
            .Event("Failed", $"""Failed to pull image "r/a:1": rpc error: code = NotFound desc = {Cause}""", last: 20)
            .Event("Failed", "Error: ImagePullBackOff", last: 3)
            .Told());
    }

    [Fact]
    public void Without_any_word_of_the_cause_the_image_is_told_all_the_same() =>
        Assert.Equal($"ImagePullFailed: {Prefix}its node does not say why.", TestPod.OfApi().Waiting("ImagePullBackOff", null).Told());

    [Fact]
    public void Pull_secret_that_does_not_exist_is_told_with_the_refusal()
    {
        var told = TestPod.OfApi()
            .Waiting("ErrImagePull", "401 Unauthorized")
            .Event("FailedToRetrieveImagePullSecret", "Unable to retrieve some image pull secrets (registry); attempting to pull the image may not succeed.", isOfPod: true)
            .Told();

        Assert.EndsWith("(401 Unauthorized); of spec.api.imagePullSecrets there is no registry.", told, StringComparison.Ordinal);
    }

    /// <summary>A node of 1.20 leaves out a Secret that is not there without a word, and a registry may deny an image that it has.</summary>
    [Theory]
    [InlineData("401 Unauthorized", "registry", "; of spec.api.imagePullSecrets there is no registry.")]
    [InlineData("manifest unknown", "registry", "; of spec.api.imagePullSecrets there is no registry.")]
    [InlineData("429 Too Many Requests", "registry", "; of spec.api.imagePullSecrets there is no registry.")]
    [InlineData("no such host", "registry", "(no such host).")]
    [InlineData("401 Unauthorized", "", "(401 Unauthorized).")]
    [InlineData("401 Unauthorized", "another", "(401 Unauthorized).")]
    public void Pull_secret_that_was_looked_for_and_is_not_there_is_told_beside_the_failure(string cause, string missing, string end)
    {
        var pod = Scene.ApiPod().Waiting("ErrImagePull", cause);
        pod.Spec.ImagePullSecrets = [new V1LocalObjectReference { Name = "registry" }, new V1LocalObjectReference { Name = "mirror" }];
        var stack = Scene.Stack(api: 0).With(pod)
            .With(Scene.Event(pod, "FailedToRetrieveImagePullSecret", "Unable to retrieve some image pull secrets (mirror); attempting"));
        stack = stack with { Evidence = stack.Evidence with { MissingPullSecrets = missing.Length == 0 ? [] : [missing] } };

        var finding = stack.Only();

        Assert.EndsWith(end, finding.Message, StringComparison.Ordinal);
        Assert.Equal(end.StartsWith(';'), finding.Hint!.StartsWith("Make Secret registry, or take it out of spec.api.imagePullSecrets: kubectl create secret docker-registry registry ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, "postgres:17", "spec.database.version")]
    [InlineData("registry.example/postgis:17", "registry.example/postgis:17", "spec.database.image")]
    public void Database_image_is_told_with_the_field_that_it_comes_from(string? own, string image, string field)
    {
        var told = TestPod.OfDatabase(spec => spec.Database.Image = own).Waiting("ErrImagePull", "not found").Told();

        Assert.StartsWith($"ImagePullFailed: Image {image} of pod demo-db-0 ({field}) can't be pulled: not found", told, StringComparison.Ordinal);
    }

    [Fact]
    public void Image_of_a_pod_that_is_being_deleted_is_no_trouble() =>
        Assert.Null(TestPod.OfApi().Waiting("ErrImagePull", "not found").Deleted().Told());
}
