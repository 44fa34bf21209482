namespace ActorQueue.Core.Ordering;

/// <summary>
/// Whose turn it is among the fairness keys at each rank: each ready key has a number, the lowest is next, and a start
/// moves its key back by one round divided by its weight.
/// </summary>
/// <remarks>
/// Self-clocked fair queueing (S. J. Golestani, "A self-clocked fair queueing scheme for broadband applications", IEEE
/// INFOCOM 1994) with tasks of equal cost: the clock is the number of the key that started last, and a key that becomes
/// ready is placed one turn after it. Over any time in which two keys both have tasks that may start, their numbers of
/// starts n1 and n2 with weights w1 and w2 differ by |n1 ÷ w1 − n2 ÷ w2| ≤ 1 ÷ w1 + 1 ÷ w2, and since every new key is
/// placed behind the clock, new keys cannot keep an old one waiting.
/// Only keys with ready tasks are kept: one that comes back later gains nothing by having been away. The numbers are not
/// part of history; after a restart every key is one turn away, which costs at most one turn each.
/// </remarks>
internal sealed class FairTurns
{
    /// <summary>One turn of weight 1; divides without a rest worth speaking of by every weight.</summary>
    public const long Round = 1L << 20;

    private readonly Dictionary<long, Rank> _ranks = [];

    /// <summary>Whether no ready task has a key: everything is one flow.</summary>
    public bool IsIdle => _ranks.Count == 0;

    /// <summary>The number of a key at a rank; 0 where no key is ready.</summary>
    public long Of(string? key, long major) => _ranks.TryGetValue(major, out var rank) ? rank.TurnOf(key) : 0;

    /// <summary>The number of the key that started last at a rank; null where no key is ready.</summary>
    public long? ClockOf(long major) => _ranks.TryGetValue(major, out var rank) ? rank.Clock : null;

    /// <summary>A task with a key became ready; true when it is the first at its rank.</summary>
    public bool Join(string key, int weight, long major)
    {
        bool isFirst = !_ranks.TryGetValue(major, out var rank);
        if (isFirst)
        {
            _ranks.Add(major, rank = new Rank());
        }

        rank!.Join(key, weight);
        return isFirst;
    }

    /// <summary>A task with a key is no longer ready; true when it was the last at its rank.</summary>
    public bool Leave(string key, long major)
    {
        var rank = _ranks[major];
        rank.Leave(key);
        return rank.IsEmpty && _ranks.Remove(major);
    }

    /// <summary>A task starts: its key's next turn is later. False when no key is ready at its rank.</summary>
    public bool Take(string? key, int weight, long major)
    {
        if (!_ranks.TryGetValue(major, out var rank))
        {
            return false;
        }

        rank.Take(key, weight);
        return true;
    }

    private sealed class Rank
    {
        private readonly Dictionary<string, Account> _accounts = new(StringComparer.Ordinal);
        private long _keylessTurn = Round;

        public long Clock { get; private set; }

        public bool IsEmpty => _accounts.Count == 0;

        public long TurnOf(string? key) => key is null ? _keylessTurn : _accounts[key].Turn;

        public void Join(string key, int weight)
        {
            if (!_accounts.TryGetValue(key, out var account))
            {
                _accounts.Add(key, account = new Account { Turn = Clock + (Round / weight) });
            }

            account.ReadyTasks++;
        }

        public void Leave(string key)
        {
            if (--_accounts[key].ReadyTasks == 0)
            {
                _accounts.Remove(key);
            }
        }

        public void Take(string? key, int weight)
        {
            Clock = Math.Max(Clock, TurnOf(key));
            if (key is null)
            {
                _keylessTurn = Clock + Round;
            }
            else
            {
                _accounts[key].Turn = Clock + (Round / weight);
            }
        }
    }

    private sealed class Account
    {
        public long Turn { get; set; }

        public int ReadyTasks { get; set; }
    }
}
