using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace ActorQueue.Node.Api;

/// <summary><c>/events</c>: every change as it comes, as server-sent events.</summary>
internal static class EventRoutes
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("/events", Watch);

    private static IResult Watch(TaskQueue queue, IHostApplicationLifetime lifetime, HttpContext context, TaskId? task, string? kind) =>
        TypedResults.ServerSentEvents(WatchAsync(queue, task, kind, lifetime.ApplicationStopping, context.RequestAborted));

    private static async IAsyncEnumerable<SseItem<string>> WatchAsync(
        TaskQueue queue, TaskId? task, string? kind, CancellationToken stopping, [EnumeratorCancellation] CancellationToken aborted)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping, aborted);

        await using var watch = await queue.StartWatchAsync(ended.Token);
        yield return new SseItem<string>("{}", "watching");
        await using var changes = watch.ReadAllAsync(ended.Token).GetAsyncEnumerator(ended.Token);
        while (await MoveNextAsync(changes, stopping))
        {
            if (IsWanted(changes.Current, task, kind))
            {
                yield return new SseItem<string>(JsonSerializer.Serialize(Describe(changes.Current), ApiJson.Default.TaskEvent), "change");
            }
        }
    }

    /// <summary>A host that stops ends the stream as one that has come to its end.</summary>
    private static async Task<bool> MoveNextAsync(IAsyncEnumerator<TaskChange> changes, CancellationToken stopping)
    {
        try
        {
            return await changes.MoveNextAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return false;
        }
    }

    private static bool IsWanted(TaskChange change, TaskId? task, string? kind) =>
        change.Task is not { } view || ((task is null || view.Id == task) && (kind is null || view.Kind == kind));

    private static TaskEvent Describe(TaskChange change) => new(JsonNamingPolicy.KebabCaseLower.ConvertName(change.Kind.ToString()), change.Task);
}
