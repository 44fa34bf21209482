using System.Globalization;
using ActorQueue.Core.Events;
using FsCheck;
using FsCheck.Fluent;

namespace ActorQueue.Core.Tests.Model;

/// <summary>
/// Random commands on the real queue and on a naive one. After each they agree on what starts, in which order, and on
/// where every task stands; a failure is shrunk to the few commands that show it. README.md beside this file says how to
/// run many more, and how to repeat one that failed.
/// </summary>
public sealed class QueueModelTests
{
    private const int RunsByDefault = 400;

    private static readonly Type[] NotInTheModel =
    [
        typeof(ScheduleAdded), typeof(ScheduleRemoved), typeof(SchedulePaused), typeof(ScheduleResumed), typeof(ScheduleFired),
        typeof(ScheduleSkipped), typeof(ScheduleHeld), typeof(ScheduleTriggered), typeof(BreakerChanged), typeof(CheckpointSaved),
    ];

    private static string? Seed => Environment.GetEnvironmentVariable("ACTORQUEUE_MODEL_SEED");

    private static int Runs =>
        int.Parse(Environment.GetEnvironmentVariable("ACTORQUEUE_MODEL_RUNS") ?? $"{RunsByDefault}", CultureInfo.InvariantCulture);

    [Fact]
    public void The_queue_does_what_a_sorted_list_would_do()
    {
        HashSet<Type> happened = [];
        Prop.ForAll(ModelCase.Any, @case => happened.UnionWith(ModelRun.Of(@case))).Check(Configured());
        if (Seed is null && Runs >= RunsByDefault)
        {
            typeof(QueueEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(QueueEvent))).Except(NotInTheModel)
                .ShouldBe(happened, ignoreOrder: true, "all of it happens in so many runs");
        }
    }

    /// <summary>Always the same runs, unless others are asked for: what nobody has changed must not fail.</summary>
    private static Config Configured()
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(Runs).WithEndSize(150);
        if (Seed is null)
        {
            return Runs == RunsByDefault ? config.WithReplay(20260301, 1) : config;
        }

        ulong[] parts = [.. Seed.Split(',').Select(part => ulong.Parse(part, CultureInfo.InvariantCulture))];
        return parts.Length == 3 ? config.WithReplay(parts[0], parts[1], (int)parts[2]) : config.WithReplay(parts[0], parts[1]);
    }
}
