namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>Every code, causes before what follows from them: of two findings about the same component the earlier is the root.</summary>
public static class FindingCodes
{
    public static readonly FindingCode InvalidSpec = new(nameof(InvalidSpec), Stalls: true, TimeSpan.Zero)
    {
        Meaning = "The spec breaks a rule; nothing was applied.",
        See = "kubectl describe ms demo",
        Mend = "Change the field that the message names.",
    };

    public static readonly FindingCode Conflict = new(nameof(Conflict), Stalls: true, TimeSpan.Zero)
    {
        Meaning = "The name of a child is taken by an object of somebody else, which was not touched.",
        See = "kubectl get all,secret,pvc -l '!ministack.dev/stack'",
        Mend = "Delete or rename that object, or give the MiniStack another name.",
    };

    public static readonly FindingCode Forbidden = new(nameof(Forbidden), Stalls: true, TimeSpan.FromSeconds(3))
    {
        Meaning = "The API server refused an object or a pod: by Pod Security, an admission webhook, or RBAC.",
        See = "kubectl describe ms demo",
        Mend = "Change what the message names, or ask whoever runs the cluster.",
    };

    public static readonly FindingCode QuotaExceeded = new(nameof(QuotaExceeded), Stalls: true, TimeSpan.FromSeconds(3))
    {
        Meaning = "A ResourceQuota of the namespace leaves no room for a pod or the volume.",
        See = "kubectl describe quota",
        Mend = "Free some of it, ask for less in `resources`, or have the quota raised.",
    };

    public static readonly FindingCode InvalidPassword = new(nameof(InvalidPassword), Stalls: true, TimeSpan.Zero)
    {
        Meaning = "A password has characters on which clients of Postgres do not agree.",
        See = "kubectl get secret demo-db -o yaml",
        Mend = "Choose one of printable ASCII characters.",
    };

    public static readonly FindingCode CredentialsLost = new(nameof(CredentialsLost), Stalls: true, TimeSpan.Zero)
    {
        Meaning = "Both Secrets of the stack are gone while its database still has their passwords.",
        See = "kubectl get secret demo-db demo-db-admin",
        Mend = "Restore either from a backup, or give the superuser a new password as the hint says.",
    };

    public static readonly FindingCode DataVolumeLost = new(nameof(DataVolumeLost), Stalls: true, TimeSpan.Zero)
    {
        Meaning = "The volume that held the data is gone, or is going.",
        See = "kubectl get pvc demo-db-data",
        Mend = "Restore it from a backup, or start empty as the hint says.",
    };

    public static readonly FindingCode DataDirectoryIncompatible = new(nameof(DataDirectoryIncompatible), Stalls: true, TimeSpan.Zero)
    {
        Meaning = "The data on the volume was made by another major version of Postgres, or for another user or database.",
        See = "kubectl logs demo-db-0",
        Mend = "Set the field back to what the data was made with.",
    };

    public static readonly FindingCode NodeDown = new(nameof(NodeDown), Stalls: false, TimeSpan.Zero)
    {
        Meaning = "The node that a pod runs on does not answer.",
        See = "kubectl get nodes",
        Mend = "Restart or remove the node. Kubernetes moves API pods by itself after some minutes; the database waits for its volume.",
    };

    public static readonly FindingCode VolumePending = new(nameof(VolumePending), Stalls: false, TimeSpan.FromSeconds(10))
    {
        Meaning = "The volume claim is not bound: there is no such class, no default class, or nobody who makes the volume.",
        See = "kubectl describe pvc demo-db-data",
        Mend = "Name a class that `kubectl get storageclass` lists.",
    };

    public static readonly FindingCode Unschedulable = new(nameof(Unschedulable), Stalls: false, TimeSpan.FromSeconds(5))
    {
        Meaning = "No node has room for a pod, or none admits it.",
        See = "kubectl describe pod",
        Mend = "Ask for less in `resources`, or add a node.",
    };

    public static readonly FindingCode InvalidImageName = new(nameof(InvalidImageName), Stalls: true, TimeSpan.Zero)
    {
        Meaning = "What the spec names is no image name.",
        See = "kubectl get ms demo -o yaml",
        Mend = "Mend `spec.api.image` or `spec.database.image`.",
    };

    public static readonly FindingCode ImagePullFailed = new(nameof(ImagePullFailed), Stalls: true, TimeSpan.Zero)
    {
        Meaning = "A node cannot get the image.",
        See = "kubectl describe pod",
        Mend = "Mend the name, push the image, or name a Secret in `spec.api.imagePullSecrets`.",
    };

    public static readonly FindingCode ConfigMissing = new(nameof(ConfigMissing), Stalls: true, TimeSpan.FromSeconds(3))
    {
        Meaning = "A Secret or ConfigMap that the spec names, or a key of it, is not there.",
        See = "kubectl get secret,configmap",
        Mend = "Make it, or change the field that the message names.",
    };

    public static readonly FindingCode VolumeFull = new(nameof(VolumeFull), Stalls: true, TimeSpan.Zero)
    {
        Meaning = "The data volume has no room left.",
        See = "kubectl exec demo-db-0 -- df -h /var/lib/ministack",
        Mend = "Raise `spec.database.storage.size`.",
    };

    public static readonly FindingCode InitFailed = new(nameof(InitFailed), Stalls: true, TimeSpan.Zero)
    {
        Meaning = "The database's first start failed, in an init script or before it.",
        See = "kubectl logs demo-db-0 --all-containers",
        Mend = "Mend the script; the next start begins on an empty volume again.",
    };

