using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ActorQueue.Cli.Discovery;

/// <summary>Lists and inspects files by their bytes, through the C library.</summary>
internal sealed partial class LinuxFileTree : IFileTree
{
    private const int AtFdCwd = -100;
    private const uint StatxBasicStats = 0x7ff;

    // struct statx is fixed by the kernel for every architecture, unlike struct stat.
    private const int StatxSize = 256;
    private const int ModeOffset = 28;
    private const int InodeOffset = 32;
    private const int SizeOffset = 40;
    private const int ModifiedSecondsOffset = 112;
    private const int ModifiedNanosecondsOffset = 120;
    private const int DeviceMajorOffset = 136;
    private const int DeviceMinorOffset = 140;

    // struct dirent of 64-bit Linux: inode 8, offset 8, record length 2, type 1, then the name.
    private const int EntryLengthOffset = 16;
    private const int EntryTypeOffset = 18;
    private const int EntryNameOffset = 19;
    private const byte EntryTypeLink = 10;

    private const int ErrorNoEntry = 2;
    private const int ErrorNotDirectory = 20;

    public FileFacts Stat(FilePath path)
    {
        Span<byte> facts = stackalloc byte[StatxSize];
        if (Statx(AtFdCwd, path.ToNativeString(), 0, StatxBasicStats, facts) != 0)
        {
            var missing = Marshal.GetLastPInvokeError() is ErrorNoEntry or ErrorNotDirectory;
            return new FileFacts(missing ? FileType.Missing : FileType.Inaccessible, "", 0, 0);
        }

        var type = (BinaryPrimitives.ReadUInt16LittleEndian(facts[ModeOffset..]) & 0xf000) switch
        {
            0x8000 => FileType.Regular,
            0x4000 => FileType.Directory,
            _ => FileType.Special,
        };
        var identity = $"{ReadUInt32(facts, DeviceMajorOffset)}:{ReadUInt32(facts, DeviceMinorOffset)}:{ReadInt64(facts, InodeOffset)}";
        var modified = (ReadInt64(facts, ModifiedSecondsOffset) * 1_000_000_000) + ReadUInt32(facts, ModifiedNanosecondsOffset);
        return new FileFacts(type, identity, ReadInt64(facts, SizeOffset), modified);
    }

    public IReadOnlyList<DirectoryEntry> List(FilePath directory)
    {
        var stream = OpenDirectory(directory.ToNativeString());
        if (stream == 0)
        {
            throw new IOException(Marshal.GetLastPInvokeErrorMessage());
        }

        try
        {
            var entries = new List<DirectoryEntry>();
            for (var entry = ReadDirectory(stream); entry != 0; entry = ReadDirectory(stream))
            {
                var name = ReadName(entry);
                if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
                {
                    entries.Add(new DirectoryEntry(directory.Child(name), Marshal.ReadByte(entry, EntryTypeOffset) == EntryTypeLink));
                }
            }

            return entries;
        }
        finally
        {
            _ = CloseDirectory(stream);
        }
    }

    private static ReadOnlySpan<byte> ReadName(nint entry)
    {
        var bytes = new byte[Marshal.ReadInt16(entry, EntryLengthOffset) - EntryNameOffset];
        Marshal.Copy(entry + EntryNameOffset, bytes, 0, bytes.Length);
        return bytes.AsSpan(0, Array.IndexOf(bytes, (byte)0));
    }

    private static uint ReadUInt32(ReadOnlySpan<byte> facts, int offset) => MemoryMarshal.Read<uint>(facts[offset..]);

    private static long ReadInt64(ReadOnlySpan<byte> facts, int offset) => MemoryMarshal.Read<long>(facts[offset..]);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int Statx(int directory, byte[] path, int flags, uint mask, Span<byte> facts);

    [LibraryImport("libc", EntryPoint = "opendir", SetLastError = true)]
    private static partial nint OpenDirectory(byte[] path);

    [LibraryImport("libc", EntryPoint = "readdir")]
    private static partial nint ReadDirectory(nint stream);

    [LibraryImport("libc", EntryPoint = "closedir")]
    private static partial int CloseDirectory(nint stream);
}
