using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActorQueue.Node.Api;

/// <summary><c>/schedules</c>: tasks that come again by a cron expression.</summary>
internal static class ScheduleRoutes
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/schedules", ListAsync);
        api.MapPost("/schedules", AddAsync);
        api.MapDelete("/schedules/{id}", RemoveAsync);
        api.MapPost("/schedules/{id}/pause", PauseAsync);
        api.MapPost("/schedules/{id}/resume", ResumeAsync);
        api.MapPost("/schedules/{id}/trigger", TriggerAsync);
    }

    private static async Task<IResult> ListAsync(TaskQueue queue, int? upcoming, CancellationToken cancellationToken) =>
        upcoming is < 1 or > ListSchedules.MaxUpcoming
            ? ProblemAnswers.Invalid($"upcoming: {upcoming} is not in the range 1 to {ListSchedules.MaxUpcoming}")
            : TypedResults.Ok(new ScheduleList(await queue.ListSchedulesAsync(upcoming ?? 1, cancellationToken)));

    private static async Task<IResult> AddAsync(ScheduleSubmission submission, TaskQueue queue, TimeProvider time, CancellationToken cancellationToken)
    {
        var (task, problems) = SubmissionReader.Read(submission.Task, queue.Name, time);
        if (task is null)
        {
            return ProblemAnswers.Invalid(string.Join("; ", problems.Select(problem => $"task.{problem}")));
        }

        var schedule = new ScheduleSpec { Id = submission.Id ?? "", Cron = submission.Cron ?? "", Task = task, StartAt = submission.StartAt, EndAt = submission.EndAt };
        return Answer(queue, await queue.AddScheduleAsync(
            schedule with
            {
                TimeZone = submission.TimeZone ?? schedule.TimeZone,
                Misfire = submission.Misfire ?? schedule.Misfire,
                MaxCatchUp = submission.MaxCatchUp ?? schedule.MaxCatchUp,
                Overlap = submission.Overlap ?? schedule.Overlap,
            },
            cancellationToken));
    }

    private static async Task<IResult> RemoveAsync(string id, TaskQueue queue, CancellationToken cancellationToken) =>
        Answer(queue, await queue.RemoveScheduleAsync(PathSegment.Unescaped(id), cancellationToken));

    private static async Task<IResult> PauseAsync(string id, TaskQueue queue, CancellationToken cancellationToken) =>
        Answer(queue, await queue.PauseScheduleAsync(PathSegment.Unescaped(id), cancellationToken));

    private static async Task<IResult> ResumeAsync(string id, TaskQueue queue, CancellationToken cancellationToken) =>
        Answer(queue, await queue.ResumeScheduleAsync(PathSegment.Unescaped(id), cancellationToken));

    private static async Task<IResult> TriggerAsync(string id, TaskId? taskId, TaskQueue queue, CancellationToken cancellationToken) =>
        Answer(queue, await queue.TriggerScheduleAsync(PathSegment.Unescaped(id), taskId, cancellationToken));

    private static IResult Answer(TaskQueue queue, ScheduleAnswered answer) => answer.Result switch
    {
        ScheduleResult.Added => TypedResults.Created(RequestedQueue.AddressOf(queue, $"schedules/{Uri.EscapeDataString(answer.Id)}"), answer),
        ScheduleResult.NotFound => ProblemAnswers.NotFound($"schedule '{answer.Id}'"),
        ScheduleResult.Rejected => ProblemAnswers.Rejected(answer.Reason, answer.Message),
        _ => TypedResults.Ok(answer),
    };
}
