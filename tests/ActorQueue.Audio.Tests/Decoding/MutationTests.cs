using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ActorQueue.Audio.Decoding;
using ActorQueue.Audio.Tests.Tags;
using static ActorQueue.Audio.Tests.Decoding.SoundFiles;

namespace ActorQueue.Audio.Tests.Decoding;

/// <summary>
/// Valid files with a few bytes changed, cut or doubled: each is decoded or refused with a reason, its tags are read or not, and none crashes, hangs, or makes a reader
/// allocate by what a header says. The seeds are fixed, so a failure repeats. <c>ACTORQUEUE_FUZZ_ROUNDS</c> makes it longer than what suits every build,
/// <c>ACTORQUEUE_FUZZ_SEED</c> other.
/// </summary>
public sealed class MutationTests
{
    /// <summary>Many times what a decoder needs for the few hundred bytes here, and far less than any lying size.</summary>
    private const long AllocationLimitBytes = 2 * 1024 * 1024;

    /// <summary>A second for a few hundred bytes would be a loop that a header rules; the machine may be busy.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(20);

    private static readonly int Rounds = Setting("ACTORQUEUE_FUZZ_ROUNDS", 3000);
    private static readonly int Seed = Setting("ACTORQUEUE_FUZZ_SEED", 7919);

    public static TheoryData<string> Seeds => ["wave", "extensible", "rf64", "float", "wave-tags", "aiff", "aifc"];

    public static TheoryData<string> TagSeeds => ["id3v2.2", "id3v2.3", "id3v2.4", "ape", "flac", "vorbis", "opus", "riff", "aiff", "mp4"];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_damaged_file_is_decoded_or_refused(string kind)
    {
        var valid = ValidFile(kind);
        Decode(valid).Samples.Length.ShouldBePositive();
        var decoded = Mutations(valid, kind, file => TryDecode(file, kind, CodecProbe.Nothing, mostSamples: file.Length));

        // Both ends are reached, or the mutations test nothing.
        decoded.ShouldBeInRange(Rounds / 100, Rounds * 99 / 100);
    }

    [Theory]
    [MemberData(nameof(TagSeeds))]
    public void Damaged_tags_are_read_as_far_as_they_make_sense(string kind)
    {
        var valid = ValidTags(kind);
        TagFiles.Read(valid).ShouldNotBeNull();
        var read = Mutations(valid, kind, file =>
        {
            if (TagFiles.Read(file) is not { } tags)
            {
                return false;
            }

            // Texts are bounded, and JSON can hold them.
            JsonSerializer.Serialize(tags).Length.ShouldBeLessThan(8 * 6 * 2000);
            return true;
        });

        read.ShouldBeInRange(Rounds / 100, Rounds * 99 / 100);
    }

