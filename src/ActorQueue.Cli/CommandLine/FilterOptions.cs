using System.CommandLine;
using System.Globalization;
using ActorQueue.Contracts;

namespace ActorQueue.Cli.CommandLine;

/// <summary>Which tasks a command means, where it means more than one.</summary>
internal sealed class FilterOptions
{
    private static readonly IReadOnlyList<string> Words = [.. QueueTaskStatusWords.All.Select(status => status.ToWord())];

    private readonly Option<string[]> _statuses = Repeatable("--status", "STATUS", $"Only tasks of this status: {string.Join(", ", Words)}; may be given several times", Words);
    private readonly Option<string?> _kind = new("--kind") { Description = "Only tasks of this kind", HelpName = "KIND" };
    private readonly Option<int?> _minPriority = CommandOptions.Priority("--min-priority", "Only tasks of this priority or a higher one");
    private readonly Option<int?> _maxPriority = CommandOptions.Priority("--max-priority", "Only tasks of this priority or a lower one");
    private readonly Option<string?> _tag = new("--tag") { Description = "Only tasks with this tag", HelpName = "TAG" };
    private readonly Option<string?> _errorCode = new("--error") { Description = "Only tasks whose last error has this code", HelpName = "CODE" };
    private readonly Option<string?> _errorContains = new("--error-contains") { Description = "Only tasks whose last error's message has this text", HelpName = "TEXT" };
    private readonly Option<DateTimeOffset?> _createdAfter = Moment("--created-after", "Only tasks accepted since");
    private readonly Option<DateTimeOffset?> _createdBefore = Moment("--created-before", "Only tasks accepted before");
    private readonly Option<DateTimeOffset?> _endedAfter = Moment("--ended-after", "Only tasks that ended since");
    private readonly Option<DateTimeOffset?> _endedBefore = Moment("--ended-before", "Only tasks that ended before");

    private IEnumerable<Option> All =>
        [_statuses, _kind, _minPriority, _maxPriority, _tag, _errorCode, _errorContains, _createdAfter, _createdBefore, _endedAfter, _endedBefore];

    public void AddTo(Command command)
    {
        foreach (var option in All)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Whether anything at all is said.</summary>
    public bool IsGiven(ParseResult parse) => All.Any(option => parse.GetResult(option) is { Implicit: false });

    /// <summary>The same, while the command line is checked.</summary>
    public bool IsGiven(System.CommandLine.Parsing.CommandResult result) => All.Any(option => result.GetResult(option) is { Implicit: false });

    public TaskFilter Read(ParseResult parse) => new()
    {
        Statuses = [.. (parse.GetValue(_statuses) ?? []).Select(word => QueueTaskStatusWords.TryParse(word, out var status) ? status : throw new ArgumentException(word))],
        Kind = parse.GetValue(_kind),
        MinPriority = parse.GetValue(_minPriority),
        MaxPriority = parse.GetValue(_maxPriority),
        Tag = parse.GetValue(_tag),
        ErrorCode = parse.GetValue(_errorCode),
        ErrorContains = parse.GetValue(_errorContains),
        CreatedAfter = parse.GetValue(_createdAfter),
        CreatedBefore = parse.GetValue(_createdBefore),
        EndedAfter = parse.GetValue(_endedAfter),
        EndedBefore = parse.GetValue(_endedBefore),
    };

    /// <summary>The filter as the end of a query string.</summary>
    public static string Query(TaskFilter filter)
    {
        (string Name, object? Value)[] parts =
        [
            ("status", filter.Statuses.Count == 0 ? null : string.Join(',', filter.Statuses.Select(status => status.ToWord()))),
            ("kind", filter.Kind), ("minPriority", filter.MinPriority), ("maxPriority", filter.MaxPriority), ("tag", filter.Tag),
            ("errorCode", filter.ErrorCode), ("errorContains", filter.ErrorContains),
            ("createdAfter", filter.CreatedAfter?.ToString("O")), ("createdBefore", filter.CreatedBefore?.ToString("O")),
            ("endedAfter", filter.EndedAfter?.ToString("O")), ("endedBefore", filter.EndedBefore?.ToString("O")),
        ];
        return string.Concat(parts.Where(part => part.Value is not null)
            .Select(part => $"&{part.Name}={Uri.EscapeDataString(Convert.ToString(part.Value, CultureInfo.InvariantCulture)!)}"));
    }

    private static Option<string[]> Repeatable(string name, string helpName, string description, IReadOnlyList<string> words)
    {
        var option = new Option<string[]>(name) { Description = description, HelpName = helpName };
        option.CompletionSources.Add([.. words]);
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !words.Contains(token.Value, StringComparer.OrdinalIgnoreCase)))
            {
                result.AddError($"{name} must be one of {string.Join(", ", words)}, it is '{token.Value}'.");
            }
        });
        return option;
    }

    private static Option<DateTimeOffset?> Moment(string name, string description) => new(name)
    {
        Description = description + ": a time, or how long ago (2h)",
        HelpName = "TIME",
        CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            if (CommandOptions.ParseDuration(text) is { } ago)
            {
                return TimeProvider.System.GetUtcNow() - ago;
            }

            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time))
            {
                return time;
            }

            result.AddError($"{name} must be a time such as 2026-01-31T18:00, or how long ago, such as 2h or 7d; it is '{text}'.");
            return null;
        },
    };
}
