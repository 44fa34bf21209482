using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Persistence;
using Akka.Persistence.Journal;

namespace ActorQueue.Tests.Journal;

/// <summary>What the journal of one actor system does with the next writes.</summary>
public sealed class JournalGate
{
    private static readonly ConcurrentDictionary<string, JournalGate> BySystem = new(StringComparer.Ordinal);

    /// <summary>Completes when a write has arrived.</summary>
    public TaskCompletionSource WriteArrived { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Writes wait for this; null lets them through.</summary>
    public TaskCompletionSource? Held { get; private set; }

    /// <summary>Writes fail with this: their outcome is unknown.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Writes are refused with this.</summary>
    public Exception? Rejection { get; set; }

    /// <summary>How many rows were written.</summary>
    public int Rows { get; set; }

    public static JournalGate Of(string systemName) => BySystem.GetOrAdd(systemName, _ => new JournalGate());

    public void Hold()
    {
        WriteArrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Release()
    {
        var held = Held;
        Held = null;
        held?.SetResult();
    }
}

/// <summary>An in-memory journal that its test holds, fails or makes refuse.</summary>
public sealed class GatedJournal : MemoryJournal
{
    public const string Config = """
        akka.persistence.journal {
          plugin = "akka.persistence.journal.gated"
          gated {
            class = "ActorQueue.Tests.Journal.GatedJournal, ActorQueue.Tests"
            plugin-dispatcher = "akka.actor.default-dispatcher"
          }
        }
        """;

    private readonly JournalGate _gate = JournalGate.Of(Context.System.Name);

    protected override async Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages)
    {
        var writes = messages.ToArray();
        _gate.WriteArrived.TrySetResult();
        if (_gate.Held is { } held)
        {
            await held.Task;
        }

        if (_gate.Failure is { } failure)
        {
            throw failure;
        }

        if (_gate.Rejection is { } rejection)
        {
            return ImmutableList.CreateRange(writes.Select(_ => rejection));
        }

        _gate.Rows += writes.Length;
        return await base.WriteMessagesAsync(writes);
    }
}