    public static readonly FindingCode DatabaseDown = new(nameof(DatabaseDown), Stalls: false, TimeSpan.FromSeconds(10))
    {
        Meaning = "The API cannot work, since its database does not.",
        See = "kubectl logs demo-db-0",
        Mend = "Mend the database: its own finding stands before this one.",
    };

    public static readonly FindingCode OOMKilled = new(nameof(OOMKilled), Stalls: true, TimeSpan.Zero)
    {
        Meaning = "A container needed more memory than its limit, and was killed.",
        See = "kubectl top pod",
        Mend = "Raise `resources.limits.memory`, or make the program need less.",
    };

    public static readonly FindingCode AuthFailed = new(nameof(AuthFailed), Stalls: true, TimeSpan.Zero)
    {
        Meaning = "The database refused the API's password.",
        See = "kubectl logs deployment/demo-api",
        Mend = "Use the connection that the operator sets (`DATABASE_URL`, `PGPASSWORD`), not one of your own.",
    };

    public static readonly FindingCode PortMismatch = new(nameof(PortMismatch), Stalls: true, TimeSpan.Zero)
    {
        Meaning = "The program does not listen where the spec says.",
        See = "kubectl logs deployment/demo-api",
        Mend = "Set `spec.api.port` to the port that it listens on, and let it listen on 0.0.0.0.",
    };

    public static readonly FindingCode LivenessFailing = new(nameof(LivenessFailing), Stalls: false, TimeSpan.Zero)
    {
        Meaning = "The liveness path does not answer with success, so the container is restarted again and again.",
        See = "kubectl describe pod",
        Mend = "Mend the path in `spec.api.health.livenessPath`, or the program.",
    };

    public static readonly FindingCode CrashLoop = new(nameof(CrashLoop), Stalls: false, TimeSpan.Zero)
    {
        Meaning = "A container ends soon after each start.",
        See = "kubectl logs deployment/demo-api --previous",
        Mend = "Mend what its last lines say.",
    };

    public static readonly FindingCode StartupTooSlow = new(nameof(StartupTooSlow), Stalls: false, TimeSpan.FromSeconds(60))
    {
        Meaning = "A container runs, and does not answer yet.",
        See = "kubectl logs deployment/demo-api",
        Mend = "Raise `spec.api.health.startupSeconds`, or let it start faster.",
    };

    public static readonly FindingCode ReadinessFailing = new(nameof(ReadinessFailing), Stalls: false, TimeSpan.FromSeconds(10))
    {
        Meaning = "A container runs, and says that it is not ready.",
        See = "kubectl describe pod",
        Mend = "See what its readiness path answers.",
    };

    public static readonly FindingCode MigrationFailed = new(nameof(MigrationFailed), Stalls: true, TimeSpan.Zero)
    {
        Meaning = "The Job that has to succeed before a new version of the API rolls out has failed. The API was left as it is.",
        See = "kubectl logs job/demo-api-migrate",
        Mend = "Mend the image or the command; to try the same again, delete the Job.",
    };

    public static readonly FindingCode RolloutStuck = new(nameof(RolloutStuck), Stalls: false, TimeSpan.FromSeconds(60))
    {
        Meaning = "A new version does not get ready; the old one goes on serving.",
        See = "kubectl rollout status deployment/demo-api",
        Mend = "Mend the new version, or set the old image again.",
    };

    public static readonly FindingCode ExpansionUnsupported = new(nameof(ExpansionUnsupported), Stalls: true, TimeSpan.Zero)
    {
        Meaning = "The volume's class can't grow it.",
        See = "kubectl describe pvc demo-db-data",
        Mend = "Set the size back, or let the class expand.",
    };

    public static readonly FindingCode ApiUnavailable = new(nameof(ApiUnavailable), Stalls: true, TimeSpan.Zero)
    {
        Meaning = "The cluster does not serve a kind that the spec asks for.",
        See = "kubectl api-resources",
        Mend = "Remove the field that asks for it.",
    };

    public static readonly FindingCode Unknown = new(nameof(Unknown), Stalls: false, TimeSpan.FromSeconds(60))
    {
        Meaning = "Something keeps the stack from being ready, and no rule knows it. The message is the rawest fact at hand.",
        See = "kubectl describe ms demo",
        Mend = "Start from the message.",
    };

    public static readonly IReadOnlyList<FindingCode> All =
    [
        InvalidSpec,
        Conflict,
        Forbidden,
        QuotaExceeded,
        InvalidPassword,
        CredentialsLost,
        DataVolumeLost,
        DataDirectoryIncompatible,
        NodeDown,
        VolumePending,
        Unschedulable,
        InvalidImageName,
        ImagePullFailed,
        ConfigMissing,
        VolumeFull,
        InitFailed,
        DatabaseDown,
        OOMKilled,
        AuthFailed,
        PortMismatch,
        LivenessFailing,
        CrashLoop,
        StartupTooSlow,
        ReadinessFailing,
        MigrationFailed,
        RolloutStuck,
        ExpansionUnsupported,
        ApiUnavailable,
        Unknown,
    ];

    private static readonly Dictionary<FindingCode, int> Ranks = All.Index().ToDictionary(each => each.Item, each => each.Index);

    internal static int RankOf(FindingCode code) => Ranks[code];
}
