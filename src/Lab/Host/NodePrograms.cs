namespace MiniStack.Lab.Host;

/// <summary>Absolute paths.</summary>
public sealed record NodePrograms(
    string Etcd,
    string ApiServer,
    string ControllerManager,
    string Scheduler,
    string Kubelet,
    string Proxy);
