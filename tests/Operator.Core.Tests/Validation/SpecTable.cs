using System.Text.Json.Nodes;
using MiniStack.Operator.Core.Tests.Config;

namespace MiniStack.Operator.Core.Tests.Validation;

/// <summary>
/// What is a MiniStack and what is none, for the operator's validator and for the CRD alike. Each row is a YAML fragment that is laid over
/// the smallest valid MiniStack; a null takes a field away.
/// </summary>
public static class SpecTable
{
    private const string Chars40 = "a23456789012345678901234567890123456789z";
    private const string Chars63 = "a23456789012345678901234567890123456789012345678901234567890123";
    private const string NoExtension = "must be the name of a Postgres extension: lower-case letters, digits, '_' and '-', not a digit first, at most 63 characters; but it is";
    private const string NoImage = "must name an image and have no whitespace, but is";
    private const string NoPath = "must start with '/' and have no whitespace, but is";
    private const string NoIdentifier = "must be lower-case letters, digits and '_', not start with a digit and have at most 63 characters, but is";
    private const string NoLabel = "metadata.name must be lower-case letters, digits and '-', starting with a letter and not ending with '-', but is";
    private const string NoHost = "spec.api.ingress.host must be a lower-case host name such as demo.example.com, but is";
    private const string Reserved = "which is reserved: take another name than postgres, public, none and pg_*.";
    private const string NoSize = "spec.database.storage.size must be a quantity above 0 such as 10Gi.";
    private const string Subdomain = "lower-case letters, digits, '-' and '.', 253 characters at most; but it is";
    private const string PinnedImage = "registry.example.com:5000/a/b@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    public static TheoryData<string> Accepted =>
    [
        "{}",
        $"metadata: {{name: {Chars40}}}",
        "metadata: {name: shop-2}",
        "spec: {suspend: true}",
        "spec: {deletionPolicy: Delete}",
        $"spec: {{api: {{image: '{PinnedImage}'}}}}",
        "spec: {api: {replicas: 0}}",
        "spec: {api: {port: 65535}}",
        "spec: {api: {service: {type: NodePort}}}",
        "spec: {api: {service: {type: NodePort, nodePort: 32767}}}",
        "spec: {api: {service: {type: LoadBalancer, nodePort: 30080}}}",
        "spec: {api: {health: {livenessPath: /, readinessPath: '/ready?deep=1', startupSeconds: 86400}}}",
        "spec: {api: {migrate: {command: [python, -m, migrate]}}}",
        "spec: {api: {autoscale: {minReplicas: 2, maxReplicas: 2, cpuPercent: 70}}}",
        "spec: {api: {autoscale: {maxReplicas: 1}}}",
        "spec: {api: {ingress: {host: '*.example.com', className: nginx, tlsSecretName: tls}}}",
        "spec: {api: {ingress: {host: localhost}}}",
        "spec: {api: {env: [{name: A, value: $(PGHOST)}, {name: B, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]}}",
        "spec: {api: {env: [{name: EMPTY, value: ''}]}}",
        "spec: {api: {envFrom: [{prefix: X_, secretRef: {name: s}}, {configMapRef: {name: c, optional: true}}]}}",
        "spec: {api: {resources: {requests: {cpu: 100m, memory: 1.5Gi}, limits: {cpu: 1, memory: '1e9'}}}}",
        "spec: {api: {imagePullPolicy: Never}}",
        "spec: {api: {imagePullSecrets: [{name: one}, {name: two}]}}",
        "spec: {api: {securityContext: {runAsNonRoot: true, capabilities: {drop: [ALL]}, seccompProfile: {type: RuntimeDefault}}}}",
        "spec: {api: {volumes: [{name: v, emptyDir: {}}], volumeMounts: [{name: v, mountPath: /v}, {name: v, mountPath: /w}]}}",
        "spec: {api: {terminationGracePeriodSeconds: 0}}",
        "spec: {api: {strategy: Recreate}}",
        "spec: {api: {health: {timeoutSeconds: 300, periodSeconds: 1, failureThreshold: 100, scheme: HTTPS, host: 'Shop_1.example.com:8443'}}}",
        "spec: {api: {health: {readinessPath: /ready, exec: {command: [check]}}}}",
        "spec: {api: {migrate: {command: [migrate], timeoutSeconds: 86400}}}",
        "spec: {api: {nodeSelector: {disk: ssd}, priorityClassName: high, runtimeClassName: nvidia}}",
        "spec: {api: {tolerations: [{key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}, {operator: Exists, tolerationSeconds: 60}]}}",
        "spec: {api: {topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, minDomains: 2, matchLabelKeys: [a]}]}}",
        "spec: {api: {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: In, values: [b]}]}]}}}}}",
        "spec: {api: {affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: {topologyKey: a, labelSelector: {matchLabels: {a: b}}}}]}}}}",
        "spec: {api: {podMetadata: {labels: {team: shop, ministack.development/x: y}, annotations: {linkerd.io/inject: disabled, app.kubernetes.io/x: y}}}}",
        "spec: {database: {nodeSelector: {disk: ssd}, tolerations: [{key: a, value: b}], podMetadata: {labels: {team: data}}}}",
        "spec: {database: {version: 13}}",
        "spec: {database: {version: 18}}",
        "spec: {database: {extensions: [vector, pg_trgm, uuid-ossp]}}",
        "spec: {database: {extensions: []}}",
        "spec: {database: {name: postgres}}",
        "spec: {database: {user: _app2}}",
        $"spec: {{database: {{user: {Chars63}}}}}",
        "spec: {database: {passwordSecretRef: {name: s, key: k}}}",
        "spec: {database: {passwordSecretRef: {name: sh.helm.release.v1.shop.v1, key: .pg_PASS-word.1}}}",
        "spec: {database: {storage: {storageClassName: ''}}}",
        "spec: {api: {volumes: [{name: v, csi: {driver: Secrets.CSI.example.com, nodePublishSecretRef: {name: s}}}]}}",
        "spec: {database: {initScripts: {configMapRef: {name: c}}}}",
        "spec: {database: {storage: {size: 1.5Gi}}}",
        "spec: {database: {storage: {size: 1073741824}}}",
        "spec: {database: {resources: {limits: {memory: 0}}}}",
        "spec: {database: {parameters: {max_connections: '50', pg_stat_statements.track: all, TimeZone: UTC}}}",
        "spec: {database: {securityContext: {runAsUser: 70, fsGroup: 70}}}",
    ];

