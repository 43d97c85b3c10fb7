namespace MiniStack.Operator.Core.Resources;

/// <summary>Annotation keys.</summary>
public static class Annotations
{
    /// <summary>On a MiniStack: a new value restarts the API's pods, one after the other.</summary>
    public const string RestartedAt = "ministack.dev/restartedAt";

    /// <summary>On a MiniStack: a new value runs the migration again, also of the image that it ran of.</summary>
    public const string MigrateAgain = "ministack.dev/migrateAgain";

    /// <summary>On a MiniStack: <c>"true"</c> makes the operator leave it alone.</summary>
    public const string Paused = "ministack.dev/paused";

    /// <summary>On a child: hash of what was last applied.</summary>
    public const string AppliedHash = "ministack.dev/applied-hash";

    /// <summary>On the API's pod template: hash of the Secrets and ConfigMaps that the pods read.</summary>
    public const string ConfigHash = "ministack.dev/config-hash";

    /// <summary>On a workload: the <see cref="Resources.TemplateRevision"/> of its pod template.</summary>
    public const string TemplateRevision = "ministack.dev/template-revision";

    /// <summary>On a workload: hash of that part of the spec which its pod template was made from.</summary>
    public const string SpecHash = "ministack.dev/spec-hash";

    /// <summary>On the API's Deployment: <see cref="ApiMigrationJob.Key"/> of the migration that it was rolled out after.</summary>
    public const string Migrated = "ministack.dev/migrated";

    /// <summary>On the API's Deployment: <c>"true"</c> where an autoscaler sets its replicas, and the operator does not.</summary>
    public const string Autoscaled = "ministack.dev/autoscaled";

    /// <summary>On a Job: what it brings about, the key of a migration or the fingerprint of a password.</summary>
    public const string Target = "ministack.dev/target";

    /// <summary>On the database's pod template: fingerprint of the superuser's password, which the pod sets when it is another than the last.</summary>
    public const string SuperuserHash = "ministack.dev/superuser-hash";

    /// <summary>On both credentials Secrets: random, base64; the key of the fingerprints of their passwords.</summary>
    public const string Salt = "ministack.dev/salt";

    /// <summary>On the credentials Secret: fingerprint of the password that the database is known to have for the app role.</summary>
    public const string DatabaseKnows = "ministack.dev/database-knows";

    /// <summary>On both credentials Secrets: UID of the volume claim whose database the password belongs to.</summary>
    public const string VolumeUid = "ministack.dev/volume-uid";

    /// <summary>On the volume claim and both credentials Secrets: UID of the stack that uses them, the only one that may delete them.</summary>
    public const string StackUid = "ministack.dev/stack-uid";

    /// <summary>
    /// On the volume claim and both credentials Secrets: UID of the stack that was deleted under <c>deletionPolicy: Delete</c> and takes them
    /// along. Of no meaning once another stack uses them, as <see cref="StackUid"/> tells.
    /// </summary>
    public const string DeletedWith = "ministack.dev/deleted-with";

    /// <summary>On the volume claim: the Postgres major version of the data, as the data itself says it.</summary>
    public const string DataVersion = "ministack.dev/data-version";

    /// <summary>
    /// On a volume claim that an earlier release made: what <c>spec.database.version</c> was then. Beside an image that was the CRD's default,
    /// whatever the image is.
    /// </summary>
    public const string DatabaseVersion = "ministack.dev/database-version";

    /// <summary>On the volume claim: the extensions that the operator has created in the database, as <see cref="DatabaseExtensionsJob.Target"/> writes them.</summary>
    public const string DatabaseExtensions = "ministack.dev/database-extensions";

    /// <summary>On the volume claim: the role that owns the database.</summary>
    public const string DatabaseUser = "ministack.dev/database-user";

    /// <summary>On the volume claim: the name of the database.</summary>
    public const string DatabaseName = "ministack.dev/database-name";

    /// <summary>Of a key that no spec may give to pods.</summary>
    public static bool IsReserved(string key) => key.StartsWith("ministack.dev/", StringComparison.Ordinal);
}
