using System.CommandLine;
using ActorQueue.Audio.Decoding;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Cli.Display;
using ActorQueue.Cli.Doctor;
using Spectre.Console;

namespace ActorQueue.Cli.Commands;

/// <summary><c>actorqueue doctor</c>: tests what the work needs, one line a check, and installs what is missing where it can.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var fix = new Option<bool>("--fix") { Description = "Install missing native libraries (as root on Debian and Ubuntu; elsewhere print the command)" };
        var data = CommandOptions.Data();
        var command = new DocumentedCommand("doctor", "Test the environment: native libraries, analyzer, queue, database, memory")
        {
            Notes = ["Exit code 0 when all tests passed, else 3."],
            Examples = [("actorqueue doctor", "One line a test, with what to do"), ("actorqueue doctor --fix", "Mend what can be mended, then test")],
        };
        command.Options.Add(fix);
        command.Options.Add(data);
        command.SetAction((parse, cancellationToken) => RunAsync(parse.GetValue(fix), parse.GetValue(data)!, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(bool isFix, string dataDirectory, CancellationToken cancellationToken)
    {
        if (isFix)
        {
            await FixAsync(cancellationToken);
        }

        List<Check> checks = [.. CodecChecks.All, WorkChecks.Analyzer, WorkChecks.WorkerProcess, WorkChecks.Queue, DatabaseCheck.In(dataDirectory), MemoryCheck.Check];
        var results = new List<CheckResult>();
        foreach (var check in checks)
        {
            var result = await check.RunAsync(cancellationToken);
            results.Add(result);
            Write(check.Name, result);
        }

        // What is optional and missing is neither a test passed nor one failed.
        var passed = results.Count(result => result.Outcome == CheckOutcome.Passed);
        var counted = results.Count(result => result.Outcome != CheckOutcome.Absent);
        Console.WriteLine($"Overall: {passed}/{counted} tests passed");
        return passed == counted ? ExitCode.Completed : ExitCode.Environment;
    }

    private static async Task FixAsync(CancellationToken cancellationToken)
    {
        if (CodecProbe.Run() is { IsSoundFileInstalled: true, CanDecodeMp3: true })
        {
            Console.WriteLine("Nothing to install: libsndfile is there.");
        }
        else if (!NativePackages.CanInstall)
        {
            Console.WriteLine($"Cannot install here without asking. Type: {NativePackages.CommandFor(NativePackage.SoundFile)}");
        }
        else
        {
            Console.WriteLine($"Installing: {NativePackages.CommandFor(NativePackage.SoundFile)} …");
            var problem = await NativePackages.InstallAsync(cancellationToken);
            Console.WriteLine(problem is null ? "Installed." : $"The installation failed: {TerminalText.Clean(problem)}");
        }
    }

    // One line whatever the terminal's width: a table would break it, and people search this output.
    private static void Write(string name, CheckResult result)
    {
        var advice = result.Advice is null ? "" : $": {result.Advice}";
        var text = $"{name,-36} {TerminalText.Clean(result.Finding + advice)}";
        Terminal.CreateConsole(isPlain: false).Markup(result.Outcome switch
        {
            CheckOutcome.Passed => "[green]✓[/] ",
            CheckOutcome.Absent => "[yellow]–[/] ",
            _ => "[red]✗[/] ",
        });
        Console.WriteLine(text);
    }
}
