using System.Globalization;
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

    [Fact]
    public void The_queue_does_what_a_sorted_list_would_do() => Prop
        .ForAll(ModelCase.Any, ModelRun.Of)
        .Check(Configured());

    private static Config Configured()
    {
        int runs = int.Parse(Environment.GetEnvironmentVariable("ACTORQUEUE_MODEL_RUNS") ?? $"{RunsByDefault}", CultureInfo.InvariantCulture);
        var config = Config.QuickThrowOnFailure.WithMaxTest(runs).WithEndSize(150);
        if (Environment.GetEnvironmentVariable("ACTORQUEUE_MODEL_SEED") is { Length: > 0 } seed)
        {
            ulong[] parts = [.. seed.Split(',').Select(part => ulong.Parse(part, CultureInfo.InvariantCulture))];
            config = parts.Length == 3 ? config.WithReplay(parts[0], parts[1], (int)parts[2]) : config.WithReplay(parts[0], parts[1]);
        }

        return config;
    }
}
