using MiniStack.Lab.Deploy;
using MiniStack.Lab.Providers;
using MiniStack.Lab.Ui;

namespace MiniStack.Lab.Commands;

/// <summary>What every verb works on: one cluster, seen through its provider and kubectl.</summary>
public sealed class LabSession(ClusterSettings settings, ProviderKind requested, LabConsole console, TimeProvider time)
{
    public ClusterSettings Settings => settings;

    public ProviderKind Requested => requested;

    public LabConsole Console => console;

    public TimeProvider Time => time;

    public LoadedImages LoadedImages => new(Path.Combine(settings.StateDirectory, "loaded-images"));

    /// <summary>The provider of the cluster that an <c>up</c> made.</summary>
    /// <exception cref="LabException">There is none.</exception>
    public IClusterProvider RunningProvider() => ProviderRecord.Read(settings) is { } provider
        ? ProviderFactory.Create(provider, settings)
        : throw new LabException($"No cluster {settings.Name} is up; start it with `./lab up{NameOption}`.");

    /// <exception cref="LabException">kubectl is not there, or <c>up</c> has not written a kubeconfig.</exception>
    public Kubectl Kubectl()
    {
        if (!File.Exists(settings.KubeconfigPath))
            throw new LabException($"No cluster {settings.Name} is up ({settings.KubeconfigPath} is not there); start it with `./lab up{NameOption}`.");
        return new Kubectl(KubectlProgram.Find(settings), settings.KubeconfigPath);
    }

    /// <summary>What the user adds to a verb to mean this cluster.</summary>
    public string NameOption => settings.NameOption;
}
