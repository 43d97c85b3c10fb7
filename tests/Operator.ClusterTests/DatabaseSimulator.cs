using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.ClusterTests;

/// <summary>
/// What the databases on the volumes would know: the passwords that a new volume is initialised with, the superuser's that a pod sets
/// at its start, and the app role's that a password Job sets once it can log in.
/// </summary>
public sealed class DatabaseSimulator(AdminClient admin)
{
    private readonly ConcurrentDictionary<string, Known> _byVolume = new();

    /// <summary>For <see cref="Kubelet.Running"/>.</summary>
    /// <returns>False for a pod that fails to start or to log in.</returns>
    public async Task<bool> RunAsync(JsonElement pod)
    {
        var metadata = pod.GetProperty("metadata");
        var labels = metadata.GetProperty("labels");
        var ns = metadata.GetProperty("namespace").GetString()!;
        var stack = labels.TryGetProperty(Labels.Stack, out var label) ? label.GetString()! : "";
        var verifierKey = VerifierKey(pod);
        var isDatabase = !Kubelet.IsOfJob(pod) && labels.GetProperty(Labels.Component).GetString() == Labels.DatabaseComponent;
        if (!isDatabase && verifierKey is null)
        {
            return true;
        }

        if (await FindAsync(ns, stack) is not { } now)
        {
            return false;
        }

        if (isDatabase)
        {
            var hash = metadata.GetProperty("annotations").GetProperty(Annotations.SuperuserHash).GetString()!;
            _byVolume.AddOrUpdate(
                now.Volume,
                _ => new(now.Password, null, now.Superuser, hash),
                (_, known) => known.SuperuserHash == hash ? known : known with { Superuser = now.Superuser, SuperuserHash = hash });
            return true;
        }

        if (!_byVolume.TryGetValue(now.Volume, out var before) || before.Superuser != now.Superuser
            || !now.Admin.TryGetProperty(verifierKey!, out var verifier))
        {
            return false;
        }

        _byVolume[now.Volume] = before with { Password = null, Verifier = Text(verifier) };
        return true;
    }

    /// <summary>Whether the passwords of the stack's Secrets are those that its database knows.</summary>
    /// <returns>What is not so; null when all is well, or there is no volume.</returns>
    public async Task<string?> FindMismatchAsync(string ns, string stack)
    {
        if (await FindAsync(ns, stack) is not { } now || !_byVolume.TryGetValue(now.Volume, out var known))
        {
            return null;
        }

        return known.Superuser != now.Superuser ? "the database knows another password of the superuser"
            : !Knows(known, now.Password) ? "the database knows another password of the app role"
            : null;
    }

    private async Task<State?> FindAsync(string ns, string stack)
    {
        var secret = await admin.FindAsync(admin.PathOf("secret", ns, Names.Database(stack)));
        var superuser = await admin.FindAsync(admin.PathOf("secret", ns, Names.DatabaseAdmin(stack)));
        var volume = await admin.FindAsync(admin.PathOf("pvc", ns, Names.DatabaseData(stack)));
        if (secret is null || superuser is null || volume is null)
        {
            return null;
        }

        var data = superuser.Value.GetProperty("data");
        return new(
            volume.Value.GetProperty("metadata").GetProperty("uid").GetString()!,
            Text(secret.Value.GetProperty("data").GetProperty(Names.PasswordKey)),
            Text(data.GetProperty(Names.PasswordKey)),
            data);
    }

    private static bool Knows(Known known, string password)
    {
        if (known.Verifier is null)
        {
            return known.Password == password;
        }

        var salt = Convert.FromBase64String(known.Verifier.Split('$')[1].Split(':')[1]);
        return ScramVerifier.Compute(password, salt) == known.Verifier;
    }

    private static string? VerifierKey(JsonElement pod)
    {
        var container = pod.GetProperty("spec").GetProperty("containers")[0];
        return !container.TryGetProperty("env", out var variables)
            ? null
            : variables.EnumerateArray()
                .Where(each => each.TryGetProperty("valueFrom", out var source) && source.TryGetProperty("secretKeyRef", out _))
                .Select(each => each.GetProperty("valueFrom").GetProperty("secretKeyRef").GetProperty("key").GetString())
                .FirstOrDefault(key => key!.StartsWith(DatabaseAdminSecret.VerifierKey(""), StringComparison.Ordinal));
    }

    private static string Text(JsonElement value) => Encoding.UTF8.GetString(value.GetBytesFromBase64());

    private sealed record Known(string? Password, string? Verifier, string Superuser, string SuperuserHash);

    private sealed record State(string Volume, string Password, string Superuser, JsonElement Admin);
}
