namespace ActorQueue.Core.State;

/// <summary>What only few live tasks have, so that the others pay one empty reference for it.</summary>
internal sealed class TaskExtras
{
}
