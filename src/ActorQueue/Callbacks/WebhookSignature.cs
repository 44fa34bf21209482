using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ActorQueue.Callbacks;

/// <summary>
/// The signature of a webhook's delivery: <c>t=&lt;unix seconds&gt;,v1=&lt;hex&gt;</c>, where hex is HMAC-SHA256 with the secret's UTF-8 bytes over the time's digits, a full stop and the
/// body. One <c>v1</c> for each secret in force.
/// </summary>
public static class WebhookSignature
{
    /// <summary>The header that carries it.</summary>
    public const string HeaderName = "ActorQueue-Signature";

    /// <summary>The header's value.</summary>
    public static string Sign(ReadOnlySpan<byte> body, DateTimeOffset at, IEnumerable<string> secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var value = new StringBuilder("t=").Append(time);
        foreach (var secret in secrets)
        {
            value.Append(",v1=").Append(Convert.ToHexStringLower(Mac(body, time, secret)));
        }

        return value.ToString();
    }

    /// <summary>For receivers: whether a delivery is genuine and fresh.</summary>
    /// <param name="header">The header's value as received.</param>
    /// <param name="body">The body's bytes as received, before anything has parsed them.</param>
    /// <param name="secret">The shared secret.</param>
    /// <param name="now">The time.</param>
    /// <param name="tolerance">How old, or how far ahead, a delivery may be: recorded ones cannot be played again later. Five minutes is usual.</param>
    public static bool Verify(string? header, ReadOnlySpan<byte> body, string secret, DateTimeOffset now, TimeSpan tolerance)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var parts = (header ?? string.Empty).Split(',', StringSplitOptions.TrimEntries);
        var time = parts.FirstOrDefault(part => part.StartsWith("t=", StringComparison.Ordinal))?[2..];
        if (!long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            || (now - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > tolerance)
        {
            return false;
        }

        var expected = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Mac(body, time!, secret)));
        var isGenuine = false;
        foreach (var signature in parts.Where(part => part.StartsWith("v1=", StringComparison.Ordinal)))
        {
            // Time that depends on the first wrong character would let it be guessed one by one.
            isGenuine |= CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature[3..]), expected);
        }

        return isGenuine;
    }

    private static byte[] Mac(ReadOnlySpan<byte> body, string time, string secret)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        mac.AppendData(Encoding.ASCII.GetBytes(time + "."));
        mac.AppendData(body);
        return mac.GetHashAndReset();
    }
}
