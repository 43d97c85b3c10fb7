using System.Collections.Concurrent;
using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Controller;

/// <summary>Asks the pods which image they run, once whenever the API has become ready: at rest a stack costs nothing.</summary>
internal sealed class MigratedImageReader(StackPods stackPods)
{
    private const int PageSize = 10;

    /// <summary>By the stack's UID.</summary>
    private readonly ConcurrentDictionary<string, Answer> _answers = new();

    /// <returns>The stack, with a note where its migration ran another image.</returns>
    public async Task<ObservedStack> ReadAsync(ObservedStack observed, CancellationToken cancellationToken)
    {
        var uid = observed.Stack.Metadata.Uid;
        if (MigratedImage.Question(observed) is not { } question)
        {
            Forget(uid);
            return observed;
        }

        if (_answers.GetValueOrDefault(uid) is not { } answer || answer.Question != question)
        {
            try
            {
                answer = new Answer(question, MigratedImage.Judge(observed.Stack, await PodsAsync(observed.Stack, cancellationToken)));
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                // Nothing waits for it, and the next pass asks again: a stack is not to lack its status for want of a note.
                return observed;
            }

            _answers[uid] = answer;
        }

        return answer.Note is { } note ? observed with { Notes = [.. observed.Notes, note] } : observed;
    }

    public void Forget(string uid) => _answers.TryRemove(uid, out _);

    private async Task<IEnumerable<V1Pod>> PodsAsync(V1Alpha1MiniStack stack, CancellationToken cancellationToken)
    {
        var pods = await Task.WhenAll(
            stackPods.ListAsync(stack, Labels.ApiComponent, PageSize, cancellationToken), stackPods.ListAsync(stack, Labels.JobComponent, PageSize, cancellationToken));
        return pods.SelectMany(each => each);
    }

    private sealed record Answer(string Question, string? Note);
}
