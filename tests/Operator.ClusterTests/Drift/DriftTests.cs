using System.Text.Json;

namespace MiniStack.Operator.ClusterTests.Drift;

/// <summary>What is the operator's is put back at once; what is somebody else's stays.</summary>
public sealed class DriftTests(DriftStack stack) : IClassFixture<DriftStack>
{
    public static TheoryData<string, string> Children => new()
    {
        { "service", "demo-db" },
        { "service", "demo-db-pods" },
        { "service", "demo-api" },
        { "configmap", "demo-db" },
        { "networkpolicy", "demo-db" },
        { "serviceaccount", "demo-api" },
        { "statefulset", "demo-db" },
        { "deployment", "demo-api" },
        { "pdb", "demo-api" },
        { "hpa", "open-api" },
        { "ingress", "open-api" },
    };

    [Theory]
    [MemberData(nameof(Children))]
    public async Task A_child_that_is_deleted_comes_back(string kind, string name)
    {
        var before = await stack.Namespace.GetAsync(kind, name);
        var wanted = await stack.LookAsync(kind, name);

        await stack.DeleteAsync(kind, name);

        var after = await stack.EventuallyLooksAsync(kind, name, wanted);
        Assert.NotEqual(Uid(before), Uid(after));
        await stack.Namespace.EventuallyStatusAsync("demo", "Ready");
    }

