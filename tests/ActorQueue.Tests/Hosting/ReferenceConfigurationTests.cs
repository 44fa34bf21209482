using System.Text.RegularExpressions;
using ActorQueue.Hosting;

namespace ActorQueue.Tests.Hosting;

/// <summary>hocon/reference.conf and the code name the same settings: none is read that is not documented, and none is documented that nobody reads.</summary>
public sealed partial class ReferenceConfigurationTests
{
    // Read by the actor system, which is told where they stand.
    private static readonly string[] ReadByTheActorSystem = ["supervisor-mailbox.mailbox-type", "history-dispatcher.type"];

    [Fact]
    public void Every_key_that_is_read_is_documented()
    {
        foreach (var key in KeysInCode())
        {
            KeysInReference().ShouldContain(key, "read in code, missing in hocon/reference.conf");
        }
    }

    [Fact]
    public void Every_key_that_is_documented_is_read()
    {
        foreach (var key in KeysInReference().Except(ReadByTheActorSystem))
        {
            KeysInCode().ShouldContain(key, "documented in hocon/reference.conf, read by nobody");
        }
    }

    [Fact]
    public void Every_key_stands_under_a_comment_that_says_what_it_means()
    {
        string[] lines = File.ReadAllLines(InRepository("hocon/reference.conf"));
        var ownSection = lines.TakeWhile(line => !line.StartsWith("akka {", StringComparison.Ordinal)).ToArray();

        for (var i = 1; i < ownSection.Length; i++)
        {
            if (ownSection[i].Contains(" = ", StringComparison.Ordinal) && !ownSection[i].TrimStart().StartsWith('#'))
            {
                // The two halves of one setting share a comment; so do the actor system's own under their section's.
                var above = ownSection[i - 1].TrimStart();
                (above.StartsWith('#') || above.Contains(" = ", StringComparison.Ordinal) || above.EndsWith('{')).ShouldBeTrue($"line {i + 1} has no comment: {ownSection[i]}");
            }
        }
    }

    private static string[] KeysInReference() =>
        [.. QueueConfiguration.Reference.GetConfig("actorqueue")!.AsEnumerable().SelectMany(entry => Leaves(entry.Key, entry.Value))];

    private static IEnumerable<string> Leaves(string path, Akka.Configuration.Hocon.HoconValue value) => value.IsObject()
        ? value.GetObject()!.Items.SelectMany(item => Leaves($"{path}.{item.Key}", item.Value))
        : [path];

    private static string[] KeysInCode() =>
        [.. ReadSetting().Matches(File.ReadAllText(InRepository("src/ActorQueue/Hosting/SettingsReader.cs"))).Select(match => match.Groups[1].Value).Distinct()];

    private static string InRepository(string path)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ActorQueue.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not stand in the repository.");
        }

        return Path.Combine(folder, path);
    }

    [GeneratedRegex("\\b(?:Text|Words|Flag|Int|Long|Number|Bytes|Duration)\\(\"([a-z0-9.-]+)\"")]
    private static partial Regex ReadSetting();
}
