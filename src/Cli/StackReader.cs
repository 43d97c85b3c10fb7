using k8s;
using k8s.Models;
using MiniStack.ApiPaths;
using MiniStack.Operator.Cluster;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Cli;

/// <summary>Reads what the operator sees of a stack. What the reader has no right to is left out.</summary>
/// <param name="missed">Told what could not be read.</param>
internal sealed class StackReader(ApiClient client, EvidenceReader evidence, Action<Missed> missed)
{
    private const int PageSize = 500;

    /// <param name="ns">Null: every namespace.</param>
    /// <exception cref="ApiException">The server refused.</exception>
    public async Task<IReadOnlyList<V1Alpha1MiniStack>> ListAsync(string? ns, CancellationToken cancellationToken)
    {
        var stacks = new List<V1Alpha1MiniStack>();
        string? next = null;
        do
        {
            var page = await client.ListAsync(ResourceTypes.MiniStack, ns, null, PageSize, next, cancellationToken);
            stacks.AddRange(page.Items);
            next = page.Continue;
        }
        while (next is not null);
        return stacks;
    }

    /// <returns>Null when there is none of that name.</returns>
    /// <exception cref="ApiException">The server refused.</exception>
    public Task<V1Alpha1MiniStack?> FindAsync(ObjectKey key, CancellationToken cancellationToken) =>
        client.GetAsync(ResourceTypes.MiniStack, key, cancellationToken);

    /// <param name="now">UTC.</param>
    /// <exception cref="ApiException">The server is in trouble.</exception>
    public async Task<ObservedStack> ReadAsync(V1Alpha1MiniStack stack, DateTime now, CancellationToken cancellationToken)
    {
        var name = stack.Metadata.Name;
        var secret = ReadAsync(ResourceTypes.Secret, Names.Database(name));
        var admin = ReadAsync(ResourceTypes.Secret, Names.DatabaseAdmin(name));
        var volume = ReadAsync(ResourceTypes.PersistentVolumeClaim, Names.DatabaseData(name));
        var database = ReadAsync(ResourceTypes.StatefulSet, Names.Database(name));
        var api = ReadAsync(ResourceTypes.Deployment, Names.Api(name));
        var migration = ReadAsync(ResourceTypes.Job, Names.ApiMigration(name));
        var password = ReadAsync(ResourceTypes.Job, Names.DatabasePassword(name));
        var extensions = stack.Spec.Database.Extensions is null ? Task.FromResult<V1Job?>(null) : ReadAsync(ResourceTypes.Job, Names.DatabaseExtensions(name));
        var observed = new ObservedStack(stack)
        {
            DatabaseSecret = await secret,
            AdminSecret = await admin,
            Volume = await volume,
            Database = await database,
            Api = await api,
            MigrationJob = await migration,
            PasswordJob = await password,
            ExtensionsJob = await extensions,
        };
        return EvidenceRules.DueIn(observed, now) is null
            ? observed
            : observed with { Evidence = await evidence.ReadAsync(observed, cancellationToken) };

        async Task<T?> ReadAsync<T>(ResourceType<T> type, string child)
            where T : class, IKubernetesObject<V1ObjectMeta>
        {
            try
            {
                var item = await client.GetAsync(type, new ObjectKey(stack.Metadata.NamespaceProperty, child), cancellationToken);
                return item is not null && OwnershipRules.Decide(stack, item.Metadata) == Ownership.Ours ? item : null;
            }
            catch (ApiException exception) when (exception.Reason == "Forbidden")
            {
                missed(Missed.Of($"{type.Kind} {child}", exception));
                return null;
            }
            catch (InvalidNameException)
            {
                // Of a stack whose name is too long for its children's: it has none.
                return null;
            }
        }
    }
}
