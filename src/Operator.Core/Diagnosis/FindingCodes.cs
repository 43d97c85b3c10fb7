namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>Every code, causes before what follows from them: of two findings about the same component the earlier is the root.</summary>
public static class FindingCodes
{
    /// <summary>A container that ended several times counts as well once it has been ready for this long.</summary>
    internal static readonly TimeSpan SettledAfter = TimeSpan.FromSeconds(30);

    /// <summary>A container that runs again counts as no longer crashing once it has outlasted its last run by this much.</summary>
    internal static readonly TimeSpan BetterAfter = TimeSpan.FromSeconds(10);

    /// <summary>A run this long makes earlier ends history. The kubelet forgets its back-off after the same time.</summary>
    internal static readonly TimeSpan RestartsForgottenAfter = TimeSpan.FromMinutes(10);

    /// <summary>A node may take this long for an image before anybody wonders.</summary>
    internal static readonly TimeSpan PulledWithin = TimeSpan.FromMinutes(5);

    /// <summary>As long may an autoscaler take for a node that it has begun to add.</summary>
    internal static readonly TimeSpan ScaledUpWithin = TimeSpan.FromMinutes(5);

    public static readonly FindingCode InvalidSpec = new(nameof(InvalidSpec), Stalls: true, TimeSpan.Zero)
    {
        Meaning = """
            The spec breaks a rule. The message names each field that does. Nothing of this spec was applied: what ran before goes on running.
            """,
        See = """
            kubectl describe ms demo
            kubectl explain ministack.spec.database.storage
            """,
        Mend = """
            Change those fields in your file and apply it again. From Kubernetes 1.29 on, `kubectl apply` refuses most such specs at once.
            """,
    };

    public static readonly FindingCode Conflict = new(nameof(Conflict), Stalls: true, TimeSpan.Zero)
    {
        Meaning = """
            An object that is not the stack's own has a name that the stack needs: a Service `demo-api`, say, that was made by hand. It was not
            touched, and what the stack needs in its place is missing.
            """,
        See = """
            kubectl describe ms demo
            kubectl get service demo-api -o yaml
            """,
        Mend = "Delete or rename the object that the message names, or give the MiniStack another name.",
    };

    public static readonly FindingCode Forbidden = new(nameof(Forbidden), Stalls: true, TimeSpan.FromSeconds(3))
    {
        Meaning = """
            The cluster's rules forbid an object or a pod of the stack: Pod Security, an admission webhook, a LimitRange, or the operator's own
            permissions; or a node may not start a container, since it would run as root. The message is the refusal. Or the spec asks for a
            pod that Pod Security `baseline` forbids, such as a privileged one or a `hostPath`, or for a volume that may hold another
            namespace's data, such as `nfs`. The operator makes neither unless it runs with `--pod-security privileged`: the message names the
            fields, nothing of this spec was applied, and what ran before goes on running.
            """,
        See = """
            kubectl describe ms demo
            kubectl get events --field-selector reason=FailedCreate
            kubectl get namespace NAMESPACE --show-labels
            """,
        Mend = """
            Pod Security says which fields it misses: set them in `spec.api.securityContext`, as `config/samples/demo.yaml` does, which passes the
            strictest level. What the operator itself refuses, take out of the spec. For a webhook or missing permissions, ask whoever runs the
            cluster.
            """,
    };

    public static readonly FindingCode QuotaExceeded = new(nameof(QuotaExceeded), Stalls: true, TimeSpan.FromSeconds(3))
    {
        Meaning = """
            A ResourceQuota of the namespace leaves no room for a pod or for the volume, or it wants each pod to say how much it takes and the
            spec does not (`must specify limits.cpu`).
            """,
        See = """
            kubectl describe quota
            kubectl get events --field-selector reason=FailedCreate
            """,
        Mend = """
            Ask for less in `spec.api.resources`, `spec.database.resources` or `spec.database.storage.size`, run fewer replicas, or have the quota
            raised. Where the quota says `must specify`, set those requests and limits. Kubernetes tries again by itself.
            """,
    };

