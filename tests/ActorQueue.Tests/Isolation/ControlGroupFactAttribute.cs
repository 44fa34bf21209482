using ActorQueue.Isolation.Memory;

namespace ActorQueue.Tests.Isolation;

/// <summary>A test that makes a real control group; visibly skipped where this user may not.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ControlGroupFactAttribute : LinuxFactAttribute
{
    public ControlGroupFactAttribute() => Skip ??= ControlGroupPlace.Find() is null ? "needs a place to make control groups in" : null;
}
