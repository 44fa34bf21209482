using System.Diagnostics;

namespace ActorQueue.Processors.Commands;

/// <summary>
/// How a program is started where Unix' <c>setsid</c> and <c>sh</c> are there: in a session of its own, so that Ctrl-C in the host's terminal does not reach it, and with a
/// watcher in that session, so that it does not outlive its host. The watcher reads from a pipe that the host holds: its end, which is also what <c>kill -9</c> of the host
/// makes, ends the whole process group; a line means that the program has ended by itself.
/// </summary>
internal sealed class ProgramSession(string setsid, string shell)
{
    // The watcher is there before the program, and no child of it: one that waits for all its children would wait for the watcher, too.
    // What a shell adds to the environment goes again.
    private const string Script = """
        exec 3<&0 </dev/null
        ( ( read -r line <&3 || kill -s KILL 0 ) >/dev/null 2>&1 & )
        exec 3<&-
        unset $1
        shift
        exec "$@"
        """;

    // As the script's own name it stands in what the shell says of a program that it cannot start.
    private const string ScriptName = "actorqueue";

    private static readonly string[] ShellVariables = ["PWD", "OLDPWD", "SHLVL"];

    /// <summary>Null where the system has no such programs, or the file's start should not be left to a shell.</summary>
    public static ProgramSession? For(string file) =>
        ProgramFile.IsSurelyRunnable(file) && ProgramFile.Find("setsid", null) is { } setsid && ProgramFile.Find("sh", null) is { } shell
            ? new ProgramSession(setsid, shell)
            : null;

    /// <summary>The command line that starts a program so, in an environment of these variables.</summary>
    public IReadOnlyList<string> CommandLine(string file, IEnumerable<string> arguments, ICollection<string> variables) =>
        [setsid, shell, "-c", Script, ScriptName, string.Join(' ', ShellVariables.Except(variables)), file, .. arguments];

    /// <summary>Lets the watcher of an ended program go; what the program left behind lives on.</summary>
    public static void Release(Process ended)
    {
        try
        {
            ended.StandardInput.BaseStream.Write("\n"u8);
            ended.StandardInput.BaseStream.Flush();
        }
        catch (IOException)
        {
            // The program has ended its own group, and the watcher with it.
        }
    }
}
