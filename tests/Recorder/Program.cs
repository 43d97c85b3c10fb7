using MiniStack.Recorder;

const string Usage = """
    Usage: dotnet run --project tests/Recorder -- FOLDER NAMESPACE STACK SECONDS

    Watches a MiniStack that is in trouble, in the cluster of KUBECONFIG, and writes what a diagnosis sees of it to FOLDER, a file for each
    moment at which the operator's rules, or the pods, say something new. Then write down what is said of each:

      UPDATE_GOLDEN=1 tests/Operator.Core.Tests/bin/Debug/net10.0/MiniStack.Operator.Core.Tests -class '*RecordingTests'
    """;

if (args is not [var folder, var ns, var name, var text] || !int.TryParse(text, out var seconds))
{
    await Console.Error.WriteLineAsync(Usage);
    return 2;
}

using var source = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
await Recording.WatchAsync(folder, ns, name, source.Token);
return 0;