    public static readonly FindingCode NotApplied = new(nameof(NotApplied), Stalls: false, TimeSpan.FromSeconds(3))
    {
        Meaning = """
            A change did not get through: an admission webhook that does not answer, an API server that errs or can't be reached, or a program
            that undoes it each time. What ran before goes on running. The operator tries again, and the rest of the stack is applied meanwhile.
            """,
        See = """
            kubectl describe ms demo
            kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations
            kubectl get --raw '/readyz?verbose'
            """,
        Mend = """
            Mend the webhook that the message names, or remove its configuration if what it belongs to is gone. An API server that errs is for
            whoever runs the cluster. Where something else changes the object all the time, `kubectl get … -o yaml --show-managed-fields` says who.
            """,
    };

    public static readonly FindingCode InvalidPassword = new(nameof(InvalidPassword), Stalls: true, TimeSpan.Zero)
    {
        Meaning = """
            The password in a Secret ends with a line break or has characters other than printable ASCII. Clients of Postgres do not agree on how
            to send those, so the database keeps the password that it has.
            """,
        See = """
            kubectl describe ms demo
            kubectl get secret demo-db -o jsonpath='{.data.password}' | base64 -d | od -c
            """,
        Mend = """
            Write one without. `echo` adds a line break, `printf` does not: `printf %s 'PASSWORD' | base64` gives the text for the Secret's `data`.
            """,
    };

    public static readonly FindingCode CredentialsLost = new(nameof(CredentialsLost), Stalls: true, TimeSpan.Zero)
    {
        Meaning = """
            Both Secrets of the stack are gone, while the volume holds a database that knows only the passwords that were in them. One Secret
            alone would be restored without a word.
            """,
        See = "kubectl get secret demo-db demo-db-admin",
        Mend = """
            Restore either Secret from a backup. Without one, give the superuser a new password; the operator does the rest:

            ```console
            $ kubectl create secret generic demo-db-admin --from-literal=password=NEW
            $ kubectl label secret demo-db-admin ministack.dev/stack=demo
            ```
            """,
    };

    public static readonly FindingCode DataVolumeLost = new(nameof(DataVolumeLost), Stalls: true, TimeSpan.Zero)
    {
        Meaning = """
            The volume that held the rows is gone, is on its way out, or is not the one that it was. An empty database never takes the place of a
            full one by itself, so the database is not started.
            """,
        See = """
            kubectl get pvc demo-db-data
            kubectl get pv
            """,
        Mend = """
            Restore PersistentVolumeClaim `demo-db-data` from a snapshot or a backup. To go on without the old rows, do what the hint says:
            the operator then forgets the old volume.
            """,
    };

    public static readonly FindingCode DataDirectoryIncompatible = new(nameof(DataDirectoryIncompatible), Stalls: true, TimeSpan.Zero)
    {
        Meaning = """
            The files on the volume were made by another major version of Postgres, or for another user or database, than the spec now names.
            Postgres reads no other version's files. Or something took an empty folder away that Postgres wants. The rows are untouched.
            """,
        See = """
            kubectl describe ms demo
            kubectl get pvc demo-db-data -o yaml
            kubectl logs demo-db-0
            """,
        Mend = """
            Set the field that the message names back to what the volume was made with. To move to another version, run the old one, dump the rows
            with `kubectl exec demo-db-0 -- pg_dump -U postgres app > app.sql`, and load them into a new stack. A folder that is lacking is made
            again as [docs/data.md](data.md#empty-folders) shows.
            """,
    };

