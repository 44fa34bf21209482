using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActorQueue.Node.Api;

/// <summary><c>/batches</c>: tasks that are counted together.</summary>
internal static class BatchRoutes
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/batches", CreateAsync);
        api.MapGet("/batches", ListAsync);
        api.MapGet("/batches/{id}", GetAsync);
        api.MapPost("/batches/{id}/seal", SealAsync);
        api.MapPost("/batches/{id}/cancel", CancelAsync);
        api.MapPost("/batches/{id}/retry", RetryAsync);
    }

    private static async Task<IResult> CreateAsync(BatchSubmission submission, TaskQueue queue, TimeProvider time, CancellationToken cancellationToken)
    {
        List<string> problems = [];
        var batch = new BatchSpec
        {
            Id = submission.Id ?? BatchId.New(time),
            Name = submission.Name ?? "",
            ParentBatchId = submission.ParentBatchId,
            OnCompletion = Callback("onCompletion", submission.OnCompletion),
            OnSuccess = Callback("onSuccess", submission.OnSuccess),
            OnFailure = Callback("onFailure", submission.OnFailure),
        };
        if (problems.Count > 0)
        {
            return ProblemAnswers.Invalid(string.Join("; ", problems));
        }

        var answer = await queue.CreateBatchAsync(batch, cancellationToken);
        return answer.Result switch
        {
            EnqueueResult.Accepted => TypedResults.Created(RequestedQueue.AddressOf(queue, $"batches/{answer.Id}"), answer),
            EnqueueResult.Duplicate => TypedResults.Ok(answer),
            _ => ProblemAnswers.Rejected(answer.Reason, answer.Message),
        };

        TaskSpec? Callback(string name, TaskSubmission? callback)
        {
            if (callback is null)
            {
                return null;
            }

            var (task, found) = SubmissionReader.Read(callback, queue.Name, time);
            problems.AddRange(found.Select(problem => $"{name}.{problem}"));
            return task;
        }
    }

    private static async Task<IResult> ListAsync(TaskQueue queue, string? status, BatchId? parentBatchId, int? limit, string? cursor, CancellationToken cancellationToken)
    {
        var wanted = BatchStatus.None;
        if (status is not null && !BatchStatusWords.TryParse(status, out wanted))
        {
            return ProblemAnswers.Invalid($"status: '{status}' is none of open, sealed, completed, failed");
        }

        if (limit is < 1 or > ListBatches.MaxPageSize)
        {
            return ProblemAnswers.Invalid($"limit: {limit} is not in the range 1 to {ListBatches.MaxPageSize}");
        }

        return TypedResults.Ok(await queue.ListBatchesAsync(
            new ListBatches
            {
                Status = wanted == BatchStatus.None ? null : wanted,
                ParentBatchId = parentBatchId,
                PageSize = limit ?? new ListBatches().PageSize,
                Cursor = cursor,
            },
            cancellationToken));
    }

    private static async Task<IResult> GetAsync(BatchId id, TaskQueue queue, CancellationToken cancellationToken) =>
        await queue.GetBatchAsync(id, cancellationToken) is { } batch ? TypedResults.Ok(batch) : NotFound(id);

    private static async Task<IResult> SealAsync(BatchId id, TaskQueue queue, CancellationToken cancellationToken) =>
        await queue.SealBatchAsync(id, cancellationToken) is { } batch ? TypedResults.Ok(batch) : NotFound(id);

    private static async Task<IResult> CancelAsync(BatchId id, TaskQueue queue, CancellationToken cancellationToken) =>
        await queue.CancelBatchAsync(id, cancellationToken) is { } answer ? TypedResults.Ok(answer) : NotFound(id);

    private static async Task<IResult> RetryAsync(BatchId id, TaskQueue queue, CancellationToken cancellationToken) =>
        await queue.RetryBatchAsync(id, cancellationToken) is { } answer ? TypedResults.Ok(answer) : NotFound(id);

    private static IResult NotFound(BatchId id) => ProblemAnswers.NotFound($"batch {id}");
}
