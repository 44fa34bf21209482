using ActorQueue.Audio.Synthesis;

namespace ActorQueue.Samples;

/// <summary>A folder with a few seconds of made music in each file; it goes with this object.</summary>
internal sealed class MusicFiles : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("actorqueue-music-");

    public MusicFiles(int count)
    {
        Paths = [.. Enumerable.Range(1, count).Select(Make)];
    }

    public IReadOnlyList<string> Paths { get; }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Make(int number)
    {
        var path = Path.Combine(_folder.FullName, $"piece-{number}.wav");
        MusicSynthesizer.WriteWave(path, new MusicPiece { Duration = TimeSpan.FromSeconds(4), TempoBpm = 90 + (10 * number), Seed = number });
        return path;
    }
}
