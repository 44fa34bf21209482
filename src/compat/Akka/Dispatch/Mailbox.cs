using System.Diagnostics;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch.MessageQueues;
using Akka.Dispatch.SysMsg;

namespace Akka.Dispatch;

/// <summary>
/// The two queues of one actor and the right to run it. The status word says whether the actor is scheduled
/// (exactly one thread at a time holds that bit), how many times it is suspended, and whether it is closed.
/// </summary>
public class Mailbox : IRunnable
{
    private const int Closed = 1;
    private const int Scheduled = 2;
    private const int ScheduleMask = Closed | Scheduled;
    private const int SuspendUnit = 4;

    /// <summary>At the head of the system queue of a closed mailbox: what arrives later goes to the dead letters.</summary>
    private static readonly SystemMessage ClosedQueue = new NoMessage();

    private readonly IMessageQueue _messageQueue;
    private ActorCell _actor = null!;
    private SystemMessage? _systemQueue;
    private int _status;

    public Mailbox(IMessageQueue messageQueue) => _messageQueue = messageQueue;

    public MessageDispatcher Dispatcher => _actor.Dispatcher;

    public IMessageQueue MessageQueue => _messageQueue;

    internal ActorCell Actor => _actor;

    internal bool IsClosed => (Volatile.Read(ref _status) & Closed) != 0;

    internal bool IsSuspended => SuspendCount > 0;

    internal int SuspendCount => Volatile.Read(ref _status) / SuspendUnit;

    internal bool HasMessages => _messageQueue.HasMessages;

    internal int NumberOfMessages => _messageQueue.Count;

    internal bool HasSystemMessages => Volatile.Read(ref _systemQueue) is not null;

    /// <summary>Neither suspended nor closed.</summary>
    private bool ShouldProcessMessages => (Volatile.Read(ref _status) & ~Scheduled) == 0;

    public virtual void SetActor(ActorCell actorCell) => _actor = actorCell;

    public void Execute() => Run();

    public void Run()
    {
        var previous = InternalCurrentActorCellKeeper.Current;
        InternalCurrentActorCellKeeper.Current = _actor;
        try
        {
            if (!IsClosed)
            {
                ProcessAllSystemMessages();
                ProcessMessages();
            }
        }
        finally
        {
            InternalCurrentActorCellKeeper.Current = previous!;
            SetAsIdle();
            _actor.Dispatcher.RegisterForExecution(this, hasMessageHint: false, hasSystemMessageHint: false);
        }
    }

    /// <summary>Hands what is left to the dead letters. Called after closing, also by a sender that came too late.</summary>
    public virtual void CleanUp()
    {
        var deadLetters = _actor.Dispatcher.Mailboxes.DeadLetterMailbox;
        var message = DrainSystemQueue(ClosedQueue);
        while (message is not null)
        {
            var next = message.Next;
            message.Unlink();
            deadLetters.SystemEnqueue(_actor.Self, message);
            message = next;
        }

        // Late senders may come together, and the queue has room for one consumer only.
        lock (_messageQueue)
        {
            _messageQueue.CleanUp(_actor.Self, deadLetters.MessageQueue);
        }
    }

    internal virtual void SystemEnqueue(IActorRef receiver, SystemMessage message)
    {
        Debug.Assert(message.Unlinked, "A system message must not be in two queues.");
        var head = Volatile.Read(ref _systemQueue);
        while (true)
        {
            if (ReferenceEquals(head, ClosedQueue))
            {
                message.Unlink();
                _actor.Dispatcher.Mailboxes.DeadLetterMailbox.SystemEnqueue(receiver, message);
                return;
            }

            message.Next = head;
            var seen = Interlocked.CompareExchange(ref _systemQueue, message, head);
            if (ReferenceEquals(seen, head))
            {
                return;
            }

            head = seen;
        }
    }

    internal void Suspend() => AddToStatus(SuspendUnit);

    internal void Resume()
    {
        if (IsSuspended)
        {
            AddToStatus(-SuspendUnit);
        }
    }

    internal void BecomeClosed() => Interlocked.Or(ref _status, Closed);

    internal bool SetAsScheduled()
    {
        while (true)
        {
            var status = Volatile.Read(ref _status);
            if ((status & ScheduleMask) != 0)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _status, status | Scheduled, status) == status)
            {
                return true;
            }
        }
    }

    internal void SetAsIdle() => Interlocked.And(ref _status, ~Scheduled);

    internal bool CanBeScheduledForExecution(bool hasMessageHint, bool hasSystemMessageHint)
    {
        var status = Volatile.Read(ref _status);
        if ((status & ScheduleMask) != 0)
        {
            return false;
        }

        return status == 0
            ? hasMessageHint || hasSystemMessageHint || HasSystemMessages || HasMessages
            : hasSystemMessageHint || HasSystemMessages;
    }

    private void AddToStatus(int change)
    {
        if (!IsClosed)
        {
            Interlocked.Add(ref _status, change);
        }
    }

    private void ProcessMessages()
    {
        var dispatcher = _actor.Dispatcher;
        var left = Math.Max(dispatcher.Throughput, 1);
        var deadline = dispatcher.ThroughputDeadlineTime is { } ticks and > 0
            ? Stopwatch.GetTimestamp() + (ticks * Stopwatch.Frequency / TimeSpan.TicksPerSecond)
            : 0;
        var queue = _messageQueue;
        while (ShouldProcessMessages && queue.TryDequeue(out var envelope))
        {
            _actor.Invoke(envelope);
            if (Volatile.Read(ref _systemQueue) is not null)
            {
                ProcessAllSystemMessages();
            }

            if (--left <= 0 || (deadline != 0 && Stopwatch.GetTimestamp() >= deadline))
            {
                return;
            }
        }
    }

    private void ProcessAllSystemMessages()
    {
        var message = DrainSystemQueue(null);
        while (message is not null && !IsClosed)
        {
            var next = message.Next;
            message.Unlink();
            _actor.SystemInvoke(message);
            message = next ?? (IsClosed ? null : DrainSystemQueue(null));
        }

        // The actor ended among them. Whoever waits for an answer to the rest, a watcher above all, gets it from there.
        while (message is not null)
        {
            var next = message.Next;
            message.Unlink();
            _actor.Dispatcher.Mailboxes.DeadLetterMailbox.SystemEnqueue(_actor.Self, message);
            message = next;
        }
    }

    /// <summary>The system messages that have arrived, oldest first.</summary>
    private SystemMessage? DrainSystemQueue(SystemMessage? newContents)
    {
        if (Volatile.Read(ref _systemQueue) is null && newContents is null)
        {
            return null;
        }

        var message = Interlocked.Exchange(ref _systemQueue, newContents);
        if (ReferenceEquals(message, ClosedQueue))
        {
            return null;
        }

        SystemMessage? oldest = null;
        while (message is not null)
        {
            var older = message.Next;
            message.Next = oldest;
            oldest = message;
            message = older;
        }

        return oldest;
    }
}
