using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MiniStack.Operator.Core.Validation;

namespace MiniStack.Operator.Configuration;

/// <summary>The flags. Each has an environment variable that counts where the flag is not given.</summary>
internal static class CommandLine
{
    public static RootCommand Create(Func<OperatorOptions, CancellationToken, Task<int>> run)
    {
        Option<string?> kubeconfig = new("--kubeconfig")
        {
            Description = "Path of a kubeconfig; without it the pod's ServiceAccount, else the user's kubeconfig.",
        };
        Option<string> namespaces = new("--namespace", "-n")
        {
            Description = "Namespaces to watch, separated by commas; all when empty. [MINISTACK_NAMESPACE]",
            DefaultValueFactory = _ => Variable("MINISTACK_NAMESPACE") ?? "",
        };
        var workers = Number("--workers", "Reconciles that may run at once.", "MINISTACK_WORKERS", 8, 1, 256);
        Option<bool> leaderElect = new("--leader-elect")
        {
            Description = "Work only while holding the lease ministack-operator; false only where no second operator can run. [MINISTACK_LEADER_ELECT]",
            DefaultValueFactory = result => ParseFlag("MINISTACK_LEADER_ELECT", result),
        };
        Option<string> identity = new("--identity")
        {
            Description = "Whom the lease names; unique among running operators. [POD_NAME, else the machine's name and a random suffix]",
            DefaultValueFactory = _ => Variable("POD_NAME") ?? $"{Environment.MachineName}-{Guid.NewGuid().ToString("N")[..8]}",
        };
        Option<string?> leaseNamespace = new("--lease-namespace")
        {
            Description = "Namespace of the lease. [POD_NAMESPACE, else the pod's or the kubeconfig's namespace]",
            DefaultValueFactory = _ => Variable("POD_NAMESPACE"),
        };
        namespaces.Validators.Add(result => CheckNamespaces($"{namespaces.Name} must name namespaces", Namespaces(result.GetValue(namespaces)), result));
        leaseNamespace.Validators.Add(result => CheckNamespaces(
            $"{leaseNamespace.Name} must name one namespace", result.GetValue(leaseNamespace) is { } name ? [name] : [], result));
        var podSecurity = Choice(
            "--pod-security",
            "Baseline refuses stacks whose pods ask for more than Pod Security baseline, or for volumes beyond their namespace; Privileged lets them.",
            "MINISTACK_POD_SECURITY",
            PodSecurityLevel.Baseline);
        var port = Number("--http-port", "Port of /healthz, /readyz and /metrics.", "MINISTACK_HTTP_PORT", 8080, 0, 65535);
        var level = Choice("--log-level", "Least severe log line to write.", "MINISTACK_LOG_LEVEL", LogLevel.Information);
        var defaultFormat = Console.IsOutputRedirected ? LogFormat.Json : LogFormat.Text;
        var format = Choice("--log-format", "Json for collectors, Text for people.", "MINISTACK_LOG_FORMAT", defaultFormat);

        RootCommand root = new("Runs MiniStacks: an HTTP API and its Postgres as one Kubernetes object.")
        {
            kubeconfig, namespaces, workers, leaderElect, identity, leaseNamespace, podSecurity, port, level, format,
        };
        root.SetAction((result, cancellationToken) => run(
            new OperatorOptions
            {
                Kubeconfig = result.GetValue(kubeconfig),
                Namespaces = Namespaces(result.GetValue(namespaces)),
                Workers = result.GetValue(workers),
                LeaderElect = result.GetValue(leaderElect),
                Identity = result.GetValue(identity)!,
                LeaseNamespace = result.GetValue(leaseNamespace),
                PodSecurity = result.GetValue(podSecurity),
                HttpPort = result.GetValue(port),
                LogLevel = result.GetValue(level),
                LogFormat = result.GetValue(format),
            },
            cancellationToken));
        return root;
    }

    private static Option<int> Number(string name, string description, string variable, int otherwise, int least, int most)
    {
        return new Option<int>(name)
        {
            Description = $"{description} [{variable}]",
            DefaultValueFactory = result => Variable(variable) is { } text ? Parse(text, variable, result) : otherwise,
            CustomParser = result => Parse(result.Tokens[^1].Value, name, result),
        };

        int Parse(string text, string source, ArgumentResult result)
        {
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            {
                return value;
            }

            result.AddError($"{source} must be a number from {least} to {most}, not '{text}'.");
            return otherwise;
        }
    }

    private static Option<TEnum> Choice<TEnum>(string name, string description, string variable, TEnum otherwise)
        where TEnum : struct, Enum
    {
        return new Option<TEnum>(name)
        {
            Description = $"{description} [{variable}]",
            DefaultValueFactory = result => Variable(variable) is { } text ? Parse(text, variable, result) : otherwise,
            CustomParser = result => Parse(result.Tokens[^1].Value, name, result),
        };

        TEnum Parse(string text, string source, ArgumentResult result)
        {
            if (Enum.GetNames<TEnum>().Contains(text, StringComparer.OrdinalIgnoreCase))
            {
                return Enum.Parse<TEnum>(text, ignoreCase: true);
            }

            result.AddError($"{source} must be one of {string.Join(", ", Enum.GetNames<TEnum>())}, not '{text}'.");
            return otherwise;
        }
    }

    private static string[] Namespaces(string? list) =>
        (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Also what a variable of the environment holds.</summary>
    private static void CheckNamespaces(string rule, string[] namespaces, SymbolResult result)
    {
        if (Array.Find(namespaces, each => !NameFormat.Label.Matches(each)) is { } wrong)
        {
            result.AddError($"{rule} ({NameFormat.Label.Words}), not {Quoted.Of(wrong)}.");
        }
    }

    private static bool ParseFlag(string variable, ArgumentResult result)
    {
        if (Variable(variable) is not { } text)
        {
            return true;
        }

        if (bool.TryParse(text, out var value))
        {
            return value;
        }

        result.AddError($"{variable} must be true or false, not '{text}'.");
        return true;
    }

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
