using System.Diagnostics;
using ActorQueue.Audio.Decoding;
using static ActorQueue.Audio.Tests.Decoding.SoundFiles;

namespace ActorQueue.Audio.Tests.Decoding;

/// <summary>
/// Valid files with a few bytes changed, cut or doubled: each is decoded or refused with a reason, never crashes, hangs, or makes the reader allocate by
/// what a header says. The seeds are fixed, so a failure repeats.
/// </summary>
public sealed class MutationTests
{
    private const int Rounds = 3000;

    /// <summary>Many times what a decoder needs for the few hundred bytes here, and far less than any lying size.</summary>
    private const long AllocationLimitBytes = 8 * 1024 * 1024;

    public static TheoryData<string> Seeds => ["wave", "extensible", "rf64", "float", "aiff", "aifc"];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_damaged_file_is_decoded_or_refused(string kind)
    {
        var valid = ValidFile(kind);
        Decode(valid).Samples.Length.ShouldBePositive();
        var random = new Random(kind.Length * 7919);
        var decoded = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var file = Mutate(valid, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            decoded += TryDecode(file, $"{kind}, round {round}") ? 1 : 0;
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(AllocationLimitBytes, $"{kind}, round {round}");
        }

        // Both ends are reached, or the mutations test nothing.
        decoded.ShouldBeInRange(Rounds / 100, Rounds * 99 / 100);
    }

    private static bool TryDecode(byte[] file, string what)
    {
        try
        {
            using var stream = new MemoryStream(file, writable: false);
            using var audio = AudioDecoder.Open(stream, () => CodecProbe.Nothing);
            var buffer = new float[1024];
            long samples = 0;
            int read;
            while ((read = audio.Samples.Read(buffer)) > 0)
            {
                samples += read;
                samples.ShouldBeLessThanOrEqualTo(file.Length, what);
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
        catch (Exception e) when (e is not ShouldAssertException)
        {
            throw new UnreachableException($"{what}: {Convert.ToHexString(file)}", e);
        }
    }

    private static byte[] Mutate(byte[] valid, Random random)
    {
        var file = (byte[])valid.Clone();
        for (var change = random.Next(1, 5); change > 0; change--)
        {
            var at = random.Next(Math.Min(file.Length, 120));
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
            "aiff" => Aiff(data, channels: 2),
            "aifc" => Aiff(data, bits: 24, compression: "sowt", between: BigChunk("NAME", [1, 2, 3])),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown"),
        };
    }
}
