using System.Collections.Concurrent;

namespace Akka.Event;

/// <summary>
/// Publish and subscribe by class of event. A subscription covers the classes below it; a class below it can be
/// unsubscribed alone. Publishing reads an immutable snapshot and takes no lock.
/// </summary>
public abstract class EventBus<TEvent, TClassifier, TSubscriber>
    where TClassifier : notnull
    where TSubscriber : notnull
{
    // Guards the replacement of the snapshot.
    private readonly Lock _lock = new();
    private volatile Snapshot _snapshot = new([]);

    protected EventBus()
    {
    }

    public virtual bool Subscribe(TSubscriber subscriber, TClassifier classifier) => Change(all =>
    {
        var mine = all.Find(one => one.IsOf(subscriber) && IsSubClassification(one.Classifier, classifier));
        if (mine is null)
        {
            return [.. all, new Entry(subscriber, classifier, [])];
        }

        var wanted = mine.Excluded.Where(excluded => !IsSubClassification(classifier, excluded)).ToList();
        return wanted.Count == mine.Excluded.Count ? all : [.. all.Where(one => one != mine), mine with { Excluded = wanted }];
    });

    public virtual bool Unsubscribe(TSubscriber subscriber) => Change(all => WithoutWhere(all, one => one.IsOf(subscriber)));

    public virtual bool Unsubscribe(TSubscriber subscriber, TClassifier classifier) => Change(all =>
    {
        var left = WithoutWhere(all, one => one.IsOf(subscriber) && IsSubClassification(classifier, one.Classifier));
        var narrowed = left.ConvertAll(one => one.IsOf(subscriber) && Covers(one, classifier)
            ? one with { Excluded = [.. one.Excluded, classifier] }
            : one);
        return narrowed.SequenceEqual(all) ? all : narrowed;
    });

    public virtual void Publish(TEvent @event)
    {
        var snapshot = _snapshot;
        var classifier = GetClassifier(@event);
        if (!snapshot.Subscribers.TryGetValue(classifier, out var subscribers))
        {
            subscribers = [.. snapshot.Entries.Where(one => Covers(one, classifier)).Select(one => one.Subscriber).Distinct()];
            snapshot.Subscribers[classifier] = subscribers;
        }

        foreach (var subscriber in subscribers)
        {
            Publish(@event, subscriber);
        }
    }

    protected abstract void Publish(TEvent @event, TSubscriber subscriber);

    protected abstract bool IsSubClassification(TClassifier parent, TClassifier child);

    protected abstract bool Classify(TEvent @event, TClassifier classifier);

    protected abstract TClassifier GetClassifier(TEvent @event);

    protected string SimpleName(object source) => Logging.SimpleName(source);

    protected string SimpleName(Type source) => Logging.SimpleName(source);

    internal bool HasSubscriptions(TSubscriber subscriber) => _snapshot.Entries.Exists(one => one.IsOf(subscriber));

    private static List<Entry> WithoutWhere(List<Entry> all, Predicate<Entry> condition) =>
        all.Exists(condition) ? all.FindAll(one => !condition(one)) : all;

    private bool Covers(Entry entry, TClassifier classifier) =>
        IsSubClassification(entry.Classifier, classifier)
        && !entry.Excluded.Exists(excluded => IsSubClassification(excluded, classifier));

    private bool Change(Func<List<Entry>, List<Entry>> change)
    {
        lock (_lock)
        {
            var before = _snapshot.Entries;
            var after = change(before);
            if (ReferenceEquals(before, after))
            {
                return false;
            }

            _snapshot = new Snapshot(after);
            return true;
        }
    }

    private sealed record Entry(TSubscriber Subscriber, TClassifier Classifier, List<TClassifier> Excluded)
    {
        public bool IsOf(TSubscriber subscriber) => EqualityComparer<TSubscriber>.Default.Equals(Subscriber, subscriber);
    }

    private sealed record Snapshot(List<Entry> Entries)
    {
        public ConcurrentDictionary<TClassifier, TSubscriber[]> Subscribers { get; } = new();
    }
}
