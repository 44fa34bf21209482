using System.CommandLine;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Cli.Hosting;
using ActorQueue.Processors;

namespace ActorQueue.Cli.Commands;

/// <summary><c>actorqueue start</c>: a host that runs a folder's tasks until it is told to stop, and answers the other commands.</summary>
internal static class StartCommand
{
    public static Command Create()
    {
        var workers = CommandOptions.Number("--num-workers", "N", "Tasks at a time, 0 accepts and answers but runs nothing [default: as many as cores and memory carry]", 0, 1024);
        var data = CommandOptions.Data();
        var url = new Option<string?>("--url") { Description = "Listen here, too, for example http://127.0.0.1:8321; whoever reaches it may do everything", HelpName = "URL" };
        var allowRemote = new Option<bool>("--allow-remote") { Description = "Let --url be an address that other machines reach" };
        var config = new Option<string?>("--config") { Description = "Settings (HOCON) in the place of DIR/actorqueue.conf", HelpName = "FILE" };
        var isolation = CommandOptions.Word("--isolation", "inline|thread|process", "Where an audio file is decoded [default: thread]", ["inline", "thread", "process"]);
        var quiet = new Option<bool>("--quiet") { Description = "Leave the log out" };
        var command = new DocumentedCommand("start", "Run a host: it works off the folder's tasks and answers the other commands")
        {
            Notes =
            [
                "It listens on the socket actorqueue.sock in the data folder, which only its owner may open; the other commands find it there. The log goes to standard error.",
                "",
                "The first Ctrl-C or SIGTERM starts nothing new and lets running tasks finish for a while (actorqueue.shutdown.drain-timeout), the second one cancels them, the third one ends the process. What has not finished waits for the next start, at no cost of an attempt. Until then it goes on answering, and what is submitted waits for the next start too.",
                "",
                "Under systemd set SuccessExitStatus=130, the exit code of a stop by SIGTERM, and TimeoutStopSec= above actorqueue.shutdown's drain-timeout and cancel-timeout together.",
                "",
                "Exit codes: 130 stopped by a signal, 2 wrong settings, 3 environment (folder in use, address taken), 4 refused.",
            ],
            Examples =
            [
                ("actorqueue start", "Run the tasks of ./.actorqueue"),
                ("actorqueue start --num-workers 4 --data /var/lib/actorqueue", "Four at a time, elsewhere"),
                ("actorqueue start --url http://127.0.0.1:8321", "With HTTP for programs on this machine"),
            ],
        };
        foreach (var option in new Option[] { workers, data, url, allowRemote, config, isolation, quiet })
        {
            command.Options.Add(option);
        }

        command.SetAction((parse, _) => RunAsync(new QueueHostOptions(parse.GetValue(data)!)
        {
            Workers = parse.GetValue(workers),
            Isolation = parse.GetValue(isolation) is { } word ? Enum.Parse<ProcessorIsolation>(word, ignoreCase: true) : ProcessorIsolation.Thread,
            IsVerbose = !parse.GetValue(quiet),
            HasApi = true,
            Serving = new ServingOptions(parse.GetValue(config), parse.GetValue(url), parse.GetValue(allowRemote)),
        }));
        return command;
    }

    private static async Task<int> RunAsync(QueueHostOptions options)
    {
        using var signals = new StopSignals();
        await using var host = await QueueHost.StartAsync(options, signals.Drain);
        foreach (var address in host.Api.Urls.Prepend(host.Api.SocketPath))
        {
            Console.WriteLine($"Listening on {address}");
        }

        Console.WriteLine($"Ready (pid {Environment.ProcessId}). Ctrl-C stops.");
        await signals.Drain.WhenCancelledAsync();
        Console.WriteLine("Stopping: what runs may finish. Once more cancels it.");
        await host.StopAsync(signals.Cancel);
        Console.WriteLine("Stopped.");
        return ExitCode.Interrupted;
    }

    private static Task WhenCancelledAsync(this CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cancellationToken.Register(cancelled.SetResult);
        return cancelled.Task;
    }
}
