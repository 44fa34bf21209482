using Akka.Actor;
using ActorQueue.Contracts;
using ActorQueue.Hosting;
using ActorQueue.Supervision;
using ActorQueue.Workers;

namespace ActorQueue.Gateway;

/// <summary>
/// The one door for clients. It bounds what they may have outstanding, since the queue's own mailbox is unbounded, and answers every request exactly once:
/// with the queue's reply, or with <see cref="QueueUnavailable"/> when the queue is not there, is overloaded, or is lost before it replied.
/// Talks to the queue that last said <see cref="QueueOnline"/>. When it fails its clients are answered as when the queue is lost, and its restarted self seeks the
/// queue anew; no task is lost.
/// </summary>
internal sealed class QueueGateway : ReceiveActor
{
    // Unique in the process and not in one instance: a reply to a request of the instance before a restart must not pass for one to a request of this one.
    private static long s_lastNumber;

    private readonly GatewaySettings _settings;
    private readonly Dictionary<long, Outstanding> _outstanding = [];
    private readonly HashSet<IActorRef> _watchers = [];
    private readonly List<IActorRef> _awaitingQueue = [];
    private IActorRef? _queue;
    private string? _failure;
    private long _outstandingBytes;

    public QueueGateway(GatewaySettings settings)
    {
        _settings = settings;
        Receive<EnqueueTasks>(Submit);
        Receive<IQueueRequest>(Forward);
        Receive<QueueReply>(Answer);
        Receive<QueueOnline>(TurnTo);
        Receive<QueueFailed>(OnFailed);
        Receive<AwaitQueue>(_ => AnswerWhenOnline());
        Receive<WatchTasks>(message => AddWatcher(message.Watcher));
        Receive<ChangesPublished>(Publish);
        Receive<Terminated>(OnTerminated);
    }

    public static Props Props(GatewaySettings settings) => Akka.Actor.Props.Create(() => new QueueGateway(settings));

    protected override void PreStart() => Context.System.EventStream.Publish(new QueueSought(Self));

    protected override void PostStop() => LoseOutstanding();

    private void Submit(EnqueueTasks request)
    {
        if (request.Tasks.Count == 0)
        {
            // Nothing to commit, and no priority to be ranked by.
            Sender.Tell(new TasksEnqueued([]));
            return;
        }

        Forward(request);
    }

    private void Forward(IQueueRequest request)
    {
        var bytes = request.PayloadBytes;
        if (_queue is null)
        {
            Sender.Tell(new QueueUnavailable(_failure is null ? "it is starting or recovering" : $"it recovers from a storage failure ({_failure})"));
            return;
        }

        // A request larger than the whole allowance still passes when it is alone, else it could never pass.
        var isOverBytes = _outstandingBytes > 0 && _outstandingBytes + bytes > _settings.MaxOutstandingBytes;
        if (_outstanding.Count >= _settings.MaxOutstandingRequests || isOverBytes)
        {
            Sender.Tell(new QueueUnavailable($"busy: {_outstanding.Count} requests with {_outstandingBytes} bytes are outstanding"));
            return;
        }

        var number = Interlocked.Increment(ref s_lastNumber);
        _outstanding.Add(number, new Outstanding(Sender, bytes));
        _outstandingBytes += bytes;
        _queue.Tell(new QueueRequest(number, request));
    }

    private void Answer(QueueReply reply)
    {
        // Unknown numbers are replies of a queue that was given up before; their clients have had an answer.
        if (_outstanding.Remove(reply.Number, out var request))
        {
            _outstandingBytes -= request.Bytes;
            request.Client.Tell(reply.Answer);
        }
    }

    private void TurnTo(QueueOnline online)
    {
        if (online.Queue.Equals(_queue))
        {
            return;
        }

        LoseOutstanding();
        _queue = online.Queue;
        _failure = null;
        Context.Watch(_queue);
        if (_watchers.Count > 0)
        {
            _queue.Tell(new PublishChanges(true));
            Publish(new ChangesPublished([new TaskChange(TaskChangeKind.Lagged, null)]));
        }

        foreach (var waiter in _awaitingQueue)
        {
            waiter.Tell(QueueReady.Instance);
        }

        _awaitingQueue.Clear();
    }

    private void OnFailed(QueueFailed message)
    {
        _failure = message.Reason;

        // A host that starts is told at once what is wrong instead of waiting for a disk that may stay full.
        foreach (var waiter in _awaitingQueue)
        {
            waiter.Tell(new QueueUnavailable($"its storage failed: {message.Reason}"));
        }

        _awaitingQueue.Clear();
    }

    private void AnswerWhenOnline()
    {
        if (_queue is null)
        {
            _awaitingQueue.Add(Sender);
        }
        else
        {
            Sender.Tell(QueueReady.Instance);
        }
    }

    private void AddWatcher(IActorRef watcher)
    {
        if (_watchers.Add(watcher))
        {
            Context.Watch(watcher);
            if (_watchers.Count == 1)
            {
                _queue?.Tell(new PublishChanges(true));
            }
        }

        Sender.Tell(QueueReady.Instance);
    }

    private void Publish(ChangesPublished published)
    {
        foreach (var watcher in _watchers)
        {
            watcher.Tell(published);
        }
    }

    private void OnTerminated(Terminated terminated)
    {
        if (_watchers.Remove(terminated.ActorRef))
        {
            if (_watchers.Count == 0)
            {
                _queue?.Tell(new PublishChanges(false));
            }
        }
        else if (terminated.ActorRef.Equals(_queue))
        {
            _queue = null;
            LoseOutstanding();
        }
    }

    private void LoseOutstanding()
    {
        foreach (var request in _outstanding.Values)
        {
            request.Client.Tell(new QueueUnavailable("it was lost before it answered; whether the request took effect is not known"));
        }

        _outstanding.Clear();
        _outstandingBytes = 0;
    }

    private readonly record struct Outstanding(IActorRef Client, long Bytes);
}
