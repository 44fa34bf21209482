using System.CommandLine;
using System.CommandLine.Help;
using ActorQueue.Cli.Commands;
using ActorQueue.Cli.Display;
using ActorQueue.Contracts;
using Microsoft.Data.Sqlite;

namespace ActorQueue.Cli.CommandLine;

/// <summary>The command line as a whole: its commands, and what becomes of errors.</summary>
internal static class CliApplication
{
    // A name may start with @ and hold spaces: nothing is read from files and no options are bundled.
    private static readonly ParserConfiguration Parser = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    public static Command CreateRoot()
    {
        // No RootCommand: that one calls itself by the name of its file, which differs from what users type.
        var root = new Command("actorqueue", "ActorQueue: a durable, prioritised, memory-aware task queue, and audio analysis that runs through it.")
        {
            new HelpOption(),
            new VersionOption(),
            AnalyzeCommand.Create(),
            DemoCommand.Create(),
            DoctorCommand.Create(),
            StartCommand.Create(),
            SubmitCommand.Create(),
            StatusCommand.Create(),
            ListCommand.Create(),
            CancelCommand.Create(),
            QueuesCommand.Create(),
            QueueModeCommands.CreatePause(),
            QueueModeCommands.CreateResume(),
            QueueModeCommands.CreateDrain(),
            RetryCommand.Create(),
            ReprioritiseCommand.Create(),
            PurgeCommand.Create(),
            BatchCommand.Create(),
            ScheduleCommand.Create(),
            DeadCommand.Create(),
            ExplainCommand.Create(),
            WorkersCommand.Create(),
            HealthCommand.Create(),
            StatsCommand.Create(),
            WorkerCommand.Create(),
            WatchCommand.Create(),
            ExportCommand.Create(),
            CompletionCommand.Create(CreateRoot),
        };
        HelpWithExamples.Install(root);
        return root;
    }

    /// <summary>Reads a command line as the program does.</summary>
    internal static ParseResult Parse(Command root, IReadOnlyList<string> arguments) => root.Parse(arguments, Parser);

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        var root = CreateRoot();

        // No default handlers: signals drain (StopSignals), and errors are told below.
        var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = output, Error = error };
        if (arguments.Count == 0)
        {
            await root.Parse(["--help"], Parser).InvokeAsync(invocation);
            return ExitCode.WrongUsage;
        }

        var parse = Parse(root, arguments);
        var problems = parse.Action?.ClearsParseErrors == true ? [] : UsageProblems.Find(parse);
        if (problems.Count > 0)
        {
            UsageProblems.Write(problems, parse, error);
            return ExitCode.WrongUsage;
        }

        try
        {
            var exitCode = await parse.InvokeAsync(invocation);
            if (output is GuardedWriter { Failure: { } failure })
            {
                error.WriteLine($"error: Standard output cannot be written: {failure.Message} What was shown from then on is lost, what was kept in --data and written to files is not.");
                return ExitCode.Environment;
            }

            return exitCode;
        }
        catch (CommandFailedException exception)
        {
            error.WriteLine($"error: {exception.Message}");
            return exception.ExitCode;
        }
        catch (QueueException exception)
        {
            error.WriteLine($"error: {exception.Message}");
            return ExitCode.Environment;
        }
        catch (SqliteException exception)
        {
            error.WriteLine($"error: The database cannot be used: {exception.Message} `actorqueue doctor --data DIR` tests it.");
            return ExitCode.Environment;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception exception)
        {
            // Nobody above could do more than print it, and would end with a code that means something else.
            error.WriteLine($"unexpected error: {exception}");
            return ExitCode.Environment;
        }
    }
}
