using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Validation;

internal static class ApiRules
{
    /// <summary>A day.</summary>
    private const int MaxStartupSeconds = 86400;

    /// <summary>A day.</summary>
    private const int MaxMigrationSeconds = 86400;

    private const int MaxProbeSeconds = 300;
    private const int MaxProbeFailures = 100;

    public static IEnumerable<string> Check(ApiSpec api) =>
    [
        .. Container(api), .. Lists(api), .. Mounts(api), .. ResourceRules.Check("spec.api.resources", api.Resources), .. Service(api.Service),
        .. Health(api.Health), .. Probes(api.Health), .. Options(api), .. PlacementRules.Check("spec.api", api),
    ];

    private static IEnumerable<string> Container(ApiSpec api)
    {
        if (!Formats.NoWhitespace.IsMatch(api.Image))
        {
            yield return $"spec.api.image must name an image and have no whitespace, but is {Quoted.Of(api.Image)}.";
        }

        if (api.Replicas < 0)
        {
            yield return $"spec.api.replicas must be 0 or more, but is {api.Replicas}.";
        }

        if (api.Port is < 1 or > 65535)
        {
            yield return $"spec.api.port must be between 1 and 65535, but is {api.Port}.";
        }

        if (api.ImagePullPolicy is not (null or "Always" or "IfNotPresent" or "Never"))
        {
            yield return $"spec.api.imagePullPolicy must be Always, IfNotPresent or Never, but is {Quoted.Of(api.ImagePullPolicy)}.";
        }

        if (api.Strategy is not (RolloutStrategy.RollingUpdate or RolloutStrategy.Recreate))
        {
            yield return $"spec.api.strategy must be RollingUpdate or Recreate, but is {Quoted.Of(api.Strategy)}.";
        }

        if (api.TerminationGracePeriodSeconds < 0)
        {
            yield return $"spec.api.terminationGracePeriodSeconds must be 0 or more, but is {api.TerminationGracePeriodSeconds}.";
        }
    }

    private static IEnumerable<string> Lists(ApiSpec api) =>
    [
        .. Entries("spec.api.env", "name", api.Env?.Select(each => each.Name)),
        .. Entries("spec.api.imagePullSecrets", "name", api.ImagePullSecrets?.Select(each => each.Name)),
        .. Entries("spec.api.volumes", "name", api.Volumes?.Select(each => each.Name)),
        .. Entries("spec.api.volumeMounts", "mountPath", api.VolumeMounts?.Select(each => each.MountPath)),
    ];