    [Theory]
    [InlineData("deployment", "demo-api", """{"spec":{"replicas":5}}""")]
    [InlineData("deployment", "demo-api", """{"spec":{"strategy":{"rollingUpdate":{"maxUnavailable":1}}}}""")]
    [InlineData("deployment", "demo-api", """{"spec":{"progressDeadlineSeconds":1}}""")]
    [InlineData("deployment", "demo-api", """{"spec":{"template":{"spec":{"containers":[{"name":"api","image":"example.test/other:1"}]}}}}""")]
    [InlineData("deployment", "demo-api", """{"spec":{"template":{"spec":{"containers":[{"name":"api","env":[{"$patch":"delete","name":"PGHOST"}]}]}}}}""")]
    [InlineData("deployment", "demo-api", """{"spec":{"template":{"spec":{"containers":[{"name":"api","livenessProbe":null}]}}}}""")]
    [InlineData("deployment", "demo-api", """{"spec":{"template":{"spec":{"containers":[{"name":"api","readinessProbe":{"periodSeconds":77}}]}}}}""")]
    [InlineData("deployment", "demo-api", """{"spec":{"template":{"spec":{"containers":[{"name":"api","lifecycle":null}]}}}}""")]
    [InlineData("deployment", "demo-api", """{"spec":{"template":{"spec":{"containers":[{"name":"api","securityContext":{"allowPrivilegeEscalation":true}}]}}}}""")]
    [InlineData("deployment", "demo-api", """{"spec":{"template":{"spec":{"automountServiceAccountToken":true}}}}""")]
    [InlineData("deployment", "demo-api", """{"spec":{"template":{"spec":{"terminationGracePeriodSeconds":77}}}}""")]
    [InlineData("deployment", "demo-api", """{"spec":{"template":{"spec":{"securityContext":{"seccompProfile":{"type":"Unconfined"}}}}}}""")]
    [InlineData("deployment", "demo-api", """{"spec":{"template":{"metadata":{"annotations":{"ministack.dev/config-hash":null}}}}}""")]
    [InlineData("deployment", "demo-api", """{"metadata":{"annotations":{"ministack.dev/template-revision":null}}}""")]
    [InlineData("deployment", "demo-api", """{"metadata":{"annotations":{"ministack.dev/applied-hash":"other"}}}""")]
    [InlineData("deployment", "demo-api", """{"metadata":{"labels":{"app.kubernetes.io/instance":"other"}}}""")]
    [InlineData("deployment", "demo-api", """{"metadata":{"labels":{"ministack.dev/component":null}}}""")]
    [InlineData("statefulset", "demo-db", """{"spec":{"replicas":0}}""")]
    [InlineData("statefulset", "demo-db", """{"spec":{"template":{"spec":{"containers":[{"name":"postgres","image":"example.test/other:1"}]}}}}""")]
    [InlineData("statefulset", "demo-db", """{"spec":{"template":{"spec":{"initContainers":[{"name":"prepare","command":["true"]}]}}}}""")]
    [InlineData("statefulset", "demo-db", """{"spec":{"template":{"spec":{"volumes":[{"name":"shm","emptyDir":{"sizeLimit":"1Mi"}}]}}}}""")]
    [InlineData("statefulset", "demo-db", """{"spec":{"template":{"spec":{"securityContext":{"runAsUser":0}}}}}""")]
    [InlineData("statefulset", "demo-db", """{"metadata":{"labels":{"ministack.dev/component":"other"}}}""")]
    [InlineData("service", "demo-db", """{"spec":{"ports":[{"port":5432,"targetPort":1}]}}""")]
    [InlineData("service", "demo-db", """{"spec":{"selector":{"ministack.dev/component":"api"}}}""")]
    [InlineData("service", "demo-db-pods", """{"spec":{"selector":{"ministack.dev/component":"api"}}}""")]
    [InlineData("service", "demo-api", """{"spec":{"type":"NodePort"}}""")]
    [InlineData("service", "demo-api", """{"spec":{"selector":{"ministack.dev/stack":"other"}}}""")]
    [InlineData("service", "demo-api", """{"metadata":{"labels":{"app.kubernetes.io/managed-by":null}}}""")]
    [InlineData("configmap", "demo-db", """{"data":{"00000000-ministack.sh":"exit 1"}}""")]
    [InlineData("configmap", "demo-db", """{"data":null}""")]
    [InlineData("networkpolicy", "demo-db", """{"spec":{"ingress":null}}""")]
    [InlineData("networkpolicy", "demo-db", """{"spec":{"ingress":[{}]}}""")]
    [InlineData("networkpolicy", "demo-db", """{"spec":{"podSelector":{"matchLabels":{"ministack.dev/stack":"other"}}}}""")]
    [InlineData("serviceaccount", "demo-api", """{"automountServiceAccountToken":true}""")]
    [InlineData("serviceaccount", "demo-api", """{"metadata":{"labels":{"ministack.dev/stack":null}}}""")]
    [InlineData("pdb", "demo-api", """{"spec":{"maxUnavailable":0}}""")]
    [InlineData("hpa", "open-api", """{"spec":{"maxReplicas":9}}""")]
    [InlineData("hpa", "open-api", """{"spec":{"minReplicas":1}}""")]
    [InlineData("hpa", "open-api", """{"spec":{"targetCPUUtilizationPercentage":5}}""")]
    [InlineData("hpa", "open-api", """{"spec":{"scaleTargetRef":{"name":"other"}}}""")]
    [InlineData("ingress", "open-api", """{"spec":{"rules":[{"host":"other.example.test"}]}}""")]
    [InlineData("ingress", "open-api", """{"metadata":{"labels":{"ministack.dev/component":null}}}""")]
    [InlineData("pvc", "demo-db-data", """{"metadata":{"labels":{"ministack.dev/component":"other"}}}""")]
    [InlineData("secret", "demo-db", """{"data":{"uri":"eA=="}}""")]
    [InlineData("secret", "demo-db", """{"data":{"host":null}}""")]
    [InlineData("secret", "demo-db", """{"data":{"username":"eA==","port":"eA==","pgpass":null}}""")]
    [InlineData("secret", "demo-db", """{"metadata":{"annotations":{"ministack.dev/applied-hash":null}}}""")]
    [InlineData("secret", "demo-db-admin", """{"metadata":{"labels":{"ministack.dev/component":"other"}}}""")]
    public async Task A_field_edited_by_hand_is_put_back(string kind, string name, string edit)
    {
        var wanted = await stack.LookAsync(kind, name);

        var edited = await stack.EditAsync(kind, name, edit);

        // What came back is newer than the edit: a state that never differed would show nothing.
        Assert.NotEqual(wanted, DriftStack.Wanted(edited));
        await stack.EventuallyLooksAsync(kind, name, wanted);
    }

    [Theory]
    [MemberData(nameof(Children))]
    [InlineData("secret", "demo-db")]
    [InlineData("secret", "demo-db-admin")]
    [InlineData("pvc", "demo-db-data")]
    public async Task A_label_an_annotation_and_a_finalizer_of_somebody_else_stay(string kind, string name)
    {
        await stack.EditAsync(kind, name, """{"metadata":{"labels":{"team":"shop"},"annotations":{"example.test/note":"mine"},"finalizers":["example.test/hold"]}}""");

        // Putting back a field of its own is what could take the others along.
        await stack.EditAsync(kind, name, """{"metadata":{"labels":{"ministack.dev/component":"other"}}}""");
        var healed = await stack.Namespace.EventuallyAsync(kind, name, found =>
            found.GetProperty("metadata").GetProperty("labels").GetProperty("ministack.dev/component").GetString() != "other");

        var metadata = healed.GetProperty("metadata");
        Assert.Equal("shop", metadata.GetProperty("labels").GetProperty("team").GetString());
        Assert.Equal("mine", metadata.GetProperty("annotations").GetProperty("example.test/note").GetString());
        Assert.Contains("example.test/hold", metadata.GetProperty("finalizers").EnumerateArray().Select(each => each.GetString()));
        await stack.EditAsync(kind, name, """{"metadata":{"labels":{"team":null},"annotations":{"example.test/note":null},"$deleteFromPrimitiveList/finalizers":["example.test/hold"]}}""");
    }

