namespace ActorQueue.Processors.Commands;

/// <summary>What tasks of the kind <c>command</c> may do; keys and meanings stand in hocon/reference.conf under <c>processors.command</c>.</summary>
/// <param name="IsEnabled">Off: every such task fails at once, and says so.</param>
/// <param name="Environment">Names of the variables that a program gets from this process, and that a payload may set.</param>
/// <param name="Programs">Paths of the programs that may be run; empty: any.</param>
/// <param name="MaxOutputBytes">What is kept of each of the two outputs.</param>
internal sealed record CommandSettings(bool IsEnabled, IReadOnlyList<string> Environment, IReadOnlyList<string> Programs, int MaxOutputBytes);
