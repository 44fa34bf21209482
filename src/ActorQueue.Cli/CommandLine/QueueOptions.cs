using System.CommandLine;
using System.Text.Json;
using ActorQueue.Cli.Access;
using ActorQueue.Contracts.Api;

namespace ActorQueue.Cli.CommandLine;

/// <summary>What every command about a queue has: its folder, its name, JSON instead of text, the log.</summary>
internal sealed class QueueOptions
{
    private readonly Option<string> _data = CommandOptions.Data();
    private readonly Option<string?> _queue = new("--queue") { Description = "The queue meant, one that `queues` lists [default: the folder's default queue]", HelpName = "Q" };
    private readonly Option<bool> _json = CommandOptions.Json("Print JSON");
    private readonly Option<bool> _verbose = CommandOptions.Verbose();

    /// <param name="command">The command.</param>
    /// <param name="hasJson">False where the command's output has formats of its own.</param>
    /// <param name="hasQueue">False where it is about all queues.</param>
    public QueueOptions(Command command, bool hasJson = true, bool hasQueue = true)
    {
        command.Options.Add(_data);
        if (hasQueue)
        {
            command.Options.Add(_queue);
        }

        if (hasJson)
        {
            command.Options.Add(_json);
        }

        command.Options.Add(_verbose);
    }

    public string Data(ParseResult parse) => parse.GetValue(_data)!;

    /// <summary>The queue that was named; null: the default one.</summary>
    public string? Queue(ParseResult parse) => parse.GetValue(_queue);

    public bool IsJson(ParseResult parse) => parse.GetValue(_json);

    public bool IsVerbose(ParseResult parse) => parse.GetValue(_verbose);

    /// <summary>The queue, asked through its host or opened here.</summary>
    public Task<QueueConnection> OpenAsync(ParseResult parse, CancellationToken cancellationToken, bool mayCreate = false) =>
        QueueConnection.OpenAsync(Data(parse), Queue(parse), IsVerbose(parse), mayCreate, cancellationToken);

    /// <summary>The queue as a host runs it.</summary>
    public Task<QueueConnection> AttachAsync(ParseResult parse, CancellationToken cancellationToken) =>
        QueueConnection.AttachAsync(Data(parse), Queue(parse), cancellationToken);

    /// <summary>An answer as the API gave it, indented.</summary>
    public static void WriteJson(JsonElement answer) => Console.WriteLine(JsonSerializer.Serialize(answer, ApiJson.Indented.JsonElement));
}
