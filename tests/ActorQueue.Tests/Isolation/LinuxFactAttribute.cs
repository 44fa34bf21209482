namespace ActorQueue.Tests.Isolation;

/// <summary>A test of what only Linux has; visibly skipped elsewhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = "needs Linux";
        }
    }
}
