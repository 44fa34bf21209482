namespace Akka.Configuration.Hocon;

/// <summary>The text and where one stands in it.</summary>
internal sealed class HoconScanner(string text)
{
    private const string ForbiddenInUnquoted = "$\"{}[]:=,#`^?!@*&\\";

    private int _position;

    public bool IsAtEnd => _position >= text.Length;

    public char Current => IsAtEnd ? '\0' : text[_position];

    public string Place => Locate(_position);

    public bool IsNext(string expected) =>
        string.CompareOrdinal(text, _position, expected, 0, expected.Length) == 0;

    public bool TryTake(string expected)
    {
        if (!IsNext(expected))
        {
            return false;
        }

        _position += expected.Length;
        return true;
    }

    public char Take() => text[_position++];

    public string TakeWhile(Func<bool> condition)
    {
        var start = _position;
        while (!IsAtEnd && condition())
        {
            _position++;
        }

        return text[start.._position];
    }

    public bool IsSpace => Current == '\uFEFF' || (Current != '\n' && char.IsWhiteSpace(Current));

    public bool IsUnquoted => !IsAtEnd
        && !char.IsWhiteSpace(Current)
        && Current != '\uFEFF'
        && !ForbiddenInUnquoted.Contains(Current, StringComparison.Ordinal)
        && !IsNext("//")
        && !IsNext("+=");

    public string TakeSpaces() => TakeWhile(() => IsSpace);

    /// <summary>Skips comments, and white space that does not end a line.</summary>
    public void SkipInLine()
    {
        TakeSpaces();
        if (Current == '#' || IsNext("//"))
        {
            TakeWhile(() => Current != '\n');
        }
    }

    /// <returns>Whether a line ended on the way.</returns>
    public bool SkipBlank()
    {
        var newLine = false;
        while (true)
        {
            SkipInLine();
            if (Current != '\n' || IsAtEnd)
            {
                return newLine;
            }

            newLine = true;
            _position++;
        }
    }

    public string TakeQuoted()
    {
        var start = _position;
        if (TryTake("\"\"\""))
        {
            return TakeTripleQuoted(start);
        }

        _position++;
        var value = new System.Text.StringBuilder();
        while (Current != '"')
        {
            if (IsAtEnd || Current == '\n')
            {
                throw ErrorAt(start, "this quoted text is not closed before the end of the line");
            }

            value.Append(Current == '\\' ? TakeEscape() : Take());
        }

        _position++;
        return value.ToString();
    }

    public ConfigurationException Error(string message) => ErrorAt(_position, message);

    /// <summary>A word for what stands here, for messages.</summary>
    public string Describe() => IsAtEnd ? "the end of the text" : Current == '\n' ? "the end of the line" : $"'{Current}'";

    // Quotes beyond the three that close the text belong to it: """a"""" is a".
    private string TakeTripleQuoted(int start)
    {
        var end = text.IndexOf("\"\"\"", _position, StringComparison.Ordinal);
        if (end < 0)
        {
            throw ErrorAt(start, "this text in triple quotes is not closed");
        }

        while (end + 3 < text.Length && text[end + 3] == '"')
        {
            end++;
        }

        var value = text[_position..end];
        _position = end + 3;
        return value;
    }

    private char TakeEscape()
    {
        var start = _position;
        _position++;
        if (IsAtEnd)
        {
            throw ErrorAt(start, "the text ends in the middle of an escape");
        }

        switch (Take())
        {
            case 'n': return '\n';
            case 't': return '\t';
            case 'r': return '\r';
            case 'b': return '\b';
            case 'f': return '\f';
            case '"': return '"';
            case '\\': return '\\';
            case '/': return '/';
            case 'u' when _position + 4 <= text.Length
                && ushort.TryParse(text.AsSpan(_position, 4), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var code):
                _position += 4;
                return (char)code;
            default:
                throw ErrorAt(start, $"\\{text[start + 1]} is no escape; a backslash itself is written \\\\");
        }
    }

    private ConfigurationException ErrorAt(int position, string message) => new($"HOCON {Locate(position)}: {message}.");

    private string Locate(int position)
    {
        var before = text.AsSpan(0, Math.Min(position, text.Length));
        var column = before.Length - before.LastIndexOf('\n');
        return $"line {before.Count('\n') + 1}, column {column}";
    }
}
