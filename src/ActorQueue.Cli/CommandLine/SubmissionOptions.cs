using System.CommandLine;
using System.Text.Json;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;
using ActorQueue.Core;
using ActorQueue.Processors.Commands;

namespace ActorQueue.Cli.CommandLine;

/// <summary>A task on the command line.</summary>
/// <param name="isTemplate">Whether it is only the pattern of tasks to come, which has no id, no time and no ties to other tasks.</param>
internal sealed class SubmissionOptions(bool isTemplate = false)
{
    private static readonly IReadOnlyList<string> DedupPolicies = ["reject", "replace", "returnExisting", "debounce", "throttle"];

    private readonly Option<string?> _kind = new("--kind") { Description = "The name of the work's processor", HelpName = "KIND" };
    private readonly Option<string?> _command = new("--command")
    {
        Description = "Run a program: its name or path and its arguments, parted by spaces; quotes keep spaces. No shell is involved",
        HelpName = "\"PROGRAM ARGS\"",
    };

    private readonly Option<string?> _name = new("--name") { Description = "A name for people [default: the kind]", HelpName = "NAME" };
    private readonly Option<string?> _payload = new("--payload") { Description = "The processor's input: JSON, or @FILE for a file's content", HelpName = "JSON|@FILE" };
    private readonly Option<string?> _contentType = new("--content-type") { Description = "What the payload is [default: application/json]", HelpName = "TYPE" };
    private readonly Option<int?> _priority = CommandOptions.Priority("--priority", "Higher first [default: normal]");
    private readonly Option<string[]> _dependsOn = new("--depends-on")
    {
        Description = "Wait for this task's success, or ID:failure, ID:end; may be given several times",
        HelpName = "ID",
    };

    private readonly Option<string?> _onDependencyFailed = CommandOptions.Word(
        "--on-dependency-failed", "fail|cancel|run", "What becomes of it when one of them does not end as required [default: fail]", ["fail", "cancel", "run"]);

    private readonly Option<string?> _batch = new("--batch") { Description = "Count it in this batch", HelpName = "ID" };
    private readonly Option<TimeSpan?> _delay = CommandOptions.Duration("--delay", "Do not start before this time has passed");
    private readonly Option<TimeSpan?> _timeout = CommandOptions.Duration("--timeout", "Longest time of one attempt [default: the queue's]");
    private readonly Option<int?> _maxRetries = CommandOptions.Number("--max-retries", "N", "Times that a failed attempt is repeated [default: the queue's]", 0, RetryOptions.MaxAttemptsLimit - 1);
    private readonly Option<string?> _description = new("--description") { Description = "Free text for people", HelpName = "TEXT" };
    private readonly Option<string[]> _tags = new("--tag") { Description = "A word to find the task by; may be given several times", HelpName = "TAG" };
    private readonly Option<string?> _dedupKey = new("--dedup-key") { Description = "Submits with the same key within --dedup-window are the same work", HelpName = "KEY" };
    private readonly Option<TimeSpan?> _dedupWindow = CommandOptions.Duration("--dedup-window", "How long the key is remembered");
    private readonly Option<string?> _dedupPolicy = CommandOptions.Word(
        "--dedup-policy", "POLICY", $"What becomes of the second one: {string.Join(", ", DedupPolicies)} [default: returnExisting]", DedupPolicies);

    private readonly Option<string?> _fairnessKey = new("--fairness-key") { Description = "Tasks take turns by this key", HelpName = "KEY" };
    private readonly Option<string?> _concurrencyKey = new("--concurrency-key") { Description = "Run only so many tasks of this key at once as the queue's settings say", HelpName = "KEY" };
    private readonly Option<string?> _rateKey = new("--rate-key") { Description = "Start only so many tasks of this key in a time as the queue's settings say", HelpName = "KEY" };
    private readonly Option<int?> _cpu = CommandOptions.Number("--cpu", "PERCENT", "Processor time that it needs, in percent of one core", 0, ResourceNeeds.MaxCpuPercent);
    private readonly Option<int?> _memory = CommandOptions.Number("--memory", "MIB", "Memory that it needs, in MiB", 0, int.MaxValue);
    private readonly Option<long?> _sizeHint = CommandOptions.Number("--size-hint", "N", "How large the work is beside other tasks, for the orders smallest-first and largest-first", 0, long.MaxValue);
    private readonly Option<string?> _id = new("--id") { Description = "The task's id, a UUID of version 7 [default: a new one]", HelpName = "ID" };

