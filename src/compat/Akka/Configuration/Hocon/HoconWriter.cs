using System.Globalization;
using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>Writes a resolved tree as HOCON that reads back as the same tree.</summary>
internal static class HoconWriter
{
    public static string Fields(HoconObject value, int indent)
    {
        var margin = new string(' ', indent * 2);
        var text = new StringBuilder();
        foreach (var (key, child) in value.Items)
        {
            var separator = child.IsObject() ? " " : " : ";
            text.Append(margin).Append(QuoteKey(key)).Append(separator).Append(child.ToString(indent)).Append('\n');
        }

        return text.ToString();
    }

    public static string Quote(string? text)
    {
        if (text is null)
        {
            return "null";
        }

        return text.Length > 0 && text != "null" && text.All(IsPlain) ? text : Escape(text);
    }

    private static string QuoteKey(string key) => key.Length > 0 && key.All(c => IsPlain(c) && c != '.') ? key : Escape(key);

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';

    private static string Escape(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                < ' ' => quoted.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }
}
