using Akka.Configuration;
using ActorQueue.Contracts;

namespace ActorQueue.Hosting;

/// <summary>
/// Reads single settings of one queue by their keys and collects what is wrong with them, each problem under the path where the value was written.
/// What cannot be read is replaced, so that everything else is still looked at.
/// </summary>
/// <param name="node">What stands under <c>actorqueue</c>.</param>
/// <param name="block">What the queue has of its own; null: the default queue, which has the top level.</param>
internal sealed class SettingsValues(Config node, QueueBlock? block)
{
    private readonly Config _config = block is null ? node : block.Settings.WithFallback(node);

    /// <summary>One sentence each: the key, its value, what is allowed.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Where the value of a key that holds here was written; of several keys, the first that the queue has of its own.</summary>
    public string PathOf(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (block?.Settings.HasPath(key) == true)
            {
                return $"{block.Path}.{key}";
            }
        }

        return $"actorqueue.{keys[0]}";
    }

    /// <summary>Says what is wrong with a value.</summary>
    public void Refuse(string key, string problem) => Problems.Add($"{PathOf(key)}: {problem}");

    public Config? Section(string key) => _config.GetConfig(key);

    public string Text(string key) => Value(key, path => _config.GetString(path, string.Empty), string.Empty) ?? string.Empty;

    public IReadOnlyList<string> Words(string key) => Value(key, path => _config.GetStringList(path), []) is { } words ? [.. words] : [];

    public bool Flag(string key) => Value(key, path => _config.GetBoolean(path, false), false);

    public int Int(string key, int least, int most) => InRange(key, Value(key, path => _config.GetInt(path, 0), least), least, most);

    public long Long(string key, long least, long most) => InRange(key, Value(key, path => _config.GetLong(path, 0), least), least, most);

    public double Number(string key, double least, double most) => InRange(key, Value(key, path => _config.GetDouble(path, 0), least), least, most);

    public long Bytes(string key, long least, long most) =>
        InRange(key, Value(key, path => _config.GetByteSize(path, null) ?? throw new FormatException("not a size"), least), least, most);

    public TimeSpan Duration(string key, TimeSpan least) =>
        InRange(key, Value(key, path => _config.GetTimeSpan(path, null, false), least), least, RetryOptions.MaxDuration);

    public T InRange<T>(string key, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            Refuse(key, $"{value} is not in the range {least} to {most}");
        }

        return value;
    }

    private T Value<T>(string key, Func<string, T> read, T whenUnreadable)
    {
        if (!_config.HasPath(key))
        {
            Refuse(key, "is missing");
            return whenUnreadable;
        }

        try
        {
            return read(key);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Refuse(key, $"'{_config.GetString(key, string.Empty)}' cannot be read ({e.Message})");
            return whenUnreadable;
        }
    }
}