    public void AddTo(Command command)
    {
        Check(_id, text => TaskId.TryParse(text, out _) ? null : $"--id must be a UUID of version 7, it is '{text}'.");
        Check(_name, text => string.IsNullOrWhiteSpace(text) ? "--name must not be empty; without it the task has its kind's." : null);
        Check(_batch, text => BatchId.TryParse(text, out _) ? null : $"--batch must be a batch's id (a UUID of version 7), it is '{text}'.");
        Check(_dependsOn, text => ParseDependency(text) is null ? $"--depends-on must be a task's id, or ID:success, ID:failure, ID:end; it is '{text}'." : null);
        Check(_command, text => ArgumentList.TryParse(text, out _) ? null : $"--command must be a program and its arguments with every quote closed, it is '{text}'.");
        Option[] all = [_kind, _command, _name, _payload, _contentType, _priority, _timeout, _maxRetries, _description, _tags, _fairnessKey, _concurrencyKey, _rateKey, _cpu, _memory, _sizeHint];
        foreach (var option in isTemplate ? all : [.. all, _dependsOn, _onDependencyFailed, _batch, _delay, _dedupKey, _dedupWindow, _dedupPolicy, _id])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            var isCommand = result.GetValue(_command) is not null;
            if (!isTemplate && (result.GetValue(_dedupKey) is null ? result.GetValue(_dedupWindow) is not null || result.GetValue(_dedupPolicy) is not null : result.GetValue(_dedupWindow) is null))
            {
                result.AddError("--dedup-key and --dedup-window belong together, and --dedup-policy to them.");
            }

            if (isCommand && (result.GetValue(_kind) is not null || result.GetValue(_payload) is not null))
            {
                result.AddError("--command is a kind and a payload of its own: it excludes --kind and --payload.");
            }
            else if (!isCommand && string.IsNullOrWhiteSpace(result.GetValue(_kind)))
            {
                result.AddError("--kind KIND is missing: it names the processor that does the work. --command \"PROGRAM ARGS\" runs a program.");
            }
        });
    }

    /// <exception cref="CommandFailedException">The payload is not what it should be.</exception>
    public TaskSubmission Read(ParseResult parse)
    {
        var contentType = parse.GetValue(_contentType);
        var commandLine = parse.GetValue(_command);
        var bytes = commandLine is not null ? CommandOf(commandLine).ToJson() : parse.GetValue(_payload) is { } payload ? ReadPayload(payload) : null;
        var isJson = contentType is null or TaskSpec.DefaultContentType;
        return new TaskSubmission
        {
            // Made here: when the answer is lost, the same request can be sent again.
            Id = parse.GetValue(_id) is { } id ? TaskId.Parse(id) : isTemplate ? null : TaskId.New(TimeProvider.System),
            Kind = commandLine is null ? parse.GetValue(_kind) : CommandPayload.Kind,
            Name = parse.GetValue(_name) ?? commandLine,
            Payload = bytes is not null && isJson ? ParseJson(bytes) : null,
            PayloadBase64 = bytes is not null && !isJson ? Convert.ToBase64String(bytes) : null,
            ContentType = contentType,
            Priority = parse.GetValue(_priority),
            DependsOn = parse.GetValue(_dependsOn) is { Length: > 0 } dependencies ? [.. dependencies.Select(text => ParseDependency(text)!)] : null,
            OnDependencyFailed = parse.GetValue(_onDependencyFailed) is { } policy ? Enum.Parse<DependencyFailurePolicy>(policy, ignoreCase: true) : null,
            BatchId = parse.GetValue(_batch) is { } batch ? BatchId.Parse(batch) : null,
            DelaySeconds = parse.GetValue(_delay)?.TotalSeconds,
            AttemptTimeoutSeconds = parse.GetValue(_timeout)?.TotalSeconds,
            Retry = parse.GetValue(_maxRetries) is { } retries ? new RetrySubmission { MaxAttempts = retries + 1 } : null,
            Description = parse.GetValue(_description),
            Tags = parse.GetValue(_tags) is { Length: > 0 } tags ? tags : null,
            Dedup = isTemplate ? null : DedupOf(parse),
            FairnessKey = parse.GetValue(_fairnessKey),
            ConcurrencyKey = parse.GetValue(_concurrencyKey),
            RateKey = parse.GetValue(_rateKey),
            SizeHint = parse.GetValue(_sizeHint),
            Resources = NeedsOf(parse),
        };
    }

    private DedupSubmission? DedupOf(ParseResult parse) => parse.GetValue(_dedupKey) is { } key && parse.GetValue(_dedupWindow) is { } window
        ? new DedupSubmission(
            key, window.TotalSeconds, parse.GetValue(_dedupPolicy) is { } policy ? Enum.Parse<DedupPolicy>(policy, ignoreCase: true) : DedupPolicy.ReturnExisting)
        : null;

    private ResourceNeeds? NeedsOf(ParseResult parse)
    {
        var needs = new ResourceNeeds { CpuPercent = parse.GetValue(_cpu) ?? 0, MemoryBytes = (long)(parse.GetValue(_memory) ?? 0) << 20 };
        return needs.IsNone ? null : needs;
    }

    private static void Check<T>(Option<T> option, Func<string, string?> problemOf) => option.Validators.Add(result =>
    {
        foreach (var problem in result.Tokens.Select(token => problemOf(token.Value)).OfType<string>())
        {
            result.AddError(problem);
        }
    });

    private static TaskDependency? ParseDependency(string text)
    {
        var parts = text.Split(':');
        var condition = DependencyCondition.Success;
        return parts.Length <= 2 && TaskId.TryParse(parts[0], out var id) && (parts.Length == 1 || DependencyConditions.TryParse(parts[1], out condition))
            ? new TaskDependency(id, condition)
            : null;
    }

    private static CommandPayload CommandOf(string commandLine)
    {
        if (!ArgumentList.TryParse(commandLine, out var arguments))
        {
            throw new ArgumentException("Checked when the command line was parsed.", nameof(commandLine));
        }

        // The host runs elsewhere: a command is meant to run where it was submitted.
        return new CommandPayload(arguments[0]) { Arguments = arguments[1..], WorkingDirectory = Environment.CurrentDirectory };
    }

    private static byte[] ReadPayload(string payload)
    {
        if (!payload.StartsWith('@'))
        {
            return System.Text.Encoding.UTF8.GetBytes(payload);
        }

        try
        {
            // Never more than a queue would take, whatever the name leads to: a recording, or a device without an end.
            using var file = File.OpenRead(payload[1..]);
            var content = new byte[QueueSettings.PayloadBytesLimit + 1];
            var length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return length < content.Length
                ? content[..length]
                : throw new CommandFailedException(
                    ExitCode.Refused,
                    $"--payload: '{payload[1..]}' has more than {QueueSettings.PayloadBytesLimit >> 20} MiB, which no queue takes. Let the payload name the file, and the processor read it.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandFailedException(ExitCode.WrongUsage, $"--payload: {exception.Message}", exception);
        }
    }

    private static JsonElement ParseJson(byte[] bytes)
    {
        try
        {
            return JsonElement.Parse(bytes);
        }
        catch (JsonException exception)
        {
            throw new CommandFailedException(
                ExitCode.WrongUsage, $"--payload is not JSON: {exception.Message.TrimEnd('.')}. Another sort of content is named by --content-type.", exception);
        }
    }
}
