using Akka.Event;

namespace Akka.Actor.Scheduler;

/// <summary>
/// Each start gets a new generation. A timer message that is already in the mailbox when its timer is cancelled or
/// replaced carries an old generation, or another incarnation's owner, and is dropped when it arrives.
/// </summary>
internal sealed class TimerScheduler(ActorCell cell) : ITimerScheduler
{
    private readonly Dictionary<object, ActiveTimer> _timers = [];
    private int _generation;

    public IReadOnlyCollection<object> ActiveTimers => _timers.Keys;

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval) =>
        Start(key, msg, interval, interval, cell.Self);

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval, IActorRef sender) =>
        Start(key, msg, interval, interval, sender);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval) =>
        Start(key, msg, initialDelay, interval, cell.Self);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval, IActorRef sender) =>
        Start(key, msg, initialDelay, interval, sender);

    public void StartSingleTimer(object key, object msg, TimeSpan timeout) => Start(key, msg, timeout, null, cell.Self);

    public void StartSingleTimer(object key, object msg, TimeSpan timeout, IActorRef sender) =>
        Start(key, msg, timeout, null, sender);

    public bool IsTimerActive(object key) => _timers.ContainsKey(key);

    public void Cancel(object key)
    {
        if (_timers.Remove(key, out var timer))
        {
            timer.Task.Cancel();
        }
    }

    public void CancelAll()
    {
        foreach (var timer in _timers.Values)
        {
            timer.Task.Cancel();
        }

        _timers.Clear();
    }

    /// <summary>The message meant for the actor, or null when its timer is no longer active.</summary>
    public object? Intercept(TimerMessage message)
    {
        if (!ReferenceEquals(message.Owner, this)
            || !_timers.TryGetValue(message.Key, out var timer)
            || timer.Generation != message.Generation)
        {
            return null;
        }

        if (!timer.IsPeriodic)
        {
            _timers.Remove(message.Key);
        }

        return message.Message;
    }

    private void Start(object key, object message, TimeSpan delay, TimeSpan? interval, IActorRef sender)
    {
        Cancel(key);
        var generation = ++_generation;
        var timerMessage = message is INotInfluenceReceiveTimeout
            ? new QuietTimerMessage(key, generation, this, message)
            : new TimerMessage(key, generation, this, message);
        var scheduler = cell.System.Scheduler;
        var task = new Cancelable(scheduler);
        if (interval is { } period)
        {
            scheduler.ScheduleTellRepeatedly(delay, period, cell.Self, timerMessage, sender, task);
        }
        else
        {
            scheduler.ScheduleTellOnce(delay, cell.Self, timerMessage, sender, task);
        }

        _timers[key] = new ActiveTimer(generation, interval is not null, task);
    }

    private readonly record struct ActiveTimer(int Generation, bool IsPeriodic, Cancelable Task);

    internal class TimerMessage(object key, int generation, TimerScheduler owner, object message)
        : IWrappedMessage, INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public object Key { get; } = key;

        public int Generation { get; } = generation;

        public TimerScheduler Owner { get; } = owner;

        public object Message { get; } = message;

        public override string ToString() => $"TimerMessage(key={Key}, generation={Generation}, message={Message})";
    }

    private sealed class QuietTimerMessage(object key, int generation, TimerScheduler owner, object message)
        : TimerMessage(key, generation, owner, message), INotInfluenceReceiveTimeout;
}
