using System.Security.Cryptography;
using System.Text;
using ActorQueue.Cli.Discovery;

namespace ActorQueue.Cli.Reports;

/// <summary>
/// What the page of a file is called: a readable part of its name, in letters that every file system and address takes, and a part of the hash of its path, by which two files
/// never share a page and the same file always has the same one.
/// </summary>
internal static class ReportName
{
    private const int MostLetters = 48;
    private const int HashBytes = 10;

    public static string For(FilePath path)
    {
        var letters = new StringBuilder();
        foreach (var letter in Path.GetFileName(path.Text))
        {
            if (letters.Length == MostLetters)
            {
                break;
            }

            if (char.IsAsciiLetterOrDigit(letter))
            {
                letters.Append(char.ToLowerInvariant(letter));
            }
            else if (letters.Length > 0 && letters[^1] != '-')
            {
                letters.Append('-');
            }
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(path.Bytes).AsSpan(0, HashBytes));
        return letters.ToString().Trim('-') is { Length: > 0 } readable ? $"{readable}-{hash}.html" : $"{hash}.html";
    }
}
