using System.Buffers.Binary;

namespace ActorQueue.Cli.Analysis;

/// <summary>What was measured in a file.</summary>
/// <param name="Report">The report as JSON.</param>
/// <param name="Series">The compact form of its series; empty when the file has none, null when nobody asked.</param>
internal sealed record MeasuredFile(byte[] Report, byte[]? Series)
{
    // Less than queue.max-result-bytes by default: a report too long to travel with its series travels alone.
    private const int MostBytes = 500 * 1024;

    /// <summary>Both in one content, as they come from a worker process: the report's length, the report, the series.</summary>
    public byte[] ToBytes()
    {
        var series = Series is { } bytes && sizeof(int) + Report.Length + bytes.Length <= MostBytes ? bytes : [];
        var content = new byte[sizeof(int) + Report.Length + series.Length];
        BinaryPrimitives.WriteInt32LittleEndian(content, Report.Length);
        Report.CopyTo(content, sizeof(int));
        series.CopyTo(content, sizeof(int) + Report.Length);
        return content;
    }

    /// <exception cref="FormatException">It is not what <see cref="ToBytes"/> writes.</exception>
    public static MeasuredFile FromBytes(ReadOnlySpan<byte> content)
    {
        if (content.Length < sizeof(int) || BinaryPrimitives.ReadInt32LittleEndian(content) is var length && (length < 0 || length > content.Length - sizeof(int)))
        {
            throw new FormatException("A worker process sent a report without its end.");
        }

        var report = content.Slice(sizeof(int), BinaryPrimitives.ReadInt32LittleEndian(content));
        return new MeasuredFile(report.ToArray(), content[(sizeof(int) + report.Length)..].ToArray());
    }
}
