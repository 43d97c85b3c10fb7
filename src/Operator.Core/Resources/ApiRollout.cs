namespace MiniStack.Operator.Core.Resources;

/// <summary>What the API's Deployment is made from besides the spec.</summary>
/// <param name="Revision">The pod template to make.</param>
/// <param name="ConfigHash">Hash of the Secrets and ConfigMaps that the pods read; another value rolls them.</param>
/// <param name="Replicas">Null leaves the field to others.</param>
/// <param name="MigrationKey"><see cref="ApiMigrationJob.Key"/> of the migration that is done; null where the spec has none.</param>
/// <param name="Autoscaled">An autoscaler has taken over the replicas.</param>
public sealed record ApiRollout(TemplateRevision Revision, string ConfigHash, int? Replicas, string? MigrationKey, bool Autoscaled);
