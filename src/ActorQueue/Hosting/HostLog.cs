using ActorQueue.Contracts;
using Microsoft.Extensions.Logging;

namespace ActorQueue.Hosting;

/// <summary>What the library says outside its actors.</summary>
internal static partial class HostLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "The actor system has not ended within {Seconds} s; the data folder stays locked until the process ends")]
    public static partial void NotTerminated(ILogger logger, double seconds);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "The application's {Callback} callback has thrown; the queue goes on")]
    public static partial void CallbackFailed(ILogger logger, string callback, Exception exception);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "Callbacks of the application are slower than the queue: changes were missed")]
    public static partial void CallbacksLag(ILogger logger);

    [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "Attempts that do not stop are left running; the queue hands their tasks out again when it stops")]
    public static partial void AttemptsLeft(ILogger logger);

    [LoggerMessage(EventId = 5, Level = LogLevel.Warning, Message = "A statistics callback has not returned within {Seconds} s; the host stops without it")]
    public static partial void StatisticsHang(ILogger logger, double seconds);

    [LoggerMessage(EventId = 6, Level = LogLevel.Warning, Message = "The progress handler of task {TaskId} has not returned within {Seconds} s; the callbacks of its end are called meanwhile")]
    public static partial void ProgressHangs(ILogger logger, TaskId taskId, double seconds);
}