    /// <summary>
    /// The fragment and the one sentence that the operator has for it. The third is what the CRD's rule says, which Kubernetes is given from
    /// 1.29 on; where it is null, the schema refuses the field that the sentence begins with, on every version.
    /// </summary>
    public static TheoryData<string, string, string?> Refused => new()
    {
        { $"metadata: {{name: {Chars40}1}}", $"metadata.name must have at most 40 characters, but '{Chars40}1' has 41.", "at most 40 characters" },
        { "metadata: {name: 4ever}", $"{NoLabel} '4ever'.", "start with a letter" },
        { "metadata: {name: my.shop}", $"{NoLabel} 'my.shop'.", "start with a letter" },
        { "metadata: {name: shop-}", $"{NoLabel} 'shop-'.", null },
        { "metadata: {name: Shop}", $"{NoLabel} 'Shop'.", null },
        { "spec: {deletionPolicy: retain}", "spec.deletionPolicy must be Retain or Delete, but is 'retain'.", null },
        { "spec: {deletionPolicy: ''}", "spec.deletionPolicy must be Retain or Delete, but is ''.", null },
        { "spec: {api: {image: null}}", $"spec.api.image {NoImage} ''.", null },
        { "spec: {api: {image: ''}}", $"spec.api.image {NoImage} ''.", null },
        { "spec: {api: {image: a b}}", $"spec.api.image {NoImage} 'a b'.", null },
        { "spec: {api: {image: \"a\\n\"}}", $"spec.api.image {NoImage} 'a\\n'.", null },
        { "spec: {api: {replicas: -1}}", "spec.api.replicas must be 0 or more, but is -1.", null },
        { "spec: {api: {port: 0}}", "spec.api.port must be between 1 and 65535, but is 0.", null },
        { "spec: {api: {port: 65536}}", "spec.api.port must be between 1 and 65535, but is 65536.", null },
        {
            "spec: {api: {service: {type: ExternalName}}}",
            "spec.api.service.type must be ClusterIP, NodePort or LoadBalancer, but is 'ExternalName'.",
            null
        },
        { "spec: {api: {service: {type: NodePort, nodePort: 0}}}", "spec.api.service.nodePort must be between 1 and 65535, but is 0.", null },
        { "spec: {api: {service: {type: LoadBalancer, nodePort: 65536}}}", "spec.api.service.nodePort must be between 1 and 65535, but is 65536.", null },
        {
            "spec: {api: {service: {nodePort: 30080}}}",
            "spec.api.service.nodePort needs spec.api.service.type NodePort or LoadBalancer, but the type is ClusterIP.",
            "nodePort needs type NodePort or LoadBalancer"
        },
        { "spec: {api: {health: {livenessPath: health}}}", $"spec.api.health.livenessPath {NoPath} 'health'.", null },
        { "spec: {api: {health: {livenessPath: ''}}}", $"spec.api.health.livenessPath {NoPath} ''.", null },
        { "spec: {api: {health: {readinessPath: /a b}}}", $"spec.api.health.readinessPath {NoPath} '/a b'.", null },
        { "spec: {api: {health: {startupSeconds: 0}}}", "spec.api.health.startupSeconds must be between 1 and 86400, but is 0.", null },
        { "spec: {api: {health: {startupSeconds: 86401}}}", "spec.api.health.startupSeconds must be between 1 and 86400, but is 86401.", null },
        { "spec: {api: {migrate: {}}}", "spec.api.migrate.command must name a command, but is empty.", null },
        { "spec: {api: {migrate: {command: []}}}", "spec.api.migrate.command must name a command, but is empty.", null },
        {
            "spec: {api: {autoscale: {minReplicas: 0, maxReplicas: 1}}}",
            "spec.api.autoscale.minReplicas must be 1 or more, but is 0.",
            null
        },
        {
            "spec: {api: {autoscale: {}}}",
            "spec.api.autoscale.maxReplicas must be at least minReplicas, but is 0 where minReplicas is 1.",
            null
        },
        {
            "spec: {api: {autoscale: {minReplicas: 3, maxReplicas: 2}}}",
            "spec.api.autoscale.maxReplicas must be at least minReplicas, but is 2 where minReplicas is 3.",
            "minReplicas must not be greater than maxReplicas"
        },
        {
            "spec: {api: {autoscale: {maxReplicas: 2, cpuPercent: 0}}}",
            "spec.api.autoscale.cpuPercent must be 1 or more, but is 0.",
            null
        },
        { "spec: {api: {ingress: {}}}", $"{NoHost} ''.", null },
        { "spec: {api: {ingress: {host: Demo.example.com}}}", $"{NoHost} 'Demo.example.com'.", null },
        { "spec: {api: {ingress: {host: demo_1}}}", $"{NoHost} 'demo_1'.", null },
        { "spec: {api: {ingress: {host: 'a.*.example.com'}}}", $"{NoHost} 'a.*.example.com'.", null },
        { "spec: {api: {ingress: {host: 'https://demo.example.com'}}}", $"{NoHost} 'https://demo.example.com'.", null },
        { "spec: {api: {ingress: {host: 192.0.2.1}}}", "spec.api.ingress.host must be a host name and no IP address, but is '192.0.2.1'.", "no IP address" },
        { "spec: {api: {env: [{name: ''}]}}", "spec.api.env[0].name must not be empty.", null },
        {
            "spec: {api: {env: [{name: A}, {name: B}, {name: A}]}}",
            "spec.api.env[2] must have a name of its own, but 'A' stands in the list before.",
            null
        },
        {
            "spec: {api: {imagePullSecrets: [{name: a}, {name: a}]}}",
            "spec.api.imagePullSecrets[1] must have a name of its own, but 'a' stands in the list before.",
            null
        },
        {
            "spec: {api: {volumes: [{name: v, emptyDir: {}}, {name: v, emptyDir: {}}]}}",
            "spec.api.volumes[1] must have a name of its own, but 'v' stands in the list before.",
            null
        },
        {
            "spec: {api: {volumes: [{name: v, emptyDir: {}}], volumeMounts: [{name: v, mountPath: /v}, {name: v, mountPath: /v}]}}",
            "spec.api.volumeMounts[1] must have a mountPath of its own, but '/v' stands in the list before.",
            null
        },
        {
            "spec: {api: {volumeMounts: [{name: v, mountPath: /v}]}}",
            "spec.api.volumeMounts[0].name must name an entry of spec.api.volumes, but is 'v'.",
            "every entry of volumeMounts must name an entry of volumes"
        },
        { "spec: {api: {resources: {requests: {cpu: -1}}}}", "spec.api.resources.requests.cpu must be 0 or more.", null },
        { "spec: {api: {resources: {limits: {memory: -64Mi}}}}", "spec.api.resources.limits.memory must be 0 or more.", null },
        {
            "spec: {api: {imagePullPolicy: Sometimes}}",
            "spec.api.imagePullPolicy must be Always, IfNotPresent or Never, but is 'Sometimes'.",
            null
        },
        { "spec: {api: {terminationGracePeriodSeconds: -1}}", "spec.api.terminationGracePeriodSeconds must be 0 or more, but is -1.", null },
        { "spec: {api: {strategy: recreate}}", "spec.api.strategy must be RollingUpdate or Recreate, but is 'recreate'.", null },
        { "spec: {api: {health: {timeoutSeconds: 0}}}", "spec.api.health.timeoutSeconds must be between 1 and 300, but is 0.", null },
        { "spec: {api: {health: {timeoutSeconds: 301}}}", "spec.api.health.timeoutSeconds must be between 1 and 300, but is 301.", null },
        { "spec: {api: {health: {periodSeconds: 0}}}", "spec.api.health.periodSeconds must be between 1 and 300, but is 0.", null },
        { "spec: {api: {health: {failureThreshold: 101}}}", "spec.api.health.failureThreshold must be between 1 and 100, but is 101.", null },
        { "spec: {api: {health: {scheme: https}}}", "spec.api.health.scheme must be HTTP or HTTPS, but is 'https'.", null },
        {
            "spec: {api: {health: {host: 'http://shop'}}}",
            "spec.api.health.host must be a host name such as demo.example.com or localhost:8000, but is 'http://shop'.",
            null
        },
        { "spec: {api: {health: {exec: {}}}}", "spec.api.health.exec.command must name a command, but is empty.", null },
        { "spec: {api: {health: {exec: {command: []}}}}", "spec.api.health.exec.command must name a command, but is empty.", null },
        {
            "spec: {api: {migrate: {command: [migrate], timeoutSeconds: 0}}}",
            "spec.api.migrate.timeoutSeconds must be between 1 and 86400, but is 0.",
            null
        },
        { "spec: {api: {runtimeClassName: ''}}", "spec.api.runtimeClassName must name a RuntimeClass, but is empty.", null },
        { "spec: {database: {priorityClassName: A}}", $"spec.database.priorityClassName must name a PriorityClass: {Subdomain} 'A'.", null },
        {
            "spec: {api: {podMetadata: {labels: {app.kubernetes.io/name: shop}}}}",
            "spec.api.podMetadata.labels['app.kubernetes.io/name'] must not be set, since the operator or Kubernetes sets it.",
            "are not the user's to set"
        },
        {
            "spec: {api: {podMetadata: {labels: {pod-template-hash: a}}}}",
            "spec.api.podMetadata.labels['pod-template-hash'] must not be set, since the operator or Kubernetes sets it.",
            "are not the user's to set"
        },
        {
            "spec: {api: {podMetadata: {annotations: {ministack.dev/config-hash: a}}}}",
            "spec.api.podMetadata.annotations['ministack.dev/config-hash'] must not be set, since the operator or Kubernetes sets it.",
            "are not the user's to set"
        },
        {
            "spec: {database: {podMetadata: {labels: {ministack.dev/stack: other}}}}",
            "spec.database.podMetadata.labels['ministack.dev/stack'] must not be set, since the operator or Kubernetes sets it.",
            "are not the user's to set"
        },
        { "spec: {database: {version: 12}}", "spec.database.version must be a Postgres major version from 13 to 18, but is 12.", null },
        { "spec: {database: {version: 19}}", "spec.database.version must be a Postgres major version from 13 to 18, but is 19.", null },
        { "spec: {database: {extensions: [Vector]}}", $"spec.database.extensions[0] {NoExtension} 'Vector'.", null },
        { "spec: {database: {extensions: [a, 'a; DROP']}}", $"spec.database.extensions[1] {NoExtension} 'a; DROP'.", null },
        { "spec: {database: {image: ''}}", $"spec.database.image {NoImage} ''.", null },
        { "spec: {database: {name: no-hyphen}}", $"spec.database.name {NoIdentifier} 'no-hyphen'.", null },
        { $"spec: {{database: {{name: {Chars63}4}}}}", $"spec.database.name {NoIdentifier} '{Chars63}4'.", null },
        {
            "spec: {database: {name: template1}}",
            "spec.database.name must not be 'template1', which is one of Postgres's own databases.",
            "template0 and template1 are Postgres's own databases; take another name"
        },
        { "spec: {database: {user: 9lives}}", $"spec.database.user {NoIdentifier} '9lives'.", null },
        { "spec: {database: {user: Owner}}", $"spec.database.user {NoIdentifier} 'Owner'.", null },
        { "spec: {database: {user: postgres}}", $"spec.database.user must not be 'postgres', {Reserved}", "are reserved; take another name" },
        { "spec: {database: {user: pg_monitor}}", $"spec.database.user must not be 'pg_monitor', {Reserved}", "are reserved; take another name" },
        {
            "spec: {database: {passwordSecretRef: {key: k}}}",
            "spec.database.passwordSecretRef.name must name a Secret, but is empty.",
            null
        },
        {
            "spec: {database: {passwordSecretRef: {name: s, key: ''}}}",
            "spec.database.passwordSecretRef.key must name a key of the Secret, but is empty.",
            null
        },
        {
            "spec: {database: {passwordSecretRef: {name: ../../victim/secrets/crown, key: key}}}",
            $"spec.database.passwordSecretRef.name must name a Secret: {Subdomain} '../../victim/secrets/crown'.",
            null
        },
        {
            "spec: {database: {passwordSecretRef: {name: s, key: ..}}}",
            "spec.database.passwordSecretRef.key must name a key of the Secret: letters, digits, '-', '_' and '.', no '..' at the start, "
            + "253 characters at most; but it is '..'.",
            null
        },
        {
            "spec: {database: {storage: {storageClassName: a/b}}}",
            $"spec.database.storage.storageClassName must name a StorageClass: {Subdomain} 'a/b'.",
            null
        },
        {
            "spec: {api: {env: [{name: A, valueFrom: {secretKeyRef: {name: \"a\\n\", key: k}}}]}}",
            $"spec.api.env[0].valueFrom.secretKeyRef.name must name a Secret: {Subdomain} 'a\\n'.",
            null
        },
        {
            "spec: {api: {envFrom: [{configMapRef: {name: A}}]}}",
            $"spec.api.envFrom[0].configMapRef.name must name a ConfigMap: {Subdomain} 'A'.",
            null
        },
        {
            "spec: {api: {volumes: [{name: v, persistentVolumeClaim: {claimName: '?'}}]}}",
            $"spec.api.volumes[0].persistentVolumeClaim.claimName must name a PersistentVolumeClaim: {Subdomain} '?'.",
            null
        },
        {
            "spec: {api: {ingress: {host: a.example.com, tlsSecretName: ../x}}}",
            $"spec.api.ingress.tlsSecretName must name a Secret: {Subdomain} '../x'.",
            null
        },
        {
            "spec: {database: {initScripts: {configMapRef: {name: ''}}}}",
            "spec.database.initScripts.configMapRef.name must name a ConfigMap, but is empty.",
            null
        },
        { "spec: {database: {storage: {size: 0}}}", NoSize, null },
        { "spec: {database: {storage: {size: '0.0Gi'}}}", NoSize, null },
        { "spec: {database: {storage: {size: -1}}}", NoSize, null },
        { "spec: {database: {storage: {size: -1Gi}}}", NoSize, null },
        { "spec: {database: {storage: {size: 500m}}}", NoSize, null },
        { "spec: {database: {storage: {size: '1e30'}}}", NoSize, null },
        { "spec: {database: {resources: {limits: {memory: -1}}}}", "spec.database.resources.limits.memory must be 0 or more.", null },
        {
            "spec: {database: {parameters: {Port: '5433'}}}",
            "spec.database.parameters['Port'] must not be set, since the operator relies on its value.",
            "the operator relies on"
        },
        {
            "spec: {database: {parameters: {work-mem: 1MB}}}",
            "spec.database.parameters['work-mem'] must be the name of a Postgres setting: letters, digits, '_' and at most one '.'.",
            "a parameter's name"
        },
        {
            "spec: {database: {securityContext: {runAsUser: 0}}}",
            "spec.database.securityContext.runAsUser must not be 0, since Postgres refuses to run as root.",
            null
        },
    };

