using ActorQueue.Contracts;
using ActorQueue.Core.Commands;
using ActorQueue.Hosting;
using Akka.Configuration;

namespace ActorQueue.Tests;

/// <summary>Tasks with readable ids, and the shipped configuration with everything in memory and time standing still until it is advanced.</summary>
internal static class TestQueue
{
    // Ids must be young by the queue's clock; virtual time starts at the real one.
    private static readonly DateTimeOffset Created = TimeProvider.System.GetUtcNow();

    public static TaskId Id(int number)
    {
        Span<byte> random = stackalloc byte[10];
        // At the end: the first bits give way to version and variant.
        BitConverter.TryWriteBytes(random[6..], number);
        return TaskId.Create(Created, random);
    }

    public static TaskSpec Task(int number) => new() { Id = Id(number), Kind = "test", Name = $"task-{number}" };

    public static Assignment Assignment(int number, int attempt = 1, string kind = "test", TimeSpan? timeout = null)
    {
        var limit = timeout ?? TimeSpan.FromMinutes(5);
        return new Assignment(Task(number) with { Kind = kind }, attempt, limit, Created + limit, IsAlone: false);
    }

    public static Config Config(string overrides = "") => ConfigurationFactory.ParseString(overrides)
        .WithFallback(ConfigurationFactory.ParseString("""
            akka {
              loggers = ["Akka.TestKit.TestEventListener, Akka.TestKit"]
              scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
              # Real time, for a machine that is busy: a test that passes never waits so long.
              test { single-expect-default = 30s, default-timeout = 30s }
              persistence.journal.plugin = "akka.persistence.journal.inmem"
              persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
            }
            """))
        .WithFallback(QueueConfiguration.Reference);

    public static ActorQueueSettings Settings(string overrides = "") => SettingsReader.Read(Config(overrides));
}
