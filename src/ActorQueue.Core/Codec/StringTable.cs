namespace ActorQueue.Core.Codec;

/// <summary>
/// Writes a repeated text (kind, worker) once per batch or chunk: 0 and the text the first time, then its number.
/// </summary>
internal sealed class StringTableWriter
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private string? _last;
    private int _lastNumber;

    public void Clear()
    {
        _numbers.Clear();
        _last = null;
    }

    public void Write(ByteWriter writer, string text)
    {
        if (ReferenceEquals(text, _last))
        {
            writer.Count(_lastNumber);
            return;
        }

        if (_numbers.TryGetValue(text, out int number))
        {
            writer.Count(number);
        }
        else
        {
            number = _numbers.Count + 1;
            _numbers.Add(text, number);
            writer.Count(0);
            writer.Text(text);
        }

        _last = text;
        _lastNumber = number;
    }
}

/// <summary>Reads what <see cref="StringTableWriter"/> wrote; equal texts become one object.</summary>
internal sealed class StringTableReader
{
    private readonly List<string> _texts = [];

    public string Read(ref ByteReader reader)
    {
        int number = reader.Natural();
        if (number == 0)
        {
            string text = reader.Text();
            _texts.Add(text);
            return text;
        }

        return number <= _texts.Count
            ? _texts[number - 1]
            : throw new CorruptQueueDataException($"Text number {number} is spoken of, {_texts.Count} have been read.");
    }
}
