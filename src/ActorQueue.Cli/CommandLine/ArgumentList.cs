using System.Text;

namespace ActorQueue.Cli.CommandLine;

/// <summary>A line with a program and its arguments, taken apart as a shell would, and nothing else of a shell: no variables, no patterns, no operators.</summary>
internal static class ArgumentList
{
    /// <summary>False when the line is empty or a quote stays open.</summary>
    public static bool TryParse(string line, out string[] arguments)
    {
        List<string> found = [];
        StringBuilder? current = null;
        char? quote = null;
        for (var i = 0; i < line.Length; i++)
        {
            var character = line[i];
            if (character == '\\' && quote != '\'' && i + 1 < line.Length)
            {
                (current ??= new StringBuilder()).Append(line[++i]);
            }
            else if (quote == character)
            {
                quote = null;
            }
            else if (quote is null && character is '"' or '\'' && quote is null)
            {
                quote = character;
                current ??= new StringBuilder();
            }
            else if (quote is null && char.IsWhiteSpace(character))
            {
                if (current is not null)
                {
                    found.Add(current.ToString());
                    current = null;
                }
            }
            else
            {
                (current ??= new StringBuilder()).Append(character);
            }
        }

        if (current is not null)
        {
            found.Add(current.ToString());
        }

        arguments = [.. found];
        return quote is null && found.Count > 0 && found[0].Length > 0;
    }
}
