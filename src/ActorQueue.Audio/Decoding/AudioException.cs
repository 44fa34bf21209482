namespace ActorQueue.Audio.Decoding;

/// <summary>The only exception that decoding throws for bad input: a code for programs and a reason for people.</summary>
public sealed class AudioException : Exception
{
    /// <summary>A failure found here.</summary>
    /// <param name="code">One of <see cref="AudioErrorCodes"/>.</param>
    /// <param name="message">What is wrong and, where something can be done, what to do.</param>
    public AudioException(string code, string message)
        : base(message) => Code = code;

    /// <summary>A failure that a reader below reported.</summary>
    /// <param name="code">One of <see cref="AudioErrorCodes"/>.</param>
    /// <param name="message">What is wrong and, where something can be done, what to do.</param>
    /// <param name="innerException">What the reader below reported.</param>
    public AudioException(string code, string message, Exception? innerException)
        : base(message, innerException) => Code = code;

    /// <summary>One of <see cref="AudioErrorCodes"/>.</summary>
    public string Code { get; }

    internal static AudioException DecodeFailed(string reason, Exception? cause = null) =>
        new(AudioErrorCodes.DecodeFailed, reason, cause);
}
