namespace Akka.Configuration.Hocon;

public class HoconObject : IHoconElement
{
    public Dictionary<string, HoconValue> Items { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>The same tree as plain objects: dictionaries, lists and strings.</summary>
    public IDictionary<string, object?> Unwrapped =>
        Items.ToDictionary(item => item.Key, item => Unwrap(item.Value), StringComparer.Ordinal);

    public HoconValue? GetKey(string key) => Items.GetValueOrDefault(key);

    public HoconValue GetOrCreateKey(string key)
    {
        if (!Items.TryGetValue(key, out var value))
        {
            Items[key] = value = new HoconValue();
        }

        return value;
    }

    /// <summary>Lays <paramref name="other"/> over this object.</summary>
    public void Merge(HoconObject other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Items = HoconMerge.Over(other, this).Items;
    }

    public bool IsString() => false;

    public string? GetString() => null;

    public bool IsArray() => false;

    public IList<HoconValue> GetArray() => [];

    public override string ToString() => ToString(0);

    public string ToString(int indent) => HoconWriter.Fields(this, indent);

    private static object? Unwrap(HoconValue value)
    {
        if (value.GetObject() is { } child)
        {
            return child.Unwrapped;
        }

        return value.IsArray() ? value.GetArray().Select(Unwrap).ToList() : value.GetString();
    }
}
