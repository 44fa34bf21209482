using ActorQueue.Cli.CommandLine;
using ActorQueue.Cli.Display;

// Everything that is printed goes through these: a full disk or a closed pipe behind an output must not end a run in the middle.
var output = new GuardedWriter(Console.Out);
Console.SetOut(output);
Console.SetError(new GuardedWriter(Console.Error));
return await CliApplication.RunAsync(args, output, Console.Error);
