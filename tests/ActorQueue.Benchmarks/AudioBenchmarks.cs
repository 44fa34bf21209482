using System.ComponentModel;
using System.Diagnostics;
using ActorQueue.Audio;
using ActorQueue.Audio.Decoding;
using ActorQueue.Audio.Synthesis;

namespace ActorQueue.Benchmarks;

/// <summary>Decoding alone and the whole analysis, in seconds of audio per second of processor time.</summary>
internal static class AudioBenchmarks
{
    private const int MostFiles = 1_000;
    private const int BlockSamples = 8192;
    private static readonly MusicPiece Piece = new() { TempoBpm = 126, TonicPitchClass = 9, IsMinor = true, Duration = TimeSpan.FromSeconds(30) };

    public static async Task RunAsync(TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("actorqueue-benchmarks-");
        try
        {
            var wave = Path.Combine(folder.FullName, "piece.wav");
            MusicSynthesizer.WriteWave(wave, Piece);
            var table = new Table(
                $"audio: a synthesised piece of {Piece.Duration.TotalSeconds:F0} s, {Piece.SampleRateHz} Hz, stereo, one core",
                "format", "decoding × real time", "libsndfile", "analysis × real time", "aubio + qm-dsp + libebur128", "analysis ÷ decoding time");
            await AddAsync(table, "WAV, 16 bit", wave, "7,900");
            var probe = CodecProbe.Run();
            if (probe.CanDecodeFlac && Encode("flac", "--silent", "-o", wave + ".flac", wave))
            {
                await AddAsync(table, "FLAC", wave + ".flac", "1,800");
            }

            if (probe.CanDecodeMp3 && Encode("lame", "--quiet", "-b", "192", wave, wave + ".mp3"))
            {
                await AddAsync(table, "MP3, 192 kbit/s", wave + ".mp3", "1,445");
            }

            table.WriteTo(output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task AddAsync(Table table, string name, string path, string reference)
    {
        var block = new float[BlockSamples];
        var decoding = await Measure.CpuRateAsync(() => Decode(path, block), 1, MostFiles);
        var analysis = await Measure.CpuRateAsync(() => AudioAnalyzer.Analyze(path), 1, MostFiles);
        var seconds = Piece.Duration.TotalSeconds;
        table.Add(
            name, $"{decoding.Median * seconds:N0}", reference, $"{analysis.Median * seconds:N0}", "71", $"{decoding.Median / analysis.Median:F1}");
    }

    private static void Decode(string path, float[] block)
    {
        using var audio = AudioDecoder.Open(path);
        while (audio.Samples.Read(block) > 0)
        {
            // Only decoding counts.
        }
    }

    /// <summary>False when the encoder is not installed or refuses: then there is nothing to measure.</summary>
    private static bool Encode(string program, params string[] arguments)
    {
        try
        {
            using var encoder = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            encoder.StandardError.ReadToEnd();
            encoder.WaitForExit();
            return encoder.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
