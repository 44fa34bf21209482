namespace Akka.Configuration.Hocon;

/// <summary>Reads HOCON text by recursive descent.</summary>
internal sealed class HoconReader
{
    // Deeper than any configuration, and shallow enough for the stack of a thread-pool thread.
    private const int MaxDepth = 200;

    private readonly HoconScanner _scanner;
    private readonly HoconIncluder _includer;
    private int _depth;

    private HoconReader(string text, HoconIncluder includer)
    {
        _scanner = new HoconScanner(text);
        _includer = includer;
    }

    /// <exception cref="ConfigurationException">The text is no HOCON; the message has line and column.</exception>
    public static SourceObject Read(string text, HoconIncluder includer)
    {
        var reader = new HoconReader(text, includer);
        return reader.ReadDocument();
    }

    private SourceObject ReadDocument()
    {
        var root = new SourceObject();
        _scanner.SkipBlank();
        var inBraces = _scanner.TryTake("{");
        ReadFields(root, []);
        if (inBraces)
        {
            Expect("}", "the object that the text begins with is not closed");
            _scanner.SkipBlank();
        }

        return _scanner.IsAtEnd ? root : throw _scanner.Error($"unexpected {_scanner.Describe()}");
    }

    // Stops in front of the brace that ends the object, or at the end of the text.
    private void ReadFields(SourceObject target, string[] place)
    {
        _scanner.SkipBlank();
        while (!_scanner.IsAtEnd && _scanner.Current != '}')
        {
            if (!TryReadInclude(target, place))
            {
                ReadField(target, place);
            }

            ReadSeparator('}', "field");
        }
    }

    private void ReadField(SourceObject target, string[] place)
    {
        var path = ReadPath();
        string[] fullPath = [.. place, .. path];
        _scanner.SkipInLine();
        if (_scanner.TryTake("+="))
        {
            var before = new SourceSubstitution(fullPath, [], IsOptional: true, _scanner.Place);
            target.Assign(path, new SourceConcatenation([before, new SourceArray([ReadValue(fullPath)])]));
        }
        else if (_scanner.TryTake("=") || _scanner.TryTake(":") || _scanner.Current == '{')
        {
            target.Assign(path, ReadValue(fullPath));
        }
        else
        {
            throw _scanner.Error($"expected '=', ':', '+=' or '{{' after the key [{string.Join('.', path)}], found {_scanner.Describe()}");
        }
    }

    private string[] ReadPath()
    {
        var path = new List<string>();
        do
        {
            path.Add(ReadKey());
        }
        while (_scanner.TryTake("."));
        return [.. path];
    }

    private string ReadKey()
    {
        var key = "";
        var isQuoted = false;
        _scanner.TakeSpaces();
        while (true)
        {
            if (_scanner.Current == '"')
            {
                key += _scanner.TakeQuoted();
                isQuoted = true;
            }
            else if (_scanner.IsUnquoted && _scanner.Current != '.')
            {
                key += _scanner.TakeWhile(() => _scanner.IsUnquoted && _scanner.Current != '.');
            }
            else
            {
                // Spaces inside a key belong to it, spaces behind it do not.
                var spaces = _scanner.TakeSpaces();
                if (spaces.Length == 0 || !(_scanner.IsUnquoted || _scanner.Current == '"') || _scanner.Current == '.')
                {
                    return key.Length > 0 || isQuoted
                        ? key
                        : throw _scanner.Error($"expected a key, found {_scanner.Describe()}");
                }

                key += spaces;
            }
        }
    }

    private SourceNode ReadValue(string[] place)
    {
        if (++_depth > MaxDepth)
        {
            throw _scanner.Error($"values are nested deeper than {MaxDepth} levels");
        }

        _scanner.SkipBlank();
        var parts = new List<SourceNode>();
        while (true)
        {
            var spaces = _scanner.TakeSpaces();
            if (ReadPart(place) is not { } part)
            {
                break;
            }

            if (parts.Count > 0 && spaces.Length > 0)
            {
                parts.Add(new SourceText(spaces, IsSpace: true));
            }

            parts.Add(part);
        }

        _depth--;
        return parts switch
        {
            [] => throw _scanner.Error($"expected a value, found {_scanner.Describe()}; text with such signs must be quoted"),
            [SourceText { Text: "null", IsUnquoted: true }] => new SourceText(null),
            [var single] => single,
            _ => new SourceConcatenation(parts),
        };
    }

    private SourceNode? ReadPart(string[] place)
    {
        switch (_scanner.Current)
        {
            case '"':
                return new SourceText(_scanner.TakeQuoted());
            case '{':
                _scanner.Take();
                return ReadObject(place);
            case '[':
                _scanner.Take();
                return ReadArray(place);
            case '$' when _scanner.IsNext("${"):
                return ReadSubstitution();
            default:
                return _scanner.IsUnquoted
                    ? new SourceText(_scanner.TakeWhile(() => _scanner.IsUnquoted), IsUnquoted: true)
                    : null;
        }
    }

    private SourceObject ReadObject(string[] place)
    {
        var start = _scanner.Place;
        var value = new SourceObject();
        ReadFields(value, place);
        Expect("}", $"the object that begins at {start} is not closed");
        return value;
    }

    private SourceArray ReadArray(string[] place)
    {
        var start = _scanner.Place;
        var elements = new List<SourceNode>();
        _scanner.SkipBlank();
        while (!_scanner.IsAtEnd && _scanner.Current != ']')
        {
            elements.Add(ReadValue(place));
            ReadSeparator(']', "element");
        }

        Expect("]", $"the array that begins at {start} is not closed");
        return new SourceArray(elements);
    }

    private SourceSubstitution ReadSubstitution()
    {
        var place = _scanner.Place;
        _scanner.TryTake("${");
        var isOptional = _scanner.TryTake("?");
        var path = ReadPath();
        _scanner.TakeSpaces();
        Expect("}", "this substitution is not closed");
        return new SourceSubstitution(path, [], isOptional, place);
    }

    private bool TryReadInclude(SourceObject target, string[] place)
    {
        if (!_scanner.IsNext("include \"") && !_scanner.IsNext("include file(") && !_scanner.IsNext("include required("))
        {
            return false;
        }

        _scanner.TryTake("include");
        _scanner.TakeSpaces();
        var closing = 0;
        foreach (var wrapper in (string[])["required(", "file("])
        {
            closing += _scanner.TryTake(wrapper) ? 1 : 0;
            _scanner.TakeSpaces();
        }

        if (_scanner.Current != '"')
        {
            throw _scanner.Error($"expected the quoted name of what to include, found {_scanner.Describe()}");
        }

        var name = _scanner.TakeQuoted();
        for (; closing > 0; closing--)
        {
            _scanner.TakeSpaces();
            Expect(")", "this include is not closed");
        }

        target.Include((SourceObject)_includer.Load(name).Under(place));
        return true;
    }

    private void ReadSeparator(char end, string what)
    {
        var newLine = _scanner.SkipBlank();
        var comma = _scanner.TryTake(",");
        _scanner.SkipBlank();
        if (!newLine && !comma && !_scanner.IsAtEnd && _scanner.Current != end)
        {
            throw _scanner.Error(
                $"expected a comma or a new line before the next {what}, found {_scanner.Describe()}; text with such signs must be quoted");
        }
    }

    private void Expect(string sign, string otherwise)
    {
        if (!_scanner.TryTake(sign))
        {
            throw _scanner.Error($"{otherwise} (expected '{sign}', found {_scanner.Describe()})");
        }
    }
}
