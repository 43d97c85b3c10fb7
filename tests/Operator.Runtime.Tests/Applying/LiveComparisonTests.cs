using System.Text.Json;
using MiniStack.Operator.Runtime.Applying;

namespace MiniStack.Operator.Runtime.Tests.Applying;

public sealed class LiveComparisonTests
{
    [Theory]
    [InlineData("equal", """{"a":1}""", """{"a":1}""", "")]
    [InlineData("added by others", """{"a":1}""", """{"a":1,"b":2}""", "")]
    [InlineData("changed", """{"a":{"b":1}}""", """{"a":{"b":2}}""", "a.b")]
    [InlineData("missing", """{"a":{"b":1}}""", """{"a":{}}""", "a.b")]
    [InlineData("zeros that the server leaves out", """{"subPath":"","initialDelaySeconds":0,"readOnly":false,"args":[],"labels":{},"resources":{"limits":{} } }""", "{}", "")]
    [InlineData("empty and null", """{"labels":{},"args":[]}""", """{"labels":null,"args":null}""", "")]
    [InlineData("privileges that may grow by default", """{"allowPrivilegeEscalation":false}""", "{}", "allowPrivilegeEscalation")]
    [InlineData("privileges that may grow, as null", """{"allowPrivilegeEscalation":false}""", """{"allowPrivilegeEscalation":null}""", "allowPrivilegeEscalation")]
    [InlineData("a token by default", """{"automountServiceAccountToken":false}""", "{}", "automountServiceAccountToken")]
    [InlineData("links by default", """{"enableServiceLinks":false}""", "{}", "enableServiceLinks")]
    [InlineData("a file system that the server keeps in mind", """{"readOnlyRootFilesystem":false}""", "{}", "readOnlyRootFilesystem")]
    [InlineData("a user by default", """{"securityContext":{"runAsUser":0}}""", """{"securityContext":{}}""", "securityContext.runAsUser")]
    [InlineData("a context of zeros alone", """{"securityContext":{"allowPrivilegeEscalation":false}}""", "{}", "securityContext")]
    [InlineData("retries by default", """{"backoffLimit":0}""", "{}", "backoffLimit")]
    [InlineData("a class by default", """{"storageClassName":""}""", "{}", "storageClassName")]
    [InlineData("a label without a value", """{"labels":{"value":""}}""", """{"labels":{}}""", "labels.value")]
    [InlineData("a variable without a value", """{"env":[{"name":"A","value":""}]}""", """{"env":[{"name":"A"}]}""", "")]
    [InlineData("a variable from elsewhere", """{"env":[{"name":"A","value":""}]}""", """{"env":[{"name":"A","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"} } }]}""", "env[A].value")]
    [InlineData("another kind of volume", """{"volumes":[{"name":"a","emptyDir":{}}]}""", """{"volumes":[{"name":"a","configMap":{"name":"b"} }]}""", "volumes[a].emptyDir")]
    [InlineData("peers of every pod", """{"from":[{"podSelector":{}}]}""", """{"from":[{}]}""", "from[0].podSelector")]
    [InlineData("a zero where there is a one", """{"replicas":0}""", """{"replicas":1}""", "replicas")]
    [InlineData("another type", """{"port":80}""", """{"port":"http"}""", "port")]
    [InlineData("list in order", """{"args":["a","b"]}""", """{"args":["a","b"]}""", "")]
    [InlineData("list grown", """{"args":["a"]}""", """{"args":["a","b"]}""", "args")]
    [InlineData("list element", """{"args":["a"]}""", """{"args":["b"]}""", "args[0]")]
    [InlineData(
        "injected sidecar",
        """{"containers":[{"name":"api","image":"x"}]}""",
        """{"containers":[{"name":"sidecar"},{"name":"api","image":"x","imagePullPolicy":"Always"}]}""",
        "")]
    [InlineData(
        "container changed",
        """{"containers":[{"name":"api","image":"x"}]}""",
        """{"containers":[{"name":"sidecar"},{"name":"api","image":"y"}]}""",
        "containers[api].image")]
    [InlineData("container gone", """{"containers":[{"name":"api"}]}""", """{"containers":[]}""", "containers[api]")]
    [InlineData("defaulted service port", """{"ports":[{"port":80}]}""", """{"ports":[{"port":80,"protocol":"TCP"}]}""", "")]
    [InlineData("quantity by value", """{"limits":{"memory":"1Gi"}}""", """{"limits":{"memory":"1024Mi"}}""", "")]
    [InlineData("quantity changed", """{"limits":{"memory":"1Gi"}}""", """{"limits":{"memory":"1G"}}""", "limits.memory")]
    [InlineData("size limit by value", """{"sizeLimit":"0.5Gi"}""", """{"sizeLimit":"512Mi"}""", "")]
    [InlineData("variables around ours", """{"env":[{"name":"A"},{"name":"B"}]}""", """{"env":[{"name":"X"},{"name":"A"},{"name":"Y"},{"name":"B"}]}""", "")]
    [InlineData("variables out of order", """{"env":[{"name":"A"},{"name":"B"}]}""", """{"env":[{"name":"B"},{"name":"A"}]}""", "env(whole)")]
    [InlineData("a selector that asks for more", """{"selector":{"a":"1"}}""", """{"selector":{"a":"1","b":"2"}}""", "selector(whole)")]
    [InlineData("an item of a list", """{"kind":"Pod","apiVersion":"v1","a":1}""", """{"a":1}""", "")]
    [InlineData("a kind that is named", """{"roleRef":{"kind":"Role"}}""", """{"roleRef":{"name":"a"}}""", "roleRef.kind")]
    [InlineData("the same name written otherwise", """{"labels":{"a\u002Bb":"1"}}""", """{"labels":{"a+b":"1"}}""", "")]
    [InlineData("looks like a quantity", """{"env":[{"name":"A","value":"1"}]}""", """{"env":[{"name":"A","value":"1.0"}]}""", "env[A].value")]
    public void Finds_what_the_live_object_lacks(string what, string desired, string live, string differences)
    {
        var found = LiveComparison.Differences(Parse(desired), Parse(live));

        Assert.True(differences == string.Join(' ', found), $"{what}: {string.Join(' ', found)}");
    }

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
