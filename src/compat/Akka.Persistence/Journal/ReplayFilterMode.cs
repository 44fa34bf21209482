namespace Akka.Persistence.Journal;

/// <summary>What a recovery does about events of overlapping writers.</summary>
public enum ReplayFilterMode
{
    /// <summary>The recovery fails.</summary>
    Fail = 0,

    /// <summary>They are logged and delivered.</summary>
    Warn = 1,

    /// <summary>What the older writer wrote is dropped.</summary>
    RepairByDiscardOld = 2,

    /// <summary>They are delivered.</summary>
    Disabled = 3,
}