    /// <summary>What the operator's types cannot hold, or hold for something else; the second is the field that the schema refuses.</summary>
    public static TheoryData<string, string> Malformed => new()
    {
        { "spec: null", "spec" },
        { "spec: {api: null}", "spec.api" },
        { "spec: {api: {port: http}}", "spec.api.port" },
        { "spec: {api: {tolerations: [{tolerationSeconds: long}]}}", "spec.api.tolerations[0].tolerationSeconds" },
        { "spec: {api: {podMetadata: {labels: {a: 1}}}}", "spec.api.podMetadata.labels.a" },
        { "spec: {api: {replicas: '2'}}", "spec.api.replicas" },
        { "spec: {api: {volumes: [{emptyDir: {}}]}}", "spec.api.volumes[0].name" },
        { "spec: {api: {resources: {limits: {memory: lots}}}}", "spec.api.resources.limits.memory" },
        { "spec: {api: {resources: {requests: {cpu: 1 core}}}}", "spec.api.resources.requests.cpu" },
        { "spec: {api: {resources: {requests: {cpu: '1e999999'}}}}", "spec.api.resources.requests.cpu" },
        { "spec: {database: {resources: {limits: {memory: '100000000000000000000000000000000000'}}}}", "spec.database.resources.limits.memory" },
        { "spec: {database: {storage: {size: big}}}", "spec.database.storage.size" },
        { "spec: {database: {storage: {size: 10GB}}}", "spec.database.storage.size" },
        { "spec: {database: {parameters: {max_connections: 50}}}", "spec.database.parameters.max_connections" },
        { "spec: {database: {initScripts: {}}}", "spec.database.initScripts.configMapRef" },
    };