    public static readonly FindingCode DataDamaged = new(nameof(DataDamaged), Stalls: true, TimeSpan.Zero)
    {
        Meaning = """
            Postgres cannot read its own files: a disk that failed or was full, a file that somebody removed, a copy of the volume that is not whole.
            It may run all the same and refuse one database or one table, so that the API fails beside a database that looks well.
            """,
        See = """
            kubectl logs demo-db-0
            kubectl describe pvc demo-db-data
            """,
        Mend = """
            Restore the volume from a snapshot, or begin with an empty database and load a backup: [docs/data.md](data.md#damaged-data) has the
            steps. Save first what can still be read, with `pg_dump`, table by table where one fails. Postgres mends none of it by itself.
            """,
    };

    public static readonly FindingCode NodeDown = new(nameof(NodeDown), Stalls: false, TimeSpan.Zero)
    {
        Meaning = "The machine that a pod runs on does not answer, so nothing is known of the pod.",
        See = """
            kubectl get nodes
            kubectl get pods -o wide -l ministack.dev/stack=demo
            """,
        Mend = """
            Restart the node. If it never comes back, `kubectl delete node NAME`. Kubernetes starts pods of the API elsewhere after some five
            minutes; the database moves only once the node is known to be gone, since two must not write to one volume.
            """,
    };

    public static readonly FindingCode VolumePending = new(nameof(VolumePending), Stalls: false, TimeSpan.FromSeconds(10))
    {
        Meaning = """
            The database's volume is not made yet: the storage class does not exist, none is the default, or its provisioner does not do its work.
            Or it is there, and the pod's node does not get it (`FailedAttachVolume`, `FailedMount`). A class that waits for the first pod
            (`WaitForFirstConsumer`) is no trouble by itself.
            """,
        See = """
            kubectl describe pvc demo-db-data
            kubectl get storageclass
            """,
        Mend = """
            Name a class of that list in `spec.database.storage.storageClassName`. A claim can't change its class: while the database has never
            run, `kubectl delete ms demo`, then `kubectl delete pvc,secret -l ministack.dev/stack=demo`, then apply again. When the provisioner is
            silent, look at its pods, often in namespace `kube-system`.
            """,
    };

    public static readonly FindingCode Unschedulable = new(nameof(Unschedulable), Stalls: false, TimeSpan.FromSeconds(5))
    {
        Meaning = """
            No node takes a pod: none has as much free CPU or memory as the pod requests, or taints, selectors or the volume's place rule them
            out. The message says which, and of how many nodes. Or a node that ran short threw the pod out, and no other takes it.
            """,
        See = """
            kubectl describe pods -l ministack.dev/stack=demo
            kubectl describe nodes
            """,
        Mend = """
            Request less in `spec.api.resources` or `spec.database.resources`, stop something else, or add a node. `requests` count here, not what
            programs in fact use: see "Allocated resources" of each node. A taint, as GPU nodes have: name it in `spec.api.tolerations` or
            `spec.database.tolerations`. Newer schedulers do not name taints; the operator does where it may list nodes
            (`kubectl apply -k config/rbac/nodes`). Selectors and the like: mend `nodeSelector`, `affinity` or `topologySpreadConstraints` beside them.
            """,
    };

    public static readonly FindingCode InvalidImageName = new(nameof(InvalidImageName), Stalls: true, TimeSpan.Zero)
    {
        Meaning = "What stands in the `image` field can't be the name of an image, as with a capital letter in it.",
        See = """
            kubectl get ms demo -o jsonpath='{.spec.api.image}{"\n"}{.spec.database.image}{"\n"}'
            """,
        Mend = "Mend `spec.api.image` or `spec.database.image`: `[registry/]name[:tag]`, all of the name in lower case.",
    };

