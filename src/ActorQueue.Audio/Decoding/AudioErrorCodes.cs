namespace ActorQueue.Audio.Decoding;

/// <summary>The words in <see cref="AudioException.Code"/>; the queue and its reports use the same.</summary>
public static class AudioErrorCodes
{
    /// <summary>No such file; trying again cannot help.</summary>
    public const string FileNotFound = "file-not-found";

    /// <summary>The file exists but may not be read.</summary>
    public const string AccessDenied = "access-denied";

    /// <summary>The content is known, but nothing that is installed decodes it; trying again cannot help.</summary>
    public const string CodecMissing = "codec-missing";

    /// <summary>The content is not audio, damaged, cut off, or its header contradicts it.</summary>
    public const string DecodeFailed = "decode-failed";
}
