using System.Globalization;
using System.Numerics;

namespace Akka.Configuration.Hocon;

/// <summary>
/// One value of the tree. After parsing it holds exactly one element; several elements, which only code can add,
/// read as their concatenation.
/// </summary>
public class HoconValue : IMightBeAHoconObject
{
    public HoconValue()
        : this([])
    {
    }

    internal HoconValue(List<IHoconElement> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Values = values;
    }

    public List<IHoconElement> Values { get; }

    public bool IsEmpty => Values.Count == 0;

    public void AppendValue(IHoconElement value) => Values.Add(value);

    public void NewValue(IHoconElement value)
    {
        Values.Clear();
        Values.Add(value);
    }

    public void Clear() => Values.Clear();

    public Config AtKey(string key)
    {
        var parent = new HoconObject();
        parent.Items[key] = this;
        return new HoconValue([parent]).ToConfig();
    }

    public Config ToConfig() => new(new HoconRoot(this));

    public bool IsObject() => Values.Count > 0 && Values.TrueForAll(value => value is HoconObject);

    public HoconObject? GetObject()
    {
        if (Values is [HoconObject single])
        {
            return single;
        }

        return IsObject() ? Values.Cast<HoconObject>().Aggregate((lower, upper) => HoconMerge.Over(upper, lower)) : null;
    }

    public HoconValue? GetChildObject(string key) => GetObject()?.GetKey(key);

    public bool IsString() => Values.Count > 0 && Values.TrueForAll(value => value.IsString());

    /// <returns>The text; null when this is no text, or the word <c>null</c>.</returns>
    public string? GetString() => Values switch
    {
        [HoconLiteral single] => single.Value,
        _ => IsString() ? string.Concat(Values.Select(value => value.GetString())).Trim() : null,
    };

    public bool IsArray() => Values.Count > 0 && Values.TrueForAll(value => value.IsArray());

    /// <returns>The elements; none when this is no array.</returns>
    public IList<HoconValue> GetArray() => Values.Where(value => value.IsArray()).SelectMany(value => value.GetArray()).ToList();

    public bool GetBoolean() => GetString() switch
    {
        "true" or "on" or "yes" => true,
        "false" or "off" or "no" => false,
        var other => throw new NotSupportedException($"[{other}] is no boolean: use on or off, true or false, yes or no."),
    };

    public byte GetByte() => Number<byte>();

    public int GetInt() => Number<int>();

    public long GetLong() => Number<long>();

    public float GetFloat() => Number<float>();

    public double GetDouble() => Number<double>();

    public decimal GetDecimal() => Number<decimal>();

    public TimeSpan GetTimeSpan(bool allowInfinite = true) => HoconUnits.Duration(GetString(), allowInfinite);

    public long? GetByteSize() => HoconUnits.ByteSize(GetString());

    public IList<bool> GetBooleanList() => List(value => value.GetBoolean());

    public IList<byte> GetByteList() => List(value => value.GetByte());

    public IList<int> GetIntList() => List(value => value.GetInt());

    public IList<long> GetLongList() => List(value => value.GetLong());

    public IList<float> GetFloatList() => List(value => value.GetFloat());

    public IList<double> GetDoubleList() => List(value => value.GetDouble());

    public IList<decimal> GetDecimalList() => List(value => value.GetDecimal());

    public IList<string> GetStringList() => List(value => value.GetString()!);

    public override string ToString() => ToString(0);

    public virtual string ToString(int indent)
    {
        if (GetObject() is { } value)
        {
            var margin = new string(' ', indent * 2);
            return $"{{\n{HoconWriter.Fields(value, indent + 1)}{margin}}}";
        }

        return IsArray()
            ? $"[{string.Join(", ", GetArray().Select(element => element.ToString(indent)))}]"
            : HoconWriter.Quote(GetString());
    }

    private T Number<T>()
        where T : INumber<T> =>
        T.TryParse(GetString(), NumberStyles.Float, NumberFormatInfo.InvariantInfo, out var number)
            ? number
            : throw new FormatException($"[{GetString()}] is not a number that fits {typeof(T).Name}.");

    private List<T> List<T>(Func<HoconValue, T> read) => GetArray().Select(read).ToList();
}
