using MiniStack.ApiPaths;
using MiniStack.Operator.Core.Diagnosis;

namespace MiniStack.Operator.Controller;

/// <summary>The steps of one pass. One that fails is written down, and holds up only those that ask whether it got through.</summary>
internal sealed class Steps
{
    private readonly List<Finding> _findings = [];
    private readonly List<FailedStep> _failed = [];

    /// <summary>What is wrong though the pass went on, the root first.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>What is to be tried again.</summary>
    public IReadOnlyList<FailedStep> Failed => _failed;

    /// <summary>The first object that still has a child's name and is on its way out; null where there is none.</summary>
    public string? Leaving { get; private set; }

    public void Add(Finding finding) => _findings.Add(finding);

    public void Fail(string component, string what, Exception cause)
    {
        if (cause is InvalidNameException)
        {
            Add(new Finding(component, FindingCodes.InvalidSpec, cause.Message, "Mend the name in the spec, and apply it again"));
            return;
        }

        _failed.Add(new FailedStep(component, what, cause));
    }

    /// <summary>An object that leaves holds the name: the step is made once it is gone.</summary>
    public void AwaitGone(string what) => Leaving ??= what;

    /// <summary>Runs a step.</summary>
    /// <param name="component">Whose step it is.</param>
    /// <param name="what">What it is about, for people: a kind and a name.</param>
    /// <returns>Whether it got through.</returns>
    /// <exception cref="StackLeavingException">No step is to be made any more.</exception>
    /// <exception cref="OperationCanceledException">The operator is told to stop.</exception>
    public async Task<bool> TryAsync(string component, string what, Func<Task> step, CancellationToken cancellationToken)
    {
        try
        {
            await step();
            return true;
        }
        catch (FindingException exception)
        {
            Add(exception.Finding);
        }
        catch (Exception exception) when (exception is not StackLeavingException && !cancellationToken.IsCancellationRequested)
        {
            Fail(component, what, exception);
        }

        return false;
    }
}
