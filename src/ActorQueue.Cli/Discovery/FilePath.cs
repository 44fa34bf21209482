using System.Text;

namespace ActorQueue.Cli.Discovery;

/// <summary>An absolute path as the file system has it: bytes, which need not be UTF-8.</summary>
/// <remarks>
/// .NET decodes names as UTF-8 and puts U+FFFD where that fails, after which the file cannot be opened any more. So the bytes are
/// kept, and <see cref="Text"/> is the readable form, in which each byte that is not UTF-8 reads <c>\xNN</c>.
/// </remarks>
internal sealed class FilePath : IEquatable<FilePath>, IComparable<FilePath>
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _bytes;

    public FilePath(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes.ToArray();
        (Text, IsText) = Decode(_bytes);
    }

    public FilePath(string text)
    {
        _bytes = Encoding.UTF8.GetBytes(text);
        Text = text;
        IsText = true;
    }

    /// <summary>The path for people, JSON and CSV.</summary>
    public string Text { get; }

    /// <summary>Whether the name is UTF-8, so that <see cref="Text"/> is the path itself and can be opened by it.</summary>
    public bool IsText { get; }

    /// <summary>Whether the user named it, or a folder above it, by an absolute path, and so wants to see that one.</summary>
    public bool IsNamedAbsolute { get; init; }

    public ReadOnlySpan<byte> Bytes => _bytes;

    public string Extension => Path.GetExtension(Text);

    public FilePath Child(ReadOnlySpan<byte> name)
    {
        var endsInSlash = _bytes is [.., (byte)'/'];
        var joined = new byte[_bytes.Length + (endsInSlash ? 0 : 1) + name.Length];
        _bytes.CopyTo(joined, 0);
        joined[joined.Length - name.Length - 1] = (byte)'/';
        name.CopyTo(joined.AsSpan(joined.Length - name.Length));
        return new FilePath(joined) { IsNamedAbsolute = IsNamedAbsolute };
    }

    /// <summary>The path with a closing NUL, as the C library takes it.</summary>
    public byte[] ToNativeString() => [.. _bytes, 0];

    public int CompareTo(FilePath? other) => other is null ? 1 : Bytes.SequenceCompareTo(other.Bytes);

    public bool Equals(FilePath? other) => other is not null && Bytes.SequenceEqual(other.Bytes);

    public override bool Equals(object? obj) => Equals(obj as FilePath);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    public override string ToString() => Text;

    private static (string Text, bool IsText) Decode(byte[] bytes)
    {
        try
        {
            return (Strict.GetString(bytes), true);
        }
        catch (DecoderFallbackException)
        {
            return (Escape(bytes), false);
        }
    }

    private static string Escape(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var consumed) == System.Buffers.OperationStatus.Done)
            {
                text.Append(rune.ToString());
            }
            else
            {
                foreach (var invalid in bytes[..consumed])
                {
                    text.Append("\\x").Append(invalid.ToString("x2"));
                }
            }

            bytes = bytes[consumed..];
        }

        return text.ToString();
    }
}
