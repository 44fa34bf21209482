using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

/// <summary>
/// Messages by priority, lowest number first, equal ones in order of arrival. One first-in-first-out bucket per
/// priority in use and a heap of those priorities only, so that the cost grows with the number of distinct
/// priorities and not with the backlog.
/// </summary>
internal sealed class PriorityBuckets
{
    /// <summary>Empty buckets that are kept for reuse; priorities come back, but an endless variety must not pile up.</summary>
    private const int KeptEmptyBuckets = 64;

    private readonly Dictionary<int, Bucket> _buckets = [];
    private readonly PriorityQueue<Bucket, int> _waiting = new();
    private Bucket? _first;
    private Bucket? _lastUsed;

    public int Count { get; private set; }

    public void Enqueue(int priority, Envelope envelope)
    {
        Count++;
        var bucket = _lastUsed;
        if (bucket is null || bucket.Priority != priority)
        {
            if (!_buckets.TryGetValue(priority, out bucket))
            {
                bucket = new Bucket(priority);
                _buckets.Add(priority, bucket);
            }

            _lastUsed = bucket;
        }

        bucket.Messages.Enqueue(envelope);
        if (bucket.Messages.Count > 1 || ReferenceEquals(bucket, _first))
        {
            return;
        }

        // The bucket was empty: it becomes the first one, or waits among the others.
        if (_first is null)
        {
            _first = bucket;
        }
        else if (priority < _first.Priority)
        {
            _waiting.Enqueue(_first, _first.Priority);
            _first = bucket;
        }
        else
        {
            _waiting.Enqueue(bucket, priority);
        }
    }

    public bool TryDequeue(out Envelope envelope)
    {
        if (_first is null)
        {
            envelope = default;
            return false;
        }

        Count--;
        var bucket = _first;
        envelope = bucket.Messages.Dequeue();
        if (bucket.Messages.Count == 0)
        {
            _first = _waiting.Count > 0 ? _waiting.Dequeue() : null;
            if (_buckets.Count > KeptEmptyBuckets)
            {
                _buckets.Remove(bucket.Priority);
                _lastUsed = ReferenceEquals(_lastUsed, bucket) ? null : _lastUsed;
            }
        }

        return true;
    }

    private sealed class Bucket(int priority)
    {
        public readonly int Priority = priority;
        public readonly Queue<Envelope> Messages = new();
    }
}
