using System.CommandLine;

namespace ActorQueue.Cli.CommandLine;

/// <summary>A command whose help ends with notes and examples.</summary>
internal class DocumentedCommand(string name, string description) : Command(name, description)
{
    /// <summary>Command lines that can be typed as they stand, each with what it does.</summary>
    public IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; init; } = [];

    /// <summary>What a user must know beyond the options: a paragraph each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