    public static readonly FindingCode ImagePullFailed = new(nameof(ImagePullFailed), Stalls: true, TimeSpan.Zero)
    {
        Meaning = """
            A node cannot get the image. The message tells which of these it is: the registry has no such image or tag, it wants credentials, or
            it cannot be reached. An image that only your own machine has is `not found` too. A registry that cannot be reached, or limits how
            often it is asked, may be back by itself: then the stack is not `Stalled`.
            """,
        See = """
            kubectl describe pods -l ministack.dev/stack=demo
            docker pull IMAGE
            """,
        Mend = """
            Not found: mend the name or the tag, or push the image; into a local cluster load it (`./lab load IMAGE`, `kind load docker-image
            IMAGE`). Unauthorised: make a Secret with `kubectl create secret docker-registry`, and name it in `spec.api.imagePullSecrets`. One that
            is named there and does not exist is named in the message: a node pulls without it, as a stranger.
            Unreachable: look at the registry's name, and at the node's network.
            """,
    };

    public static readonly FindingCode ConfigMissing = new(nameof(ConfigMissing), Stalls: true, TimeSpan.FromSeconds(3))
    {
        Meaning = """
            A Secret, ConfigMap or volume claim that the spec names is not there, or lacks a key. The container is not started before it is.
            """,
        See = """
            kubectl get secret,configmap
            kubectl describe secret NAME
            """,
        Mend = """
            Make it, or add the key, as in `kubectl create secret generic NAME --from-literal=KEY=VALUE`; or mend the field of the spec that the
            message names. The pod goes on by itself as soon as it is there. It has to be in the stack's own namespace.
            """,
    };

    public static readonly FindingCode VolumeFull = new(nameof(VolumeFull), Stalls: true, TimeSpan.Zero)
    {
        Meaning = "The database's volume has no room left, so Postgres stops. Nothing that was committed is lost.",
        See = """
            kubectl exec demo-db-0 -- df -h /var/lib/ministack
            kubectl logs demo-db-0
            """,
        Mend = "Raise `spec.database.storage.size`: no pod needs a restart for it, where the storage class can grow volumes.",
    };

    public static readonly FindingCode InitFailed = new(nameof(InitFailed), Stalls: true, TimeSpan.Zero)
    {
        Meaning = """
            The first start of the database failed, in one of the init scripts or before them; or there is data on the volume of which nobody
            knows whether its first start was through, and the database waits for you.
            """,
        See = """
            kubectl logs demo-db-0 -c prepare
            kubectl logs demo-db-0 -c prepare --previous
            """,
        Mend = """
            Mend the script in the ConfigMap that `spec.database.initScripts` names. The image's entrypoint sources it: `exit`, `exec` and `trap`
            act on the whole first start, so use `return` or a subshell. Exit code 127 is a program that the image lacks, or Windows line ends. A
            first start that fails leaves no database: the next try begins anew. Where the database waits for you, the hint has the commands;
            [docs/data.md](data.md) explains them.
            """,
    };

    public static readonly FindingCode ExtensionFailed = new(nameof(ExtensionFailed), Stalls: true, TimeSpan.Zero)
    {
        Meaning = """
            Postgres does not create an extension that `spec.database.extensions` names: most often since the image does not have it. The database
            runs; an API that runs goes on, and a new one is not started before it is there.
            """,
        See = """
            kubectl logs job/demo-db-extensions
            kubectl exec demo-db-0 -- psql -U postgres app -c 'SELECT name FROM pg_available_extensions'
            """,
        Mend = """
            Set `spec.database.image` to one that has the extension, such as `pgvector/pgvector:pg17`, mend its name, or take it out of the list. One
            that has to be preloaded goes into `spec.database.parameters[shared_preload_libraries]` as well. The operator tries again by itself.
            """,
    };

    public static readonly FindingCode DatabaseDown = new(nameof(DatabaseDown), Stalls: false, TimeSpan.FromSeconds(10))
    {
        Meaning = """
            The API does not work because its database does not. The database's own trouble, which is the cause, is told before this one.
            """,
        See = """
            kubectl get pods -l ministack.dev/stack=demo
            kubectl logs demo-db-0
            """,
        Mend = "Mend the database. The API recovers by itself.",
    };

