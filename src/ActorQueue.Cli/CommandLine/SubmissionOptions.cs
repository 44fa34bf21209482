using System.CommandLine;
using System.Text.Json;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;

namespace ActorQueue.Cli.CommandLine;

/// <summary>A task on the command line.</summary>
internal sealed class SubmissionOptions
{
    private readonly Option<string?> _kind = new("--kind") { Description = "The name of the work's processor", HelpName = "KIND" };
    private readonly Option<string?> _name = new("--name") { Description = "A name for people [default: the kind]", HelpName = "NAME" };
    private readonly Option<string?> _payload = new("--payload") { Description = "The processor's input: JSON, or @FILE for a file's content", HelpName = "JSON|@FILE" };
    private readonly Option<string?> _contentType = new("--content-type") { Description = "What the payload is [default: application/json]", HelpName = "TYPE" };
    private readonly Option<int?> _priority = CommandOptions.Priority("Higher first [default: normal]");
    private readonly Option<TimeSpan?> _delay = CommandOptions.Duration("--delay", "Do not start before this time has passed");
    private readonly Option<TimeSpan?> _timeout = CommandOptions.Duration("--timeout", "Longest time of one attempt [default: the queue's]");
    private readonly Option<int?> _maxRetries = CommandOptions.Number("--max-retries", "N", "Times that a failed attempt is repeated [default: the queue's]", 0, RetryOptions.MaxAttemptsLimit - 1);
    private readonly Option<string?> _description = new("--description") { Description = "Free text for people", HelpName = "TEXT" };
    private readonly Option<string[]> _tags = new("--tag") { Description = "A word to find the task by; may be given several times", HelpName = "TAG" };
    private readonly Option<string?> _queue = new("--queue") { Description = "The queue meant [default: the one of the folder]", HelpName = "Q" };
    private readonly Option<string?> _id = new("--id") { Description = "The task's id, a UUID of version 7 [default: a new one]", HelpName = "ID" };

    public void AddTo(Command command)
    {
        _id.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is var text && !TaskId.TryParse(text, out _))
            {
                result.AddError($"--id must be a UUID of version 7, it is '{text}'.");
            }
        });
        foreach (var option in new Option[] { _kind, _name, _payload, _contentType, _priority, _delay, _timeout, _maxRetries, _description, _tags, _queue, _id })
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.GetValue(_kind)))
            {
                result.AddError("--kind KIND is missing: it names the processor that does the work.");
            }
        });
    }

    /// <exception cref="CommandFailedException">The payload is not what it should be.</exception>
    public TaskSubmission Read(ParseResult parse)
    {
        var contentType = parse.GetValue(_contentType);
        var bytes = parse.GetValue(_payload) is { } payload ? ReadPayload(payload) : null;
        var isJson = contentType is null or TaskSpec.DefaultContentType;
        return new TaskSubmission
        {
            // Made here: when the answer is lost, the same request can be sent again.
            Id = parse.GetValue(_id) is { } id ? TaskId.Parse(id) : TaskId.New(TimeProvider.System),
            Kind = parse.GetValue(_kind),
            Name = parse.GetValue(_name),
            Queue = parse.GetValue(_queue),
            Payload = bytes is not null && isJson ? ParseJson(bytes) : null,
            PayloadBase64 = bytes is not null && !isJson ? Convert.ToBase64String(bytes) : null,
            ContentType = contentType,
            Priority = parse.GetValue(_priority),
            DelaySeconds = parse.GetValue(_delay)?.TotalSeconds,
            AttemptTimeoutSeconds = parse.GetValue(_timeout)?.TotalSeconds,
            Retry = parse.GetValue(_maxRetries) is { } retries ? new RetrySubmission { MaxAttempts = retries + 1 } : null,
            Description = parse.GetValue(_description),
            Tags = parse.GetValue(_tags) is { Length: > 0 } tags ? tags : null,
        };
    }

    private static byte[] ReadPayload(string payload)
    {
        if (!payload.StartsWith('@'))
        {
            return System.Text.Encoding.UTF8.GetBytes(payload);
        }

        try
        {
            return File.ReadAllBytes(payload[1..]);
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
