namespace Akka.Configuration.Hocon;

/// <summary>How layers combine. Inputs stay untouched: they may be shared with other configurations.</summary>
internal static class HoconMerge
{
    public static HoconValue Over(HoconValue upper, HoconValue lower) =>
        upper.GetObject() is { } top && lower.GetObject() is { } bottom
            ? new HoconValue([Over(top, bottom)])
            : upper;

    public static HoconObject Over(HoconObject upper, HoconObject lower)
    {
        var merged = new HoconObject();
        foreach (var (key, value) in lower.Items)
        {
            merged.Items[key] = value;
        }

        foreach (var (key, value) in upper.Items)
        {
            merged.Items[key] = merged.Items.TryGetValue(key, out var below) ? Over(value, below) : value;
        }

        return merged;
    }
}