    public static readonly FindingCode OOMKilled = new(nameof(OOMKilled), Stalls: true, TimeSpan.Zero)
    {
        Meaning = """
            A container used more memory than its limit, and the kernel killed it. It had no chance to write why. Of a database, the kernel may kill
            the process of one connection alone, again and again: then the pod stays ready, and all connections end.
            """,
        See = """
            kubectl describe pods -l ministack.dev/stack=demo
            kubectl top pods -l ministack.dev/stack=demo
            """,
        Mend = """
            Raise `limits.memory` in `spec.api.resources` or `spec.database.resources`, or make the program need less: fewer workers, smaller
            batches, a smaller model.
            """,
    };

    public static readonly FindingCode AuthFailed = new(nameof(AuthFailed), Stalls: true, TimeSpan.Zero)
    {
        Meaning = """
            The database refused the user name or the password that the API gave it. The stack's own connection is right, so the API most likely
            uses another: one from its image, its code or `spec.api.env`. Of the database, it is the operator's own login that was refused.
            """,
        See = """
            kubectl logs POD
            kubectl get deployment demo-api -o yaml
            """,
        Mend = """
            Read the connection from `DATABASE_URL`, or from `PGHOST`, `PGPORT`, `PGUSER`, `PGPASSWORD` and `PGDATABASE`: they are set in the
            container already. Remove variables of these names from `spec.api.env`, where they take the place of the operator's; a variable
            of the program's own can have their values, as in `{name: DB_PASSWORD, value: $(PGPASSWORD)}`. If the role got another password by
            `ALTER ROLE`, `kubectl delete secret demo-db` gives the role and the API a new one.
            """,
    };

    public static readonly FindingCode ConnectionFailed = new(nameof(ConnectionFailed), Stalls: true, TimeSpan.Zero)
    {
        Meaning = """
            The API looks for its database at another host or port than the stack's, asks it for another database or role, or insists on TLS, which
            it does not serve. The stack's database is ready. Names of a Compose file, such as `db`, are no names here, and 127.0.0.1 is the
            API's own pod.
            """,
        See = """
            kubectl describe ms demo
            kubectl get ms demo -o jsonpath='{.spec.api.env}{"\n"}'
            """,
        Mend = """
            Let the program take `DATABASE_URL`, or `PGHOST`, `PGPORT`, `PGUSER`, `PGPASSWORD` and `PGDATABASE`: they are set in the container
            already. A variable of its own can have their values, as in `{name: POSTGRES_HOST, value: $(PGHOST)}`; so can `spec.api.command` and
            `args`.
            """,
    };

    public static readonly FindingCode PortMismatch = new(nameof(PortMismatch), Stalls: true, TimeSpan.Zero)
    {
        Meaning = """
            The program runs, but nothing listens on the port that the spec names; or it listens on 127.0.0.1, which only the container itself
            reaches.
            """,
        See = """
            kubectl logs POD
            kubectl get ms demo -o jsonpath='{.spec.api.port}{"\n"}'
            """,
        Mend = """
            Set `spec.api.port` to the port that the program's log names, or start it on that port, and let it listen on 0.0.0.0, as in
            `uvicorn main:app --host 0.0.0.0 --port 8000`.
            """,
    };

    public static readonly FindingCode LivenessFailing = new(nameof(LivenessFailing), Stalls: false, TimeSpan.FromSeconds(4))
    {
        Meaning = """
            The program answers `spec.api.health.livenessPath` in a way that is no success, or too slowly, and will go on doing so; or it did answer once,
            and stopped. Kubernetes restarts it for that, again and again. A container that was killed for this says `Completed`, as though nothing were
            wrong.
            """,
        See = """
            kubectl describe pod POD
            kubectl logs POD --previous
            """,
        Mend = """
            404, 405: set the path to one that the program has. 401, 403: let the path answer without a login. 400, 421: the framework refuses the host by which
            it is asked, the pod's address; allow it, or set `spec.api.health.host`. A redirect to HTTPS: leave the path out of it. TLS on the port:
            `spec.api.health.scheme: HTTPS`. 500: mend the exception that the message has; and let the path say whether the process lives, and nothing
            of the database, which is what `readinessPath` is for. A time-out: let the path do no work, raise `spec.api.health.timeoutSeconds`, or
            give the program more CPU.
            """,
    };

