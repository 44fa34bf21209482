using System.Globalization;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace ActorQueue.Node.Api;

/// <summary>
/// <c>/workers</c> and <c>/workers/{id}/…</c>: the calls of workers that are not the queue's own. Each but the registration says by its token who it is from.
/// </summary>
internal static class WorkerRoutes
{
    private const string Attempt = "/workers/{id}/tasks/{task}/{attempt:int}";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/workers", RegisterAsync);
        api.MapDelete("/workers/{id}", UnregisterAsync);
        api.MapPost("/workers/{id}/heartbeat", HeartbeatAsync);
        api.MapPost("/workers/{id}/next", NextAsync);
        api.MapPost($"{Attempt}/complete", CompleteAsync);
        api.MapPost($"{Attempt}/fail", FailAsync);
        api.MapPost($"{Attempt}/release", ReleaseAsync);
        api.MapPost($"{Attempt}/progress", ProgressAsync);
        api.MapPut($"{Attempt}/checkpoint", SaveCheckpointAsync);
        api.MapGet($"{Attempt}/checkpoint", ReadCheckpointAsync);
    }

    private static async Task<IResult> RegisterAsync(WorkerSubmission submission, TaskQueue queue, CancellationToken cancellationToken)
    {
        var worker = new WorkerRegistration
        {
            Name = submission.Name ?? "",
            Queue = submission.Queue,
            Kinds = submission.Kinds ?? [],
            MinPriority = submission.MinPriority,
            MaxPriority = submission.MaxPriority,
            MaxAttempts = submission.MaxAttempts ?? 1,
        };
        var answer = await queue.RegisterWorkerAsync(worker, cancellationToken);
        return answer.Identity is { } identity
            ? TypedResults.Created(
                RequestedQueue.AddressOf(queue, $"workers/{Uri.EscapeDataString(identity.WorkerId)}"),
                new RegisteredWorker(identity.WorkerId, identity.Token, answer.LeaseTimeout.TotalSeconds, answer.HeartbeatInterval.TotalSeconds))
            : Refused(answer);
    }

    private static async Task<IResult> UnregisterAsync(WorkerCall call, TaskQueue queue, CancellationToken cancellationToken) =>
        await queue.UnregisterWorkerAsync(call.Worker, cancellationToken) is { IsAccepted: false } refusal ? Refused(refusal) : TypedResults.NoContent();

    private static async Task<IResult> HeartbeatAsync(WorkerCall call, TaskQueue queue, string? status, CancellationToken cancellationToken)
    {
        WorkerStatus? said = status switch
        {
            null => null,
            "stopped" => WorkerStatus.Stopped,
            "error" => WorkerStatus.Error,
            _ => WorkerStatus.None,
        };
        if (said == WorkerStatus.None)
        {
            return ProblemAnswers.Invalid($"status: '{status}' is none of stopped, error; a worker that works says nothing");
        }

        var answer = await queue.HeartbeatAsync(call.Worker, said, cancellationToken: cancellationToken);
        return answer.IsAccepted ? TypedResults.Ok(new HeartbeatAnswer(answer.IsPaused, [.. answer.Leases.Select(LeaseView.Of)])) : Refused(answer);
    }

    private static async Task<IResult> NextAsync(WorkerCall call, TaskQueue queue, IHostApplicationLifetime lifetime, HttpContext context, double? wait)
    {
        if (wait is { } seconds && !(seconds >= 0 && seconds <= GetNextTask.MaxWait.TotalSeconds))
        {
            return ProblemAnswers.Invalid(string.Create(CultureInfo.InvariantCulture, $"wait: {seconds} is not in the range 0 to {GetNextTask.MaxWait.TotalSeconds} seconds"));
        }

        // A host that stops does not wait for those who wait for work.
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping, context.RequestAborted);
        WorkerAnswered answer;
        try
        {
            answer = await queue.GetNextTaskAsync(call.Worker, TimeSpan.FromSeconds(wait ?? 0), ended.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return ProblemAnswers.Of(StatusCodes.Status503ServiceUnavailable, ProblemCodes.Unavailable, "This host is stopping.");
        }

        if (answer.Leases is [var lease, ..])
        {
            return TypedResults.Ok(LeaseView.Of(lease));
        }

        return answer switch
        {
            { IsAccepted: false } => Refused(answer),
            { IsQueuePaused: true } => ProblemAnswers.Of(StatusCodes.Status409Conflict, ProblemCodes.QueuePaused, "The queue is paused: nothing starts until a client resumes it."),
            { IsPaused: true } => ProblemAnswers.Of(StatusCodes.Status409Conflict, ProblemCodes.WorkerPaused, "A client holds this worker back: it starts nothing until it is resumed."),
            _ => TypedResults.NoContent(),
        };
    }

    private static async Task<IResult> CompleteAsync(WorkerCall call, TaskId task, int attempt, TaskQueue queue, HttpContext context)
    {
        var most = queue.Settings.Queue.MaxResultBytes;
        return await ReadAtMostAsync(context, most) is { } result
            ? Reported(task, attempt, await queue.CompleteTaskAsync(call.Worker, task, attempt, result, context.RequestAborted))
            : ProblemAnswers.Of(
                StatusCodes.Status413PayloadTooLarge, ErrorCodes.ResultTooLarge,
                $"A result has at most {most} bytes (actorqueue.queue.max-result-bytes). The attempt goes on: send a smaller one, or let it fail.");
    }

    private static async Task<IResult> FailAsync(WorkerCall call, TaskId task, int attempt, FailureReport failure, TaskQueue queue, CancellationToken cancellationToken) =>
        Reported(task, attempt, await queue.FailTaskAsync(call.Worker, task, attempt, new TaskError(failure.Code, failure.Message), failure.Class, cancellationToken));

    private static async Task<IResult> ReleaseAsync(WorkerCall call, TaskId task, int attempt, TaskQueue queue, CancellationToken cancellationToken) =>
        Reported(task, attempt, await queue.ReleaseTaskAsync(call.Worker, task, attempt, cancellationToken));

    private static async Task<IResult> ProgressAsync(WorkerCall call, TaskId task, int attempt, ProgressReport progress, TaskQueue queue, CancellationToken cancellationToken)
    {
        var (lease, refusal) = await TellAsync(
            queue, call.Worker, new AttemptProgress(task, attempt, new TaskProgress(progress.Current, progress.Total, progress.Message)), cancellationToken);
        return lease is null ? refusal! : TypedResults.Ok(LeaseView.Of(lease));
    }

    private static async Task<IResult> SaveCheckpointAsync(WorkerCall call, TaskId task, int attempt, TaskQueue queue, HttpContext context)
    {
        var most = queue.Settings.Queue.MaxCheckpointBytes;
        if (await ReadAtMostAsync(context, most) is not { } state)
        {
            return ProblemAnswers.Of(
                StatusCodes.Status413PayloadTooLarge, ErrorCodes.CheckpointTooLarge,
                $"A checkpoint has at most {most} bytes (actorqueue.attempt.max-checkpoint-bytes). The one before it is kept.");
        }

        var (lease, refusal) = await TellAsync(queue, call.Worker, new AttemptProgress(task, attempt, null) { Checkpoint = state }, context.RequestAborted);
        return lease is null ? refusal! : TypedResults.Ok(LeaseView.Of(lease));
    }

    private static async Task<IResult> ReadCheckpointAsync(WorkerCall call, TaskId task, int attempt, TaskQueue queue, CancellationToken cancellationToken)
    {
        var (lease, refusal) = await TellAsync(queue, call.Worker, new AttemptProgress(task, attempt, null), cancellationToken);
        return lease switch
        {
            null => refusal!,
            { Checkpoint: { } state } => TypedResults.Bytes(state),
            _ => TypedResults.NoContent(),
        };
    }

    /// <summary>Says something of one attempt with a heartbeat, whose answer has the attempt when it is the caller's.</summary>
    private static async Task<(TaskLease? Lease, IResult? Refusal)> TellAsync(
        TaskQueue queue, WorkerIdentity worker, AttemptProgress progress, CancellationToken cancellationToken)
    {
        var answer = await queue.HeartbeatAsync(worker, progress: [progress], cancellationToken: cancellationToken);
        if (!answer.IsAccepted)
        {
            return (null, Refused(answer));
        }

        return answer.Leases.FirstOrDefault(lease => lease.Task.Id == progress.Id && lease.Attempt == progress.Attempt) is { } lease
            ? (lease, null)
            : (null, ProblemAnswers.Of(
                StatusCodes.Status409Conflict, WorkerRefusals.LeaseLost, $"Attempt {progress.Attempt} of task {progress.Id} is not held by worker '{worker.WorkerId}' (any more)."));
    }

    /// <summary>The body, or null when it is larger; no more of it is read than that takes.</summary>
    private static async Task<ReadOnlyMemory<byte>?> ReadAtMostAsync(HttpContext context, int most)
    {
        if (context.Request.ContentLength > most)
        {
            return null;
        }

        using var body = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await context.Request.Body.ReadAsync(chunk, context.RequestAborted)) > 0)
        {
            if (body.Length + read > most)
            {
                return null;
            }

            body.Write(chunk, 0, read);
        }

        return body.ToArray();
    }

    private static IResult Reported(TaskId task, int attempt, WorkerAnswered answer) =>
        answer.IsAccepted ? TypedResults.Ok(new AttemptAnswer(task, attempt, answer.Status, answer.DueAt)) : Refused(answer);

    private static IResult Refused(WorkerAnswered answer) => ProblemAnswers.Of(
        answer.Reason switch
        {
            WorkerRefusals.UnknownWorker => StatusCodes.Status404NotFound,
            WorkerRefusals.WrongToken => StatusCodes.Status401Unauthorized,
            WorkerRefusals.LeaseLost or WorkerRefusals.NoRoom => StatusCodes.Status409Conflict,
            WorkerRefusals.TooManyWorkers or WorkerRefusals.TooManyWaiting => StatusCodes.Status429TooManyRequests,
            _ => StatusCodes.Status400BadRequest,
        },
        answer.Reason!,
        answer.Status == QueueTaskStatus.None ? answer.Message! : $"{answer.Message} The task is {answer.Status.ToWord()}.");
}
