namespace Akka.Configuration.Hocon;

public class Parser
{
    /// <param name="text">The HOCON text.</param>
    /// <param name="includeCallback">
    /// Given the name in an <c>include</c>, returns the parsed content; null reads files, relative to the including
    /// file, and the first of them to the current directory.
    /// </param>
    public static HoconRoot Parse(string text, Func<string, HoconRoot>? includeCallback)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new HoconRoot(HoconReader.Read(text, new HoconIncluder(includeCallback)));
    }
}
