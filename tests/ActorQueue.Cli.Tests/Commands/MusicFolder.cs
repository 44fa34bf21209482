using ActorQueue.Audio.Synthesis;

namespace ActorQueue.Cli.Tests.Commands;

/// <summary>Short pieces of music, each different, and files that cannot be analysed among them.</summary>
internal static class MusicFolder
{
    public static IReadOnlyList<string> WritePieces(TemporaryFolder folder, int count, double seconds = 2)
    {
        var paths = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var path = folder.Write($"music/album {i % 4}/{i:00} piece.wav");
            MusicSynthesizer.WriteWave(path, new MusicPiece
            {
                TonicPitchClass = i % 12,
                TempoBpm = 80 + i,
                Duration = TimeSpan.FromSeconds(seconds),
                SampleRateHz = 22_050,
                Channels = 1,
                Seed = i,
            });
            paths.Add(path);
        }

        return paths;
    }

    /// <summary>Empty, text, random bytes and cut off.</summary>
    public static IReadOnlyList<string> WriteBroken(TemporaryFolder folder)
    {
        var random = new byte[4000];
        new Random(7).NextBytes(random);
        var noise = folder.Write("music/broken/noise.flac");
        File.WriteAllBytes(noise, random);
        var whole = folder.Write("whole.wav");
        MusicSynthesizer.WriteWave(whole, new MusicPiece { Duration = TimeSpan.FromSeconds(1), SampleRateHz = 22_050, Channels = 1 });
        var cut = folder.Write("music/broken/cut.wav");
        File.WriteAllBytes(cut, File.ReadAllBytes(whole)[..20_000]);
        return [folder.Write("music/broken/empty.wav", ""), folder.Write("music/broken/text.mp3", "no music in here"), noise, cut];
    }
}
