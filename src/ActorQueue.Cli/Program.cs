using ActorQueue.Cli.CommandLine;

return await CliApplication.RunAsync(args, Console.Out, Console.Error);