    private static IEnumerable<string> Entries(string list, string field, IEnumerable<string>? values)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, value) in (values ?? []).Index())
        {
            if (string.IsNullOrEmpty(value))
            {
                yield return $"{list}[{i}].{field} must not be empty.";
            }
            else if (!seen.Add(value))
            {
                yield return $"{list}[{i}] must have a {field} of its own, but {Quoted.Of(value)} stands in the list before.";
            }
        }
    }

    private static IEnumerable<string> Mounts(ApiSpec api)
    {
        var volumes = api.Volumes?.Select(volume => volume.Name).ToHashSet(StringComparer.Ordinal) ?? [];
        for (var i = 0; i < (api.VolumeMounts?.Count ?? 0); i++)
        {
            if (!volumes.Contains(api.VolumeMounts![i].Name))
            {
                yield return $"spec.api.volumeMounts[{i}].name must name an entry of spec.api.volumes, but is {Quoted.Of(api.VolumeMounts[i].Name)}.";
            }
        }
    }

    private static IEnumerable<string> Service(ApiServiceSpec service)
    {
        if (service.Type is not ("ClusterIP" or "NodePort" or "LoadBalancer"))
        {
            yield return $"spec.api.service.type must be ClusterIP, NodePort or LoadBalancer, but is {Quoted.Of(service.Type)}.";
        }

        // The range is the cluster's (30000 to 32767 unless configured); a port outside it is refused with the Service.
        if (service.NodePort is < 1 or > 65535)
        {
            yield return $"spec.api.service.nodePort must be between 1 and 65535, but is {service.NodePort}.";
        }

        if (service is { NodePort: not null, Type: "ClusterIP" })
        {
            yield return "spec.api.service.nodePort needs spec.api.service.type NodePort or LoadBalancer, but the type is ClusterIP.";
        }
    }

    private static IEnumerable<string> Health(HealthSpec health)
    {
        if (!Formats.UrlPath.IsMatch(health.LivenessPath))
        {
            yield return $"spec.api.health.livenessPath must start with '/' and have no whitespace, but is {Quoted.Of(health.LivenessPath)}.";
        }

        if (health.ReadinessPath is not null && !Formats.UrlPath.IsMatch(health.ReadinessPath))
        {
            yield return $"spec.api.health.readinessPath must start with '/' and have no whitespace, but is {Quoted.Of(health.ReadinessPath)}.";
        }

        if (health.StartupSeconds is < 1 or > MaxStartupSeconds)
        {
            yield return $"spec.api.health.startupSeconds must be between 1 and {MaxStartupSeconds}, but is {health.StartupSeconds}.";
        }
    }

    private static IEnumerable<string> Probes(HealthSpec health)
    {
        if (health.TimeoutSeconds is < 1 or > MaxProbeSeconds)
        {
            yield return $"spec.api.health.timeoutSeconds must be between 1 and {MaxProbeSeconds}, but is {health.TimeoutSeconds}.";
        }

        if (health.PeriodSeconds is < 1 or > MaxProbeSeconds)
        {
            yield return $"spec.api.health.periodSeconds must be between 1 and {MaxProbeSeconds}, but is {health.PeriodSeconds}.";
        }

        if (health.FailureThreshold is < 1 or > MaxProbeFailures)
        {
            yield return $"spec.api.health.failureThreshold must be between 1 and {MaxProbeFailures}, but is {health.FailureThreshold}.";
        }

        if (health.Scheme is not (null or ProbeScheme.Http or ProbeScheme.Https))
        {
            yield return $"spec.api.health.scheme must be HTTP or HTTPS, but is {Quoted.Of(health.Scheme)}.";
        }

        if (health.Host is { } host && (host.Length > 253 || !Formats.HostHeader.IsMatch(host)))
        {
            yield return $"spec.api.health.host must be a host name such as demo.example.com or localhost:8000, but is {Quoted.Of(host)}.";
        }

        if (health.Exec is { Command: null or { Count: 0 } })
        {
            yield return "spec.api.health.exec.command must name a command, but is empty.";
        }
    }

    private static IEnumerable<string> Options(ApiSpec api)
    {
        if (api.Migrate is { Command.Count: 0 })
        {
            yield return "spec.api.migrate.command must name a command, but is empty.";
        }

        if (api.Migrate?.TimeoutSeconds is < 1 or > MaxMigrationSeconds)
        {
            yield return $"spec.api.migrate.timeoutSeconds must be between 1 and {MaxMigrationSeconds}, but is {api.Migrate.TimeoutSeconds}.";
        }

        if (api.Autoscale is { } autoscale)
        {
            if (autoscale.MinReplicas < 1)
            {
                yield return $"spec.api.autoscale.minReplicas must be 1 or more, but is {autoscale.MinReplicas}.";
            }

            if (autoscale.MaxReplicas < Math.Max(1, autoscale.MinReplicas))
            {
                yield return $"spec.api.autoscale.maxReplicas must be at least minReplicas, but is {autoscale.MaxReplicas} "
                    + $"where minReplicas is {autoscale.MinReplicas}.";
            }

            if (autoscale.CpuPercent < 1)
            {
                yield return $"spec.api.autoscale.cpuPercent must be 1 or more, but is {autoscale.CpuPercent}.";
            }
        }

        if (api.Ingress is { } ingress && (ingress.Host.Length > 253 || !Formats.HostName.IsMatch(ingress.Host)))
        {
            yield return $"spec.api.ingress.host must be a lower-case host name such as demo.example.com, but is {Quoted.Of(ingress.Host)}.";
        }
        else if (api.Ingress is { Host: var host } && Formats.IpAddress.IsMatch(host))
        {
            yield return $"spec.api.ingress.host must be a host name and no IP address, but is {Quoted.Of(host)}.";
        }
    }
}