    /// <summary>The second is the field that there is none of.</summary>
    public static TheoryData<string, string> Unknown => new()
    {
        { "spec: {sespend: true}", "sespend" },
        { "spec: {api: {helth: {}}}", "helth" },
        { "spec: {api: {health: {path: /}}}", "path" },
        { "spec: {api: {env: [{name: A, valeu: b}]}}", "valeu" },
        { "spec: {api: {tolerations: [{keys: a}]}}", "keys" },
        { "spec: {database: {affinity: {nodeAfinity: {}}}}", "nodeAfinity" },
        { "spec: {api: {securityContext: {runAsRoot: true}}}", "runAsRoot" },
        { "spec: {api: {volumes: [{name: v, emptyDirectory: {}}]}}", "emptyDirectory" },
        { "spec: {database: {storage: {sise: 1Gi}}}", "sise" },
        { "spec: {database: {passwordSecretRef: {name: s, key: k, namespace: other}}}", "namespace" },
    };

    /// <summary>Changes of the smallest MiniStack that lose nothing.</summary>
    public static TheoryData<string> AcceptedChanges =>
    [
        "spec: {deletionPolicy: Delete}",
        "spec: {database: {storage: {size: 1Gi}}}",
        "spec: {database: {storage: {size: 1.5Gi}}}",
        "spec: {database: {storage: {size: 10Gi}}}",
        "spec: {database: {storage: {size: 2048Mi}}}",
        "spec: {database: {version: 18}}",
        "spec: {database: {version: 16}}", // nobody knows yet of which the data is
        "spec: {database: {image: 'pgvector/pgvector:pg16'}}",
    ];