    public static readonly FindingCode CrashLoop = new(nameof(CrashLoop), Stalls: false, TimeSpan.Zero)
    {
        Meaning = """
            A container ends soon after each start, and Kubernetes waits longer before each new one, five minutes at most. The message has the exit
            code, and below it stand the last lines that the program wrote. Or the container runs though the program in it has ended: a watcher such as
            nodemon or `uvicorn --reload` waits for a changed file, or a supervisor starts it again and again.
            """,
        See = """
            kubectl logs POD --previous
            kubectl describe pod POD
            """,
        Mend = """
            Mend what the last lines say, build the image, and apply its new name; in the lab, `./lab load IMAGE`. While an older version still
            serves, it goes on doing so. Exit code 127 is a command that the image does not have, 126 one that is no program.
            """,
    };

    public static readonly FindingCode StartupTooSlow = new(nameof(StartupTooSlow), Stalls: false, TimeSpan.FromSeconds(60))
    {
        Meaning = """
            The program runs but has not answered once since it was started, for longer than is usual. When `spec.api.health.startupSeconds` are
            over, it is killed and started again.
            """,
        See = """
            kubectl logs -f POD
            kubectl describe pod POD
            """,
        Mend = """
            If it loads something large, raise `startupSeconds`. If its log says that it is up, the path or the port is wrong: see
            `spec.api.health.livenessPath` and `spec.api.port`.
            """,
    };

    public static readonly FindingCode ReadinessFailing = new(nameof(ReadinessFailing), Stalls: false, TimeSpan.FromSeconds(10))
    {
        Meaning = """
            The program runs, and says at `spec.api.health.readinessPath` that it is not ready, or does not answer there. It gets no requests until
            it is; it is not restarted.
            """,
        See = """
            kubectl describe pod POD
            kubectl port-forward POD 8000
            curl -i localhost:8000/READINESS-PATH
            """,
        Mend = """
            404: set the path to one that the program has. 503: its answer or its log says what it waits for, most often the database or another
            service.
            """,
    };

    public static readonly FindingCode MigrationFailed = new(nameof(MigrationFailed), Stalls: true, TimeSpan.Zero)
    {
        Meaning = """
            The Job that runs `spec.api.migrate.command` has failed. It must succeed before a new version of the API is started, so the API was left
            as it is: the old version goes on serving.
            """,
        See = "kubectl logs job/demo-api-migrate",
        Mend = """
            Mend the image, the command, or what else of `spec.api` its pod is made of, and apply again. To try the same once more,
            `kubectl delete job demo-api-migrate`. One that did not end in time waits for something, such as a lock that another session holds;
            or raise `spec.api.migrate.timeoutSeconds`. One that went well runs again for a new value of annotation `ministack.dev/migrateAgain`.
            """,
    };

    public static readonly FindingCode MigrationTooSlow = new(nameof(MigrationTooSlow), Stalls: false, TimeSpan.FromSeconds(60))
    {
        Meaning = """
            The Job that runs `spec.api.migrate.command` has been running for longer than is usual. It may have much to do; or it waits for a lock that
            another session holds, or for something that never comes. The old version of the API goes on serving meanwhile.
            """,
        See = """
            kubectl logs -f job/demo-api-migrate
            kubectl exec demo-db-0 -- psql -U postgres app -c 'SELECT pid, pg_blocking_pids(pid), state, query FROM pg_stat_activity'
            """,
        Mend = """
            If it waits for a lock, end the session that holds it: its `pid` stands in `pg_blocking_pids` of the one that waits, and
            `SELECT pg_terminate_backend(PID)` ends it. `spec.api.migrate.timeoutSeconds` bounds how long a migration may take.
            """,
    };

