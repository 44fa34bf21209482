namespace Akka.Configuration.Hocon;

public class HoconRoot
{
    private readonly Lazy<HoconValue> _value;

    protected HoconRoot()
        : this(new HoconValue([new HoconObject()]))
    {
    }

    public HoconRoot(HoconValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = new Lazy<HoconValue>(value);
    }

    /// <summary>
    /// Substitutions are resolved when the value is asked for, not before: text that is included into another
    /// may refer to what the including text defines.
    /// </summary>
    internal HoconRoot(SourceObject source)
    {
        Source = source;
        _value = new Lazy<HoconValue>(() => new HoconResolver(source).Resolve());
    }

    public HoconValue Value => _value.Value;

    internal SourceObject? Source { get; }
}
