using System.Buffers.Binary;

namespace ActorQueue.Audio.Tags;

/// <summary>
/// A part of a stream, read forwards and never beyond its end: every size that a tag declares is held against what is left, so none makes a reader allocate, loop or
/// leave its part. Once something did not fit, nothing more is read.
/// </summary>
/// <param name="stream">Read from where it stands.</param>
/// <param name="length">Bytes of the part, as far as is known.</param>
internal sealed class TagBytes(Stream stream, long length)
{
    private const int SkipBytes = 16 * 1024;

    private byte[]? _skipped;
    private bool _isBroken;

    /// <summary>Bytes not read yet.</summary>
    public long Left { get; private set; } = Math.Max(0, length);

    /// <summary>A part of a seekable stream.</summary>
    public static TagBytes At(Stream stream, long start, long length)
    {
        stream.Position = Math.Clamp(start, 0, stream.Length);
        return new TagBytes(stream, Math.Min(length, stream.Length - stream.Position));
    }

    /// <summary>Reads the part that comes next, and goes on behind it however much of it was read; fails when it is larger than what is left.</summary>
    public bool TryReadPart(long size, Action<TagBytes> read)
    {
        if (!Fits(size))
        {
            return false;
        }

        Left -= size;
        var part = new TagBytes(stream, size);
        read(part);
        part._isBroken = false;
        return part.TrySkip(part.Left);
    }

    /// <summary>Fills the buffer, or fails at the end.</summary>
    public bool TryRead(Span<byte> buffer)
    {
        if (!Fits(buffer.Length) || stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) < buffer.Length)
        {
            _isBroken = true;
            return false;
        }

        Left -= buffer.Length;
        return true;
    }

    public bool TryReadUInt32BigEndian(out uint value)
    {
        Span<byte> word = stackalloc byte[sizeof(uint)];
        var isRead = TryRead(word);
        value = isRead ? BinaryPrimitives.ReadUInt32BigEndian(word) : 0;
        return isRead;
    }

    public bool TryReadUInt32LittleEndian(out uint value)
    {
        var isRead = TryReadUInt32BigEndian(out value);
        value = BinaryPrimitives.ReverseEndianness(value);
        return isRead;
    }

    /// <summary>Reads what is wanted of an item and steps over its rest; null when the item is larger than what is left.</summary>
    /// <param name="size">The item's declared size.</param>
    /// <param name="most">How much of it is wanted.</param>
    public byte[]? ReadStart(long size, int most)
    {
        if (!Fits(size))
        {
            return null;
        }

        var bytes = new byte[(int)Math.Min(size, most)];
        return TryRead(bytes) && TrySkip(size - bytes.Length) ? bytes : null;
    }

    /// <summary>Steps forwards, or fails at the end.</summary>
    public bool TrySkip(long count)
    {
        if (!Fits(count))
        {
            return false;
        }

        if (stream.CanSeek)
        {
            stream.Position += count;
            Left -= count;
            return true;
        }

        _skipped ??= new byte[SkipBytes];
        while (count > 0)
        {
            var step = (int)Math.Min(count, _skipped.Length);
            if (!TryRead(_skipped.AsSpan(0, step)))
            {
                return false;
            }

            count -= step;
        }

        return true;
    }

    private bool Fits(long size)
    {
        _isBroken |= size < 0 || size > Left;
        return !_isBroken;
    }
}
