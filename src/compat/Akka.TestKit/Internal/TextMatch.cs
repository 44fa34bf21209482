using System.Text.RegularExpressions;
using Akka.Actor;

namespace Akka.TestKit.Internal;

/// <summary>A condition on a text, with the words that tell it in a failure's message.</summary>
internal sealed record TextMatch(string Description, Predicate<string> IsMatch)
{
    public static TextMatch Any { get; } = new("", _ => true);

    public static TextMatch Of(string? message, string? start, string? contains) => (message, start, contains) switch
    {
        ({ } text, _, _) => new($"== \"{text}\"", actual => text.Equals(actual, StringComparison.OrdinalIgnoreCase)),
        (_, { } text, _) => new($"starts with \"{text}\"", actual => actual.StartsWith(text, StringComparison.OrdinalIgnoreCase)),
        (_, _, { } text) => new($"contains \"{text}\"", actual => actual.Contains(text, StringComparison.OrdinalIgnoreCase)),
        _ => Any,
    };

    public static TextMatch Of(Regex pattern) => new($"matches \"{pattern}\"", pattern.IsMatch);

    public static TextMatch OfSource(string? source) =>
        source is null ? Any : new($"== \"{source}\"", actual => IsSource(source, actual));

    private static bool IsSource(string expected, string actual) =>
        expected.Equals(actual, StringComparison.OrdinalIgnoreCase)
        || (ActorPath.TryParse(actual, out var path)
            && expected.Equals(path.ToStringWithoutAddress(), StringComparison.OrdinalIgnoreCase));
}
