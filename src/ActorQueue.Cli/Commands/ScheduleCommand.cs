using System.CommandLine;
using System.Text.Json;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Cli.Display;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;

namespace ActorQueue.Cli.Commands;

/// <summary><c>actorqueue schedule</c>: tasks that come again by a cron expression.</summary>
internal static class ScheduleCommand
{
    public static Command Create() => new DocumentedCommand("schedule", "Tasks that come again by a cron expression")
    {
        CreateAdd(),
        CreateList(),
        CreateControl("remove", "Remove a schedule; the tasks that it has made stay", HttpMethod.Delete),
        CreateControl("pause", "Hold a schedule back, also over a restart", HttpMethod.Post),
        CreateControl("resume", "Let a paused schedule go on with its next time", HttpMethod.Post),
        CreateControl("trigger", "Enqueue a schedule's task now, paused or not", HttpMethod.Post),
    };

    private static DocumentedCommand CreateAdd()
    {
        var id = new Argument<string>("NAME") { Description = "The schedule's name; one that is taken is replaced" };
        var cron = new Option<string>("--cron")
        {
            Description = "When: five fields (minute hour day month weekday), or Quartz' six or seven with seconds first",
            HelpName = "EXPRESSION",
            Required = true,
        };
        var zone = new Option<string?>("--zone") { Description = "Whose clock, for example Europe/Berlin [default: UTC]", HelpName = "ZONE" };
        var misfire = CommandOptions.Word(
            "--misfire", "fire-once|skip|catch-up", "What becomes of times that were missed: one task for all, none, or one each [default: fire-once]", ["fire-once", "skip", "catch-up"]);
        var overlap = CommandOptions.Word("--overlap", "allow|skip", "Whether a time is left out while the task before still runs [default: allow]", ["allow", "skip"]);
        var task = new SubmissionOptions(isTemplate: true);
        var command = new DocumentedCommand("add", "Add a schedule, or replace the one of the same name")
        {
            Examples =
            [
                ("actorqueue schedule add nightly --cron '30 2 * * *' --zone Europe/Berlin --kind report", "Each night at half past two"),
            ],
        };
        command.Arguments.Add(id);
        foreach (var option in new Option[] { cron, zone, misfire, overlap })
        {
            command.Options.Add(option);
        }

        task.AddTo(command);
        var options = new QueueOptions(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            var submission = new ScheduleSubmission
            {
                Id = parse.GetRequiredValue(id),
                Cron = parse.GetRequiredValue(cron),
                TimeZone = parse.GetValue(zone),
                Misfire = parse.GetValue(misfire)?.ToLowerInvariant() switch
                {
                    "skip" => MisfirePolicy.Skip,
                    "catch-up" => MisfirePolicy.CatchUp,
                    null => null,
                    _ => MisfirePolicy.FireOnce,
                },
                Overlap = parse.GetValue(overlap) is { } word ? Enum.Parse<OverlapPolicy>(word, ignoreCase: true) : null,
                Task = task.Read(parse),
            };
            await using var queue = await options.OpenAsync(parse, cancellationToken, mayCreate: true);
            Write(await queue.Api.PostAsync("schedules", submission, ApiJson.Default.ScheduleSubmission, ApiJson.Default.ScheduleAnswered, cancellationToken), options.IsJson(parse));
            return ExitCode.Completed;
        });
        return command;
    }

    private static DocumentedCommand CreateList()
    {
        var upcoming = CommandOptions.Number("--upcoming", "N", "Times to show of each [default: 1]", 1, ListSchedules.MaxUpcoming);
        var command = new DocumentedCommand("list", "List the schedules, each with its next times") { Examples = [("actorqueue schedule list --upcoming 3", "The next three times of each")] };
        command.Options.Add(upcoming);
        var options = new QueueOptions(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var queue = await options.OpenAsync(parse, cancellationToken);
            var path = $"schedules?upcoming={parse.GetValue(upcoming) ?? 1}";
            if (options.IsJson(parse))
            {
                QueueOptions.WriteJson(await queue.Api.GetAsync(path, cancellationToken));
            }
            else
            {
                Write((await queue.Api.GetAsync(path, ApiJson.Default.ScheduleList, cancellationToken)).Schedules);
            }

            return ExitCode.Completed;
        });
        return command;
    }

    private static DocumentedCommand CreateControl(string verb, string description, HttpMethod method)
    {
        var id = new Argument<string>("NAME") { Description = "The schedule's name" };
        var command = new DocumentedCommand(verb, description) { Examples = [($"actorqueue schedule {verb} nightly", description)] };
        command.Arguments.Add(id);
        var options = new QueueOptions(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var queue = await options.OpenAsync(parse, cancellationToken);
            var path = $"schedules/{Uri.EscapeDataString(parse.GetRequiredValue(id))}";
            var answer = method == HttpMethod.Delete
                ? await queue.Api.DeleteAsync(path, ApiJson.Default.ScheduleAnswered, cancellationToken)
                : await queue.Api.PostAsync($"{path}/{verb}", ApiJson.Default.ScheduleAnswered, cancellationToken);
            Write(answer, options.IsJson(parse));
            return ExitCode.Completed;
        });
        return command;
    }

    private static void Write(ScheduleAnswered answer, bool isJson)
    {
        if (isJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(answer, ApiJson.Indented.ScheduleAnswered));
            return;
        }

        var next = answer.Schedule?.NextAt is { } time ? $" Next: {Time(time)}." : "";
        Console.WriteLine($"Schedule {TerminalText.Clean(answer.Id)}: {answer.Result.ToString().ToLowerInvariant()}.{(answer.TaskId is { } task ? $" Task {task}." : next)}");
    }

    private static void Write(IReadOnlyList<ScheduleView> schedules)
    {
        if (schedules.Count == 0)
        {
            Console.WriteLine("No schedules.");
            return;
        }

        // A block each and no table: names, expressions and times together are wider than many terminals.
        foreach (var schedule in schedules)
        {
            Console.WriteLine($"{TerminalText.Clean(schedule.Id)}: {TerminalText.Clean(schedule.Cron)} ({TerminalText.Clean(schedule.TimeZone)}){(schedule.IsPaused ? ", paused" : "")}");
            Console.WriteLine($"  task    {TerminalText.Clean(schedule.Name)}{(schedule.Name == schedule.Kind ? "" : $" ({TerminalText.Clean(schedule.Kind)})")}");
            foreach (var time in schedule.Upcoming)
            {
                Console.WriteLine($"  next    {Time(time)}");
            }

            Console.WriteLine($"  so far  {schedule.Fired} became tasks, {schedule.Skipped} were left out");
            if (schedule.Problem is { } problem)
            {
                Console.WriteLine($"  waits   {TerminalText.Clean(problem)}");
            }
        }
    }

    private static string Time(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss zzz");
}
