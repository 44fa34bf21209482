namespace Akka.Configuration.Hocon;

public interface IHoconElement
{
    bool IsString();

    string? GetString();

    bool IsArray();

    IList<HoconValue> GetArray();
}

public interface IMightBeAHoconObject
{
    bool IsObject();

    HoconObject? GetObject();
}

public class HoconLiteral : IHoconElement
{
    /// <summary>The text; null for the unquoted word <c>null</c>.</summary>
    public string? Value { get; set; }

    public bool IsString() => true;

    public string? GetString() => Value;

    public bool IsArray() => false;

    public IList<HoconValue> GetArray() => [];

    public override string ToString() => HoconWriter.Quote(Value);
}

public class HoconArray : List<HoconValue>, IHoconElement
{
    public bool IsString() => false;

    public string? GetString() => null;

    public bool IsArray() => true;

    public IList<HoconValue> GetArray() => this;

    public override string ToString() => $"[{string.Join(", ", this)}]";
}