    /// <summary>Changes of the smallest MiniStack, and what the CRD's rule says; the operator judges them by the live volume.</summary>
    public static TheoryData<string, string> RefusedChanges => new()
    {
        { "spec: {database: {name: shop}}", "the database's name is immutable" },
        { "spec: {database: {user: shop}}", "the database's user is immutable" },
        { "spec: {database: {storage: {storageClassName: fast}}}", "a volume cannot change its class" },
        { "spec: {database: {storage: {size: 0.5Gi}}}", "a volume cannot shrink" },
        { "spec: {database: {storage: {size: 1000Mi}}}", "a volume cannot shrink" },
        { "spec: {database: {storage: {size: 1G}}}", "a volume cannot shrink" },
        { "spec: {database: {storage: {size: 1073741823}}}", "a volume cannot shrink" },
    };

    /// <summary>The smallest valid MiniStack, <c>new</c>, with a fragment laid over it.</summary>
    public static JsonObject Stack(string fragment)
    {
        var stack = (JsonObject)Parse("""
            apiVersion: ministack.dev/v1alpha1
            kind: MiniStack
            metadata: {name: new, namespace: default}
            spec: {api: {image: 'localhost/none:1'}}
            """);
        Merge(stack, Parse(fragment));
        return stack;
    }

    public static JsonObject Parse(string fragment) => (JsonObject)Yaml.Documents(fragment).Single()!;

    private static void Merge(JsonObject target, JsonObject fragment)
    {
        foreach (var (key, value) in fragment)
        {
            if (value is JsonObject inner && target[key] is JsonObject there)
            {
                Merge(there, inner);
            }
            else if (value is null)
            {
                target.Remove(key);
            }
            else
            {
                target[key] = value.DeepClone();
            }
        }
    }
}
