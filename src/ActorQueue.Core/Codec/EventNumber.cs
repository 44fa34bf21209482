namespace ActorQueue.Core.Codec;

/// <summary>The numbers of the events in the journal. Never changed, never reused; 0 is refused.</summary>
internal enum EventNumber : byte
{
    None = 0,
    TaskEnqueued = 1,
    DueTasksReleased = 2,
    AttemptStarted = 3,
    TaskCompleted = 4,
    RetryScheduled = 5,
    TaskFailed = 6,
    AttemptReleased = 7,
    AttemptInterrupted = 8,
    CancelRequested = 9,
    TaskCancelled = 10,
    QueueModeChanged = 11,
    OwnershipTaken = 12,
    FinishedArchived = 13,

    // 14 to 29: batches.
    BatchCreated = 14,
    BatchSealed = 15,
    BatchEnded = 16,
    BatchesForgotten = 17,
    BatchReopened = 18,

    // 30 to 49: control of tasks and kinds.
    TaskPaused = 30,
    PauseRequested = 31,
    AttemptPaused = 32,
    TaskResumed = 33,
    TaskReprioritised = 34,
    KindPauseChanged = 35,
    TaskRevived = 36,
    CheckpointSaved = 37,
    BreakerChanged = 38,

    // 50 to 59: admission.
    RateTokenTaken = 50,
    StartCompared = 51,

    // 60 to 69: schedules.
    ScheduleAdded = 60,
    ScheduleRemoved = 61,
    SchedulePaused = 62,
    ScheduleResumed = 63,
    ScheduleFired = 64,
    ScheduleSkipped = 65,
    ScheduleHeld = 66,
    ScheduleTriggered = 67,

    // 70 to 79: workers.
    WorkerRegistered = 70,
    WorkerUnregistered = 71,
    WorkerPauseChanged = 72,
}
