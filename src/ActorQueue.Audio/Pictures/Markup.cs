using System.Globalization;
using System.Text;

namespace ActorQueue.Audio.Pictures;

/// <summary>Text and numbers as they stand in HTML and SVG.</summary>
internal static class Markup
{
    /// <summary>Text of any origin, safe between tags and in quoted attributes; what neither HTML nor XML can hold becomes U+FFFD.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '<':
                    escaped.Append("&lt;");
                    break;
                case '>':
                    escaped.Append("&gt;");
                    break;
                case '&':
                    escaped.Append("&amp;");
                    break;
                case '"':
                    escaped.Append("&quot;");
                    break;
                case '\'':
                    escaped.Append("&#39;");
                    break;
                case '\t' or '\n' or '\r':
                    escaped.Append(' ');
                    break;
                default:
                    // Control characters, and marks that would turn the text around them to the other direction.
                    var isUnfit = rune.Value is < 0x20 or (>= 0x7F and < 0xA0) or 0xFFFE or 0xFFFF or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
                    escaped.Append((isUnfit ? Rune.ReplacementChar : rune).ToString());
                    break;
            }
        }

        return escaped.ToString();
    }

    /// <summary>A coordinate.</summary>
    public static string Number(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A value for people, with a true minus sign.</summary>
    public static string Value(double value, string format = "0.##") => value.ToString(format, CultureInfo.InvariantCulture).Replace('-', '\u2212');

    /// <summary>A length of time: 12.3 s, 3:05, 1:02:03.</summary>
    public static string Time(double seconds)
    {
        if (seconds < 60)
        {
            return Value(seconds) + " s";
        }

        var whole = (long)Math.Round(seconds);
        return whole < 3600
            ? string.Create(CultureInfo.InvariantCulture, $"{whole / 60}:{whole % 60:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{whole / 3600}:{whole / 60 % 60:00}:{whole % 60:00}");
    }
}
