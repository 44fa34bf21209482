using Akka.Actor;
using ActorQueue.Core.Events;

namespace ActorQueue.Supervision;

/// <summary>
/// Orders what must wait for the disk: events gather in a batch while the one before is being committed, and every message to the outside is held
/// back until the newest batch that was applied before the message was computed is on disk.
/// </summary>
/// <remarks>
/// One batch is outstanding at a time, so throughput is set by the size of the batches and not by the rate of the disk.
/// When a commit fails the pipeline is dropped whole: what it held was never promised to anybody.
/// </remarks>
internal sealed class CommitPipeline(int maxEvents, int maxBytes)
{
    private readonly Queue<Commit> _full = new();
    private Commit? _outstanding;
    private Commit _open = new();
    private Commit? _newestFull;

    /// <summary>Where the events of the next decision go.</summary>
    public EventBatch Open
    {
        get
        {
            if (_open.Events.Count >= maxEvents || _open.Events.EstimatedBytes >= maxBytes)
            {
                _full.Enqueue(_open);
                _newestFull = _open;
                _open = new Commit();
            }

            return _open.Events;
        }
    }

    /// <summary>Whether a batch is on its way to the disk: what is applied meanwhile goes with the next.</summary>
    public bool IsCommitting => _outstanding is not null;

    /// <summary>Whether everything that was applied is on disk.</summary>
    public bool IsIdle => _outstanding is null && _full.Count == 0 && _open.Events.Count == 0;

    /// <summary>Sends a message once everything applied so far is on disk; at once when it is.</summary>
    public void Send(IActorRef target, object message)
    {
        var newest = _open.Events.Count > 0 ? _open : _full.Count > 0 ? _newestFull : _outstanding;
        if (newest is null)
        {
            target.Tell(message);
        }
        else
        {
            newest.Held.Add((target, message));
        }
    }

    /// <summary>Runs something once the open batch is on disk; never when it does not get there.</summary>
    public void WhenCommitted(Action action) => (_open.Actions ??= []).Add(action);

    /// <summary>The next batch, which the caller commits; null while one is outstanding or nothing waits.</summary>
    public EventBatch? TakeNext()
    {
        if (_outstanding is not null)
        {
            return null;
        }

        if (_full.TryDequeue(out _outstanding))
        {
            return _outstanding.Events;
        }

        if (_open.Events.Count == 0)
        {
            return null;
        }

        _outstanding = _open;
        _open = new Commit();
        return _outstanding.Events;
    }

    /// <summary>The outstanding batch is on disk: lets go of what waited for it, in order, and returns it.</summary>
    public EventBatch Committed()
    {
        var commit = _outstanding ?? throw new InvalidOperationException("No commit is outstanding.");
        _outstanding = null;
        foreach (var (target, message) in commit.Held)
        {
            target.Tell(message);
        }

        commit.Actions?.ForEach(action => action());
        return commit.Events;
    }

    private sealed class Commit
    {
        public EventBatch Events { get; } = new();

        public List<Action>? Actions { get; set; }

        public List<(IActorRef Target, object Message)> Held { get; } = [];
    }
}
