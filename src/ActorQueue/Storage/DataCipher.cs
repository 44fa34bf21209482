using System.Security.Cryptography;
using System.Text;

namespace ActorQueue.Storage;

/// <summary>
/// Encrypts what is written to disk, AES-256-GCM under the active key, and decrypts what any known key wrote: a key is changed by adding one and making it active, and
/// the old one is taken away when nothing is encrypted by it any more. What was written without encryption stays readable.
/// </summary>
/// <remarks>
/// Layout: version, length and UTF-8 bytes of the key's id, 16 bytes of salt, 12 of nonce, the ciphertext, 16 of tag. Each text has a key of its own, HMAC-SHA-256 of the
/// key over the salt, so that random nonces never come near the number at which they repeat (NIST SP 800-38D, 8.3). What the bytes stand for is authenticated with them.
/// </remarks>
internal sealed class DataCipher
{
    public const int KeyBytes = 32;
    private const byte Version = 1;
    private const int SaltBytes = 16;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly IReadOnlyDictionary<string, byte[]> _keys;
    private readonly string? _activeKey;

    /// <summary>Encrypts nothing.</summary>
    public static DataCipher None { get; } = new(new Dictionary<string, byte[]>(StringComparer.Ordinal), null);

    /// <param name="keys">32 bytes each, by id of 1 to 255 bytes of UTF-8.</param>
    /// <param name="activeKey">The id of the key to write with; null: what is written stays in the clear.</param>
    public DataCipher(IReadOnlyDictionary<string, byte[]> keys, string? activeKey)
    {
        _keys = keys;
        _activeKey = activeKey;
    }

    /// <summary>Whether new data is encrypted.</summary>
    public bool IsActive => _activeKey is not null;

    /// <summary>Encrypts under the active key.</summary>
    /// <param name="data">Any bytes.</param>
    /// <param name="purpose">What they stand for; the same must be given to <see cref="Open"/>.</param>
    public byte[] Seal(ReadOnlySpan<byte> data, string purpose)
    {
        var keyId = Encoding.UTF8.GetBytes(_activeKey ?? throw new InvalidOperationException("No key is active."));
        var headerBytes = 2 + keyId.Length + SaltBytes + NonceBytes;
        var result = new byte[headerBytes + data.Length + TagBytes];
        result[0] = Version;
        result[1] = (byte)keyId.Length;
        keyId.CopyTo(result, 2);
        RandomNumberGenerator.Fill(result.AsSpan(2 + keyId.Length, SaltBytes + NonceBytes));
        var salt = result.AsSpan(2 + keyId.Length, SaltBytes);
        using var aes = Cipher(_keys[_activeKey], salt);
        aes.Encrypt(result.AsSpan(headerBytes - NonceBytes, NonceBytes), data, result.AsSpan(headerBytes, data.Length), result.AsSpan(headerBytes + data.Length), Purpose(purpose));
        return result;
    }

    /// <summary>Decrypts what <see cref="Seal"/> wrote.</summary>
    /// <exception cref="CryptographicException">The key is not known, or the bytes are damaged or stand for something else.</exception>
    public byte[] Open(ReadOnlySpan<byte> sealedData, string purpose)
    {
        if (sealedData.Length < 2 || sealedData[0] != Version || sealedData.Length < 2 + sealedData[1] + SaltBytes + NonceBytes + TagBytes)
        {
            throw new CryptographicException("The encrypted data is cut short or of a later release.");
        }

        var rest = sealedData[2..];
        var keyId = Encoding.UTF8.GetString(rest[..sealedData[1]]);
        if (!_keys.TryGetValue(keyId, out var key))
        {
            throw new CryptographicException($"The data is encrypted by the key '{keyId}', which is not among actorqueue.encryption.keys.");
        }

        rest = rest[sealedData[1]..];
        using var aes = Cipher(key, rest[..SaltBytes]);
        rest = rest[SaltBytes..];
        var data = new byte[rest.Length - NonceBytes - TagBytes];
        aes.Decrypt(rest[..NonceBytes], rest[NonceBytes..^TagBytes], rest[^TagBytes..], data, Purpose(purpose));
        return data;
    }

    private static AesGcm Cipher(byte[] key, ReadOnlySpan<byte> salt)
    {
        Span<byte> own = stackalloc byte[KeyBytes];
        HMACSHA256.HashData(key, salt, own);
        var aes = new AesGcm(own, TagBytes);
        CryptographicOperations.ZeroMemory(own);
        return aes;
    }

    private static byte[] Purpose(string purpose) => Encoding.UTF8.GetBytes(purpose);
}
