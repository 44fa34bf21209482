using System.CommandLine;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Cli.Workers;
using ActorQueue.Isolation;
using ActorQueue.Processors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorQueue.Cli.Commands;

/// <summary><c>actorqueue worker</c>: what <c>--isolation process</c> starts; not for people.</summary>
internal static class WorkerCommand
{
    public const string Name = "worker";

    public static Command Create()
    {
        var command = new Command(Name, "Run the work of a queue's worker process") { Hidden = true };
        command.SetAction((_, _) => RunAsync());
        return command;
    }

    private static async Task<int> RunAsync()
    {
        if (!WorkerProgram.IsWorker)
        {
            throw new CommandFailedException(ExitCode.WrongUsage, "A worker is started by `actorqueue analyze --isolation process`; it does nothing by itself.");
        }

        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddActorQueue().AddProcessor<AudioFileProcessor>(AudioFileRequest.Kind, ProcessorIsolation.Process);
        using var host = builder.Build();
        return await WorkerProgram.RunAsync(host.Services);
    }
}
