using Microsoft.Extensions.Time.Testing;
using MiniStack.Lab.Providers;
using MiniStack.Lab.Ui;

namespace MiniStack.Lab.Tests.Ui;

public sealed class PlainProgressTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly StringWriter _output = new();
    private readonly PhaseLog _phases;
    private readonly PlainProgress _progress;

    public PlainProgressTests()
    {
        _phases = new PhaseLog(_time);
        _progress = new PlainProgress(_phases, _output, _time);
    }

    [Fact]
    public async Task Phase_has_a_line_at_its_start_and_one_with_its_seconds_at_its_end()
    {
        await _progress.PhaseAsync("Node", _ =>
        {
            _time.Advance(TimeSpan.FromSeconds(2.5));
            return Task.CompletedTask;
        });

        Assert.Equal(["Node ...", "Node: done in 2.5 s"], Lines());
    }

    [Fact]
    public async Task Failure_is_said_and_passed_on()
    {
        await Assert.ThrowsAsync<LabException>(() => _progress.PhaseAsync("Node", _ => throw new LabException("no")));

        Assert.Equal("Node: failed after 0.0 s", Lines()[^1]);
    }

    [Fact]
    public void Flood_of_details_becomes_a_line_every_five_seconds()
    {
        for (var second = 0; second < 11; second++)
        {
            _progress.Report(new("Build", ProgressState.Running, $"step {second}"));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["Build: step 0", "Build: step 4", "Build: step 9"], Lines());
    }

    [Fact]
    public void What_stays_the_same_is_said_once()
    {
        for (var second = 0; second < 20; second++)
        {
            _progress.Report(new("Sample", ProgressState.Running, second < 10 ? "waiting for the database" : "waiting for the API"));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["Sample: waiting for the database", "Sample: waiting for the API"], Lines());
    }

    [Fact]
    public void Change_that_is_told_once_and_soon_after_another_is_not_lost()
    {
        _progress.Report(new("Build", ProgressState.Running, "a short step"));
        _progress.Report(new("Build", ProgressState.Running, "a long one"));
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(["Build: a short step", "Build: a long one"], Lines());
    }

    [Fact]
    public void Nothing_is_said_of_a_phase_after_its_end()
    {
        _progress.Report(new("Build", ProgressState.Running, "step 0"));
        _progress.Report(new("Build", ProgressState.Running, "step 1"));
        _progress.Report(new("Build", ProgressState.Done));
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(["Build: step 0", "Build: done in 0.0 s"], Lines());
    }

    [Fact]
    public void Overlapping_phases_have_their_own_times()
    {
        _progress.Report(new("A", ProgressState.Running));
        _time.Advance(TimeSpan.FromSeconds(1));
        _progress.Report(new("B", ProgressState.Running));
        _time.Advance(TimeSpan.FromSeconds(1));
        _progress.Report(new("A", ProgressState.Done));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(
            [("A", ProgressState.Done, 2.0), ("B", ProgressState.Running, 2.0)],
            _phases.Snapshot().Select(phase => (phase.Name, phase.State, phase.Elapsed.TotalSeconds)));
    }

    public void Dispose()
    {
        _progress.Dispose();
        _output.Dispose();
    }

    private string[] Lines() => _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
