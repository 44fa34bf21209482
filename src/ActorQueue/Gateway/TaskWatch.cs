using System.Threading.Channels;
using Akka.Actor;
using ActorQueue.Supervision;

namespace ActorQueue.Gateway;

/// <summary>One caller's view of the stream of changes: a bounded buffer between the actors and an <c>await foreach</c>.</summary>
internal sealed class TaskWatch : IAsyncDisposable
{
    private const int Capacity = 16_384;

    private readonly Channel<TaskChange> _changes = Channel.CreateBounded<TaskChange>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, SingleWriter = true });

    private IActorRef? _watcher;

    public static async Task<TaskWatch> StartAsync(ActorSystem system, IActorRef gateway, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var watch = new TaskWatch();
        var changes = watch._changes.Writer;
        watch._watcher = system.ActorOf(Props.Create(() => new TaskWatcher(changes)));
        try
        {
            await gateway.Ask<QueueReady>(new WatchTasks(watch._watcher), timeout, cancellationToken);
            return watch;
        }
        catch
        {
            // Nobody else knows of the watcher, and the gateway would tell it every change for ever.
            await watch.DisposeAsync();
            throw;
        }
    }

    public IAsyncEnumerable<TaskChange> ReadAllAsync(CancellationToken cancellationToken) => _changes.Reader.ReadAllAsync(cancellationToken);

    public ValueTask DisposeAsync()
    {
        _watcher?.Tell(PoisonPill.Instance);
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Feeds one watch. A reader that falls behind is told that it lagged instead of slowing the queue or growing its buffer;
    /// the notice takes the place of what was dropped. When it dies the reader's enumeration ends.
    /// </summary>
    private sealed class TaskWatcher : ReceiveActor, IWithTimers
    {
        private static readonly TaskChange Lagged = new(TaskChangeKind.Lagged, null);
        private static readonly TimeSpan NoticeRetry = TimeSpan.FromMilliseconds(50);

        private readonly ChannelWriter<TaskChange> _changes;
        private bool _isLagging;

        public TaskWatcher(ChannelWriter<TaskChange> changes)
        {
            _changes = changes;
            Receive<ChangesPublished>(Write);
            Receive<NoticeDue>(_ => TellLag());
        }

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PostStop() => _changes.TryComplete();

        private void Write(ChangesPublished published)
        {
            foreach (var change in published.Changes)
            {
                if (!_isLagging && !_changes.TryWrite(change))
                {
                    _isLagging = true;
                    TellLag();
                }
            }
        }

        // By timer and not with the next change: there may be none, and the reader would wait for ever.
        private void TellLag()
        {
            if (_changes.TryWrite(Lagged))
            {
                _isLagging = false;
            }
            else
            {
                Timers.StartSingleTimer(nameof(NoticeDue), NoticeDue.Instance, NoticeRetry);
            }
        }

        private sealed record NoticeDue
        {
            public static NoticeDue Instance { get; } = new();
        }
    }
}
