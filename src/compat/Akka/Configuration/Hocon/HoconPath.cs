using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>Dotted paths whose keys may stand in quotes: <c>a."b.c".d</c>.</summary>
internal static class HoconPath
{
    public static string[] Split(string path)
    {
        if (!path.Contains('"', StringComparison.Ordinal))
        {
            return path.Split('.');
        }

        var keys = new List<string>();
        var key = new StringBuilder();
        var inQuotes = false;
        foreach (var c in path)
        {
            if (c == '"')
            {
                inQuotes = !inQuotes;
            }
            else if (c == '.' && !inQuotes)
            {
                keys.Add(key.ToString());
                key.Clear();
            }
            else
            {
                key.Append(c);
            }
        }

        keys.Add(key.ToString());
        return [.. keys];
    }
}