    public static readonly FindingCode RolloutStuck = new(nameof(RolloutStuck), Stalls: false, TimeSpan.FromSeconds(60))
    {
        Meaning = "A new version of the API does not become ready. The old one goes on serving, so that users see nothing of it.",
        See = """
            kubectl get pods -l ministack.dev/component=api
            kubectl logs POD
            kubectl rollout status deployment/demo-api
            """,
        Mend = "Mend the new version, or set the old image or environment again.",
    };

    public static readonly FindingCode ExpansionUnsupported = new(nameof(ExpansionUnsupported), Stalls: true, TimeSpan.Zero)
    {
        Meaning = """
            `spec.database.storage.size` was raised, and the volume's storage class does not let volumes grow. All else of the spec is applied.
            """,
        See = """
            kubectl describe pvc demo-db-data
            kubectl get storageclass
            """,
        Mend = """
            Set the size back, or, where the driver can, `allowVolumeExpansion: true` in the StorageClass. Else move the rows: `pg_dump` them, and load
            them into a new stack with a larger volume.
            """,
    };

    public static readonly FindingCode ApiUnavailable = new(nameof(ApiUnavailable), Stalls: true, TimeSpan.Zero)
    {
        Meaning = """
            This cluster does not serve a kind of object that a field of the spec asks for. All else of the spec is applied.
            """,
        See = """
            kubectl api-resources
            kubectl version
            """,
        Mend = "Remove the field that the message names, or use a cluster that serves the kind.",
    };

    public static readonly FindingCode Unknown = new(nameof(Unknown), Stalls: false, TimeSpan.FromSeconds(60))
    {
        Meaning = """
            The stack is not ready, and no rule knows why. The message is the rawest fact at hand: what a pod, an event or a refusal says.
            """,
        See = """
            kubectl describe ms demo
            kubectl describe pods -l ministack.dev/stack=demo
            kubectl get events --sort-by=.lastTimestamp
            """,
        Mend = "Start from the message, and see what the pods and events say about it.",
    };

    public static readonly IReadOnlyList<FindingCode> All =
    [
        InvalidSpec,
        Conflict,
        Forbidden,
        QuotaExceeded,
        NotApplied,
        InvalidPassword,
        CredentialsLost,
        DataVolumeLost,
        DataDirectoryIncompatible,
        DataDamaged,
        NodeDown,
        VolumePending,
        Unschedulable,
        InvalidImageName,
        ImagePullFailed,
        ConfigMissing,
        VolumeFull,
        InitFailed,
        ExtensionFailed,
        DatabaseDown,
        OOMKilled,
        AuthFailed,
        ConnectionFailed,
        PortMismatch,
        LivenessFailing,
        CrashLoop,
        StartupTooSlow,
        ReadinessFailing,
        MigrationFailed,
        MigrationTooSlow,
        RolloutStuck,
        ExpansionUnsupported,
        ApiUnavailable,
        Unknown,
    ];

    private static readonly FindingCode[] OfPass =
    [
        InvalidSpec, Conflict, NotApplied, InvalidPassword, CredentialsLost, DataVolumeLost, MigrationFailed, ExpansionUnsupported, ApiUnavailable,
    ];

    private static readonly Dictionary<FindingCode, int> Ranks = All.Index().ToDictionary(each => each.Item, each => each.Index);

    internal static int RankOf(FindingCode code) => Ranks[code];

    /// <summary>Found by the operator's pass, without looking at pods: each pass finds it again for as long as it is there.</summary>
    internal static bool IsOfPass(FindingCode code) => OfPass.Contains(code);

    /// <summary>A wish that is not met, while nothing keeps a pod from serving: it is no cause of anything else.</summary>
    internal static bool IsUnmetWish(string code) => code == ExpansionUnsupported.Name || code == ApiUnavailable.Name;
}
