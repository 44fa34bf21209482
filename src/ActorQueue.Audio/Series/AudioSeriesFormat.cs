using System.IO.Compression;

namespace ActorQueue.Audio.Series;

/// <summary>
/// The compact form of an <see cref="AudioSeries"/>: "AQSR", a version byte, then a zlib stream of little-endian fields. Values are rounded to 8 or 16 bits between the least and the
/// greatest of their track, which is finer than a picture shows.
/// </summary>
internal static class AudioSeriesFormat
{
    private const byte Version = 1;

    // More than the largest series takes: what inflates to more is no series.
    private const int MaxInflatedBytes = 1 << 18;

    private static ReadOnlySpan<byte> Magic => "AQSR"u8;

    public static byte[] Write(AudioSeries series)
    {
        using var bytes = new MemoryStream();
        bytes.Write(Magic);
        bytes.WriteByte(Version);
        using (var deflated = new ZLibStream(bytes, CompressionLevel.Optimal, leaveOpen: true))
        using (var writer = new BinaryWriter(deflated))
        {
            writer.Write(series.DurationSeconds);
            writer.Write(series.SampleRateHz);
            Write(writer, series.Waveform, isWide: true);
            Write(writer, series.MelDb, isWide: false);
            Write(writer, series.Chroma, isWide: false);
            writer.Write(series.Loudness is not null);
            if (series.Loudness is { } loudness)
            {
                Write(writer, loudness, isWide: true);
            }

            writer.Write(series.RelativeGateLufs ?? double.NaN);
            Write(writer, series.Onsets, isWide: true);
            foreach (var evidence in series.TempoEvidence)
            {
                writer.Write((byte)Math.Round(255 * evidence));
            }
        }

        return bytes.ToArray();
    }

    public static AudioSeries Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 5 || !bytes.StartsWith(Magic) || bytes[4] != Version)
        {
            throw new FormatException("Not a series of this version.");
        }

        try
        {
            using var reader = new BinaryReader(Inflate(bytes[5..]));
            var duration = reader.ReadDouble();
            var rate = reader.ReadInt32();
            var waveform = ReadTrack(reader, 3);
            var mel = ReadTrack(reader, SeriesCollector.MelBands);
            var chroma = ReadTrack(reader, 12);
            var loudness = reader.ReadBoolean() ? ReadTrack(reader, 2) : null;
            var gate = reader.ReadDouble();
            var onsets = ReadTrack(reader, 1);
            var evidence = new double[AudioSeries.FastestBpm - AudioSeries.SlowestBpm + 1];
            foreach (ref var value in evidence.AsSpan())
            {
                value = reader.ReadByte() / 255.0;
            }

            return double.IsFinite(duration) && duration >= 0 && rate > 0
                ? new AudioSeries
                {
                    DurationSeconds = duration,
                    SampleRateHz = rate,
                    Waveform = waveform,
                    MelDb = mel,
                    Chroma = chroma,
                    Loudness = loudness,
                    RelativeGateLufs = double.IsFinite(gate) ? gate : null,
                    Onsets = onsets,
                    TempoEvidence = evidence,
                }
                : throw new FormatException("A series without a length or a rate.");
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            throw new FormatException("A damaged series.", exception);
        }
    }

    private static MemoryStream Inflate(ReadOnlySpan<byte> bytes)
    {
        using var inflated = new ZLibStream(new MemoryStream(bytes.ToArray()), CompressionMode.Decompress);
        var content = new byte[MaxInflatedBytes];
        return new MemoryStream(content, 0, inflated.ReadAtLeast(content, content.Length, throwOnEndOfStream: false));
    }

    private static void Write(BinaryWriter writer, SeriesTrack track, bool isWide)
    {
        var (least, greatest) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var value in track.Values)
        {
            if (!float.IsNaN(value))
            {
                (least, greatest) = (MathF.Min(least, value), MathF.Max(greatest, value));
            }
        }

        (least, greatest) = least > greatest ? (0, 0) : (least, greatest);
        writer.Write((ushort)track.Columns);
        writer.Write(track.ColumnSeconds);
        writer.Write(isWide);
        writer.Write(least);
        writer.Write(greatest);
        var steps = isWide ? ushort.MaxValue - 1 : byte.MaxValue;
        var scale = greatest > least ? steps / ((double)greatest - least) : 0;
        foreach (var value in track.Values)
        {
            // 0 is no value in the wide form; the narrow one is for tracks that always have one.
            var step = float.IsNaN(value) ? -1 : (int)Math.Round((value - (double)least) * scale);
            if (isWide)
            {
                writer.Write((ushort)(step + 1));
            }
            else
            {
                writer.Write((byte)Math.Max(0, step));
            }
        }
    }

    private static SeriesTrack ReadTrack(BinaryReader reader, int rows)
    {
        var columns = reader.ReadUInt16();
        var columnSeconds = reader.ReadDouble();
        var isWide = reader.ReadBoolean();
        var least = reader.ReadSingle();
        var greatest = reader.ReadSingle();
        if (columns > AudioSeries.MaxColumns || !(columnSeconds > 0 && double.IsFinite(columnSeconds)) || !float.IsFinite(least) || !float.IsFinite(greatest))
        {
            throw new FormatException("A damaged track.");
        }

        var steps = isWide ? ushort.MaxValue - 1 : byte.MaxValue;
        var scale = ((double)greatest - least) / steps;
        var values = new float[rows * columns];
        foreach (ref var value in values.AsSpan())
        {
            var step = isWide ? reader.ReadUInt16() - 1 : reader.ReadByte();
            value = step < 0 ? float.NaN : (float)(least + (step * scale));
        }

        return new SeriesTrack(rows, columnSeconds, values);
    }
}
