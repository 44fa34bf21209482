using System.Diagnostics.CodeAnalysis;
using Akka.Configuration.Hocon;

namespace Akka.Configuration;

/// <summary>
/// An immutable tree of settings. Layers are merged when <see cref="WithFallback"/> is called, so a look-up never
/// walks a chain: an object of the upper layer is merged with the lower one's, anything else hides it.
/// </summary>
public class Config
{
    public static readonly Config Empty = new();

    public Config()
        : this(new HoconValue([new HoconObject()]), null)
    {
    }

    public Config(HoconRoot root)
        : this((root ?? throw new ArgumentNullException(nameof(root))).Value, null)
    {
    }

    public Config(Config source, Config? fallback)
        : this((source ?? throw new ArgumentNullException(nameof(source))).WithFallback(fallback).Root, fallback)
    {
    }

    private Config(HoconValue root, Config? fallback)
    {
        Root = root;
        Fallback = fallback;
    }

    public Config? Fallback { get; }

    public virtual bool IsEmpty => Root.GetObject() is { Items.Count: 0 } || Root.IsEmpty;

    public HoconValue Root { get; }

    public static implicit operator Config(string str) => ConfigurationFactory.ParseString(str);

    public static Config operator +(Config config, string fallback) =>
        config.WithFallback(ConfigurationFactory.ParseString(fallback));

    public static Config operator +(string configHocon, Config fallbackConfig) =>
        ConfigurationFactory.ParseString(configHocon).WithFallback(fallbackConfig);

    public virtual Config WithFallback(Config? fallback)
    {
        if (ReferenceEquals(fallback, this))
        {
            throw new ArgumentException("A configuration cannot be its own fallback.", nameof(fallback));
        }

        if (fallback is null || fallback.IsEmpty)
        {
            return this;
        }

        return IsEmpty ? fallback : new Config(HoconMerge.Over(Root, fallback.Root), fallback);
    }

    public virtual bool HasPath(string path) => Find(path) is not null;

    /// <returns>The value at <paramref name="path"/>; null when there is none.</returns>
    public HoconValue? GetValue(string path) => Find(path);

    /// <returns>The section at <paramref name="path"/>; null when there is none.</returns>
    public virtual Config? GetConfig(string path) => Find(path) is { } value ? new Config(value, null) : null;

    public virtual bool GetBoolean(string path, bool @default = false) => Find(path)?.GetBoolean() ?? @default;

    public virtual int GetInt(string path, int @default = 0) => Read(path, @default, value => value.GetInt());

    public virtual long GetLong(string path, long @default = 0) => Read(path, @default, value => value.GetLong());

    public virtual float GetFloat(string path, float @default = 0) => Read(path, @default, value => value.GetFloat());

    public virtual double GetDouble(string path, double @default = 0) => Read(path, @default, value => value.GetDouble());

    public virtual decimal GetDecimal(string path, decimal @default = 0) =>
        Read(path, @default, value => value.GetDecimal());

    [return: NotNullIfNotNull(nameof(@default))]
    public virtual string? GetString(string path, string? @default = null) =>
        Find(path) is { } value ? value.GetString()! : @default;

    public virtual TimeSpan GetTimeSpan(string path, TimeSpan? @default = null, bool allowInfinite = true) =>
        Read(path, @default.GetValueOrDefault(), value => value.GetTimeSpan(allowInfinite));

    public virtual long? GetByteSize(string path) => GetByteSize(path, null);

    public virtual long? GetByteSize(string path, long? def = null) => Read(path, def, value => value.GetByteSize());

    public virtual IList<bool> GetBooleanList(string path) => ReadList(path, value => value.GetBooleanList());

    public virtual IList<byte> GetByteList(string path) => ReadList(path, value => value.GetByteList());

    public virtual IList<int> GetIntList(string path) => ReadList(path, value => value.GetIntList());

    public virtual IList<long> GetLongList(string path) => ReadList(path, value => value.GetLongList());

    public virtual IList<float> GetFloatList(string path) => ReadList(path, value => value.GetFloatList());

    public virtual IList<double> GetDoubleList(string path) => ReadList(path, value => value.GetDoubleList());

    public virtual IList<decimal> GetDecimalList(string path) => ReadList(path, value => value.GetDecimalList());

    public virtual IList<string> GetStringList(string path) => ReadList(path, value => value.GetStringList());

    public virtual IList<string> GetStringList(string path, string[] strings) =>
        Find(path) is null ? strings : GetStringList(path);

    public virtual IEnumerable<KeyValuePair<string, HoconValue>> AsEnumerable() => Root.GetObject()?.Items ?? [];

    public override string ToString() => Root.GetObject() is { } content ? content.ToString() : Root.ToString();

    private HoconValue? Find(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        HoconValue? current = Root;
        foreach (var key in HoconPath.Split(path))
        {
            current = current.GetObject()?.GetKey(key);
            if (current is null)
            {
                return null;
            }
        }

        return current;
    }

    private T Read<T>(string path, T @default, Func<HoconValue, T> read)
    {
        if (Find(path) is not { } value)
        {
            return @default;
        }

        try
        {
            return read(value);
        }
        catch (FormatException error)
        {
            throw new FormatException($"{path}: {error.Message}", error);
        }
    }

    private IList<T> ReadList<T>(string path, Func<HoconValue, IList<T>> read) => Read(path, [], read);
}