    /// <summary>Each round costs two processes, so there are few.</summary>
    [FFmpegTheory]
    [InlineData("a.m4a", "aac", "-movflags +faststart")]
    [InlineData("a.wma", "wmav2", "")]
    [InlineData("a.mka", "libvorbis", "")]
    [InlineData("a.wv", "wavpack", "")]
    public void A_damaged_file_of_ffmpeg_s_is_decoded_or_refused(string name, string encoder, string options)
    {
        var folder = Directory.CreateTempSubdirectory("mutation-");
        try
        {
            var path = Path.Combine(folder.FullName, name);
            Encoder.Run("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "sine=d=0.2", "-c:a", encoder, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), path]);
            var valid = File.ReadAllBytes(path);
            Mutations(valid, name, file => TryDecode(file, name, CodecProbe.Run(), mostSamples: 100 * 768_000), Math.Max(4, Rounds / 500));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>What we read of these is their framing; libsndfile decodes them.</summary>
    [EncoderTheory("ffmpeg")]
    [InlineData("a.flac", "flac")]
    [InlineData("a.ogg", "libvorbis")]
    [InlineData("a.opus", "libopus")]
    [InlineData("a.mp3", "libmp3lame")]
    public void A_damaged_file_of_libsndfile_s_is_decoded_or_refused(string name, string encoder)
    {
        var folder = Directory.CreateTempSubdirectory("mutation-");
        try
        {
            var path = Path.Combine(folder.FullName, name);
            Encoder.Run("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=d=0.2:r=48000", "-c:a", encoder, path);
            var valid = File.ReadAllBytes(path);
            var probe = CodecProbe.WithoutFFmpeg();
            Mutations(valid, name, file => TryDecode(file, name, probe, mostSamples: 100 * 48_000), Math.Max(50, Rounds / 20));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Counts the mutations of a file that the reader took.</summary>
    private static int Mutations(byte[] valid, string kind, Func<byte[], bool> read, int? rounds = null)
    {
        var random = new Random(kind.Length * Seed);
        var taken = 0;
        for (var round = 0; round < (rounds ?? Rounds); round++)
        {
            var file = Mutate(valid, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var clock = Stopwatch.StartNew();
            try
            {
                taken += read(file) ? 1 : 0;
            }
            catch (Exception e) when (e is not ShouldAssertException)
            {
                throw new UnreachableException($"{kind}, round {round}: {Convert.ToHexString(file)}", e);
            }

            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(AllocationLimitBytes, $"{kind}, round {round}: {Convert.ToHexString(file)}");
            clock.Elapsed.ShouldBeLessThan(TimeLimit, $"{kind}, round {round}: {Convert.ToHexString(file)}");
        }

        return taken;
    }

    private static int Setting(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : usual;

    private static bool TryDecode(byte[] file, string what, CodecProbe probe, long mostSamples)
    {
        try
        {
            using var stream = new MemoryStream(file, writable: false);
            using var audio = AudioDecoder.Open(stream, () => probe);
            var buffer = new float[1024];
            long samples = 0;
            int read;
            while ((read = audio.Samples.Read(buffer)) > 0)
            {
                samples += read;
                samples.ShouldBeLessThanOrEqualTo(mostSamples, what);
                foreach (var sample in buffer.AsSpan(0, read))
                {
                    float.IsFinite(sample).ShouldBeTrue(what);
                }
            }

            return true;
        }
        catch (AudioException e)
        {
            e.Message.ShouldNotBeNullOrWhiteSpace(what);
            return false;
        }
    }

    private static byte[] Mutate(byte[] valid, Random random)
    {
        var file = (byte[])valid.Clone();
        for (var change = random.Next(1, 5); change > 0; change--)
        {
            var at = random.Next(Math.Min(file.Length, 400));
            switch (random.Next(6))
            {
                case 0:
                    file[at] = (byte)random.Next(256);
                    break;
                case 1:
                    file[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    // Sizes and counts fail at their extremes.
                    file.AsSpan(at, Math.Min(4, file.Length - at)).Fill((byte)(random.Next(2) * 0xFF));
                    break;
                case 3:
                    file = file[..random.Next(1, file.Length + 1)];
                    break;
                case 4:
                    file = [.. file[..at], .. file[random.Next(file.Length)..]];
                    file = file.Length == 0 ? [0] : file;
                    break;
                default:
                    file = [.. file[..at], (byte)random.Next(256), .. file[at..]];
                    break;
            }
        }

        return file;
    }

    private static byte[] ValidFile(string kind)
    {
        byte[] data = [.. Enumerable.Range(0, 240).Select(i => (byte)(i * 37))];
        return kind switch
        {
            "wave" => Wave(data, channels: 2),
            "extensible" => Riff("RIFF", Chunk("LIST", [1, 2, 3]), ExtensibleFormat(Pcm, 2, 48000, 24, 20, 3), Chunk("data", data)),
            "rf64" => Riff(
                "RF64",
                Chunk("ds64", [.. Int64(400), .. Int64(240), .. Int64(120), 0, 0, 0, 0]),
                Format(Pcm, 1, 8000, 2, 16),
                Chunk("data", data, uint.MaxValue)),
            "float" => Wave([.. Enumerable.Range(0, 60).SelectMany(i => BitConverter.GetBytes(i * 0.01f))], IeeeFloat, bits: 32),
            "wave-tags" => Riff("RIFF", Format(Pcm, 1, 8000, 2, 16), Chunk("data", data[..40]), Chunk("LIST", [.. "INFO"u8, .. Chunk("INAM", "abc"u8.ToArray())])),
            "aiff" => Aiff(data, channels: 2),
            "aifc" => Aiff(data, bits: 24, compression: "sowt", between: BigChunk("NAME", [1, 2, 3])),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown"),
        };
    }

    private static byte[] ValidTags(string kind)
    {
        string[] comments = ["TITLE=a", "TRACKNUMBER=3/4", "REPLAYGAIN_TRACK_GAIN=-1 dB", "METADATA_BLOCK_PICTURE=" + Convert.ToBase64String(TagFiles.Picture(3, "image/png", 30))];
        return kind switch
        {
            "id3v2.2" => [.. TagFiles.Id3(2, 0, TagFiles.TextFrame(2, "TT2", "a"), TagFiles.Frame(2, "PIC", [0, .. "JPG"u8, 3, 0, .. new byte[9]])), .. TagFiles.Mp3Frames()],
            "id3v2.3" => [.. TagFiles.Id3(3, 0xC0, [0, 0, 0, 6, 0, 0, 0, 0, 0, 0], TagFiles.TextFrame(3, "TIT2", "a"), TagFiles.Frame(3, "COMM", [1, .. "eng"u8, 0, 0, .. "b\0"u8])), .. TagFiles.Mp3Frames()],
            "id3v2.4" =>
            [
                .. TagFiles.Id3(
                    4,
                    0,
                    TagFiles.Frame(4, "TIT2", [1, 0xFF, 0xFE, .. "a\0b\0"u8]),
                    TagFiles.Frame(4, "TXXX", [3, .. "REPLAYGAIN_TRACK_GAIN"u8, 0, .. "-1 dB"u8], flags: 2),
                    TagFiles.Frame(4, "RVA2", [.. "album"u8, 0, 1, 0xFC, 0x00, 0]),
                    TagFiles.Frame(4, "APIC", [0, .. "image/jpeg"u8, 0, 3, 0, .. new byte[20]])),
                .. TagFiles.Mp3Frames(),
            ],
            "ape" =>
            [
                .. "wvpk"u8, .. new byte[20], .. TagFiles.ApeTag(("Title", 0, "a\0b"u8.ToArray()), ("Cover Art (Front)", 2, [.. "c\0"u8, .. new byte[20]])),
                .. TagFiles.Id3v1("t", "a", "l", "1999", "c", 3, 17),
            ],
            "flac" => TagFiles.Flac((4, TagFiles.VorbisComment(comments)), (6, TagFiles.Picture(3, "image/png", 20))),
            "vorbis" => TagFiles.Ogg(TagFiles.VorbisHead, [.. "\u0003vorbis"u8, .. TagFiles.VorbisComment(comments), 1]),
            "opus" => TagFiles.Ogg(TagFiles.OpusHead, [.. "OpusTags"u8, .. TagFiles.VorbisComment(comments)]),
            "riff" => Riff(
                "RIFF",
                Chunk("LIST", [.. "INFO"u8, .. Chunk("INAM", "abc"u8.ToArray()), .. Chunk("ICRD", "1999"u8.ToArray())]),
                Chunk("id3 ", TagFiles.Id3(3, 0, TagFiles.TextFrame(3, "TIT2", "a")))),
            "aiff" => Aiff([1, 2], between: [.. BigChunk("NAME", "odd"u8.ToArray()), .. BigChunk("ID3 ", TagFiles.Id3(4, 0, TagFiles.TextFrame(4, "TALB", "a")))]),
            "mp4" => TagFiles.Mp4(
                TagFiles.Box("\u00A9nam", TagFiles.Data(1, "a"u8.ToArray())),
                TagFiles.Box("trkn", TagFiles.Data(0, [0, 0, 0, 3, 0, 12, 0, 0])),
                TagFiles.Box("covr", TagFiles.Data(13, new byte[30])),
                TagFiles.Box("----", TagFiles.Box("name", new byte[4], "replaygain_track_gain"u8.ToArray()), TagFiles.Data(1, "1 dB"u8.ToArray()))),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown"),
        };
    }
}