    [Fact]
    public async Task A_sidecar_injectors_label_annotation_and_container_and_kubectls_restart_stay()
    {
        await stack.EditAsync("deployment", "demo-api", """
            {"spec":{"template":{
              "metadata":{"labels":{"mesh":"on"},"annotations":{"example.test/injected":"1","kubectl.kubernetes.io/restartedAt":"2030-01-01T00:00:00Z"}},
              "spec":{"containers":[{"name":"proxy","image":"example.test/proxy:1"}],"tolerations":[{"key":"spot","operator":"Exists"}]} } } }
            """);

        await stack.EditAsync("deployment", "demo-api", """{"spec":{"template":{"spec":{"containers":[{"name":"api","image":"example.test/other:1"}]}}}}""");
        var healed = await stack.Namespace.EventuallyAsync("deployment", "demo-api", found => Image(found, "api") == "example.test/api:1");

        var template = healed.GetProperty("spec").GetProperty("template");
        Assert.Equal("example.test/proxy:1", Image(healed, "proxy"));
        Assert.Equal("on", template.GetProperty("metadata").GetProperty("labels").GetProperty("mesh").GetString());
        Assert.Equal("1", template.GetProperty("metadata").GetProperty("annotations").GetProperty("example.test/injected").GetString());
        Assert.Equal(
            "2030-01-01T00:00:00Z",
            template.GetProperty("metadata").GetProperty("annotations").GetProperty("kubectl.kubernetes.io/restartedAt").GetString());
        Assert.Equal("spot", template.GetProperty("spec").GetProperty("tolerations")[0].GetProperty("key").GetString());

        // The other tests find the stack as they expect it.
        await stack.DeleteAsync("deployment", "demo-api");
        await stack.Namespace.EventuallyAsync("deployment", "demo-api", found => Uid(found) != Uid(healed));
    }

    [Theory]
    [InlineData("pdb", """{"spec":{"minAvailable":1,"maxUnavailable":null}}""")]
    [InlineData("service", """{"spec":{"selector":{"team":"shop"}}}""")]
    [InlineData("deployment", """{"spec":{"template":{"spec":{"containers":[{"name":"api","env":[{"name":"PGHOST","value":"elsewhere","valueFrom":null}]}]}}}}""")]
    public async Task A_field_that_excludes_ours_or_changes_their_meaning_is_put_back(string kind, string patch)
    {
        var wanted = await stack.LookAsync(kind, "demo-api");

        await stack.EditAsync(kind, "demo-api", patch);

        await stack.EventuallyLooksAsync(kind, "demo-api", wanted);
    }

    [Fact]
    public async Task A_variable_of_ours_that_was_removed_comes_back_before_those_that_may_use_it()
    {
        await stack.EditAsync(
            "deployment", "demo-api", """{"spec":{"template":{"spec":{"containers":[{"name":"api","env":[{"name":"PGHOST","$patch":"delete"}]}]}}}}""");

        await stack.Namespace.EventuallyAsync("deployment", "demo-api", found =>
        {
            var names = found.GetProperty("spec").GetProperty("template").GetProperty("spec").GetProperty("containers").EnumerateArray()
                .First(each => each.GetProperty("name").GetString() == "api").GetProperty("env").EnumerateArray()
                .Select(each => each.GetProperty("name").GetString()).ToList();
            return names is ["DATABASE_URL", "PGHOST", ..];
        });
    }

    [Fact]
    public async Task The_replicas_that_an_autoscaler_has_set_stay()
    {
        await stack.EditAsync("deployment", "open-api/scale", """{"spec":{"replicas":3}}""");

        await stack.EditAsync("deployment", "open-api", """{"spec":{"template":{"spec":{"containers":[{"name":"api","image":"example.test/other:1"}]}}}}""");
        var healed = await stack.Namespace.EventuallyAsync("deployment", "open-api", found => Image(found, "api") == "example.test/api:1");

        Assert.Equal(3, healed.GetProperty("spec").GetProperty("replicas").GetInt32());
    }

    private static string? Uid(JsonElement item) => item.GetProperty("metadata").GetProperty("uid").GetString();

    private static string? Image(JsonElement deployment, string container) =>
        deployment.GetProperty("spec").GetProperty("template").GetProperty("spec").GetProperty("containers").EnumerateArray()
            .First(each => each.GetProperty("name").GetString() == container).GetProperty("image").GetString();
}
