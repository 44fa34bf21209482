using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ActorQueue.Audio.Tests.Decoding;

/// <summary>The command-line encoders that tests make compressed files with; tests/run.sh installs them.</summary>
internal static class Encoder
{
    /// <summary>The encoder's place in PATH; null when it is not installed.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    /// <summary>Runs an encoder to its end.</summary>
    public static void Run(string program, params string[] arguments)
    {
        var path = Find(program) ?? throw new InvalidOperationException($"{program} is not installed: run tests/run.sh as root");
        using var process = Process.Start(new ProcessStartInfo(path, arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}\n{output.Result}\n{errors}");
    }
}

/// <summary>A test that needs ffmpeg: skipped visibly where it is missing, except with CI=true, where it runs and fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FFmpegFactAttribute : FactAttribute
{
    public FFmpegFactAttribute() => Skip = FFmpegTheoryAttribute.Reason;
}

/// <summary>The same for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FFmpegTheoryAttribute : TheoryAttribute
{
    public FFmpegTheoryAttribute() => Skip = Reason;

    internal static string? Reason => Encoder.Find("ffmpeg") is null && Environment.GetEnvironmentVariable("CI") != "true"
        ? "ffmpeg is not installed: run tests/run.sh as root"
        : null;
}

/// <summary>
/// A test that needs an encoder and libsndfile: skipped visibly where one is missing, except with CI=true, where it runs and fails.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EncoderFactAttribute : FactAttribute
{
    public EncoderFactAttribute(string program) => Skip = EncoderTheoryAttribute.Reason(program);
}

/// <summary>The same for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EncoderTheoryAttribute : TheoryAttribute
{
    private const string Library = "libsndfile.so.1";

    public EncoderTheoryAttribute(string program) => Skip = Reason(program);

    internal static string? Reason(string program)
    {
        var missing = Encoder.Find(program) is null ? program : NativeLibrary.TryLoad(Library, out _) ? null : Library;
        return missing is not null && Environment.GetEnvironmentVariable("CI") != "true" ? $"{missing} is not installed: run tests/run.sh as root" : null;
    }
}
