using System.Text;
using Akka.Configuration;

namespace ActorQueue.Storage;

/// <summary>Reads <c>actorqueue.encryption</c>.</summary>
internal static class EncryptionKeys
{
    private const string FilePrefix = "file:";
    private const int MaxIdBytes = 64;

    /// <summary>The cipher that the settings describe; every problem is added to the list, in the words of the settings and never with a key's content.</summary>
    /// <param name="keysConfig">What stands under <c>encryption.keys</c>; null: nothing.</param>
    /// <param name="activeKey"><c>encryption.active-key</c>; empty: none.</param>
    /// <param name="problems">Where problems go.</param>
    public static DataCipher Read(Config? keysConfig, string activeKey, ICollection<string> problems)
    {
        Dictionary<string, byte[]> keys = new(StringComparer.Ordinal);
        foreach (var (id, value) in keysConfig?.AsEnumerable() ?? [])
        {
            if (Encoding.UTF8.GetByteCount(id) > MaxIdBytes)
            {
                problems.Add($"actorqueue.encryption.keys: the id '{id}' has more than {MaxIdBytes} bytes");
            }
            else if (ReadKey(id, value.GetString() ?? string.Empty, problems) is { } key)
            {
                keys.Add(id, key);
            }
        }

        if (activeKey.Length > 0 && !keys.ContainsKey(activeKey))
        {
            problems.Add($"actorqueue.encryption.active-key: '{activeKey}' is not among actorqueue.encryption.keys");
            activeKey = string.Empty;
        }

        return new DataCipher(keys, activeKey.Length == 0 ? null : activeKey);
    }

    private static byte[]? ReadKey(string id, string value, ICollection<string> problems)
    {
        try
        {
            var text = value.StartsWith(FilePrefix, StringComparison.Ordinal) ? File.ReadAllText(value[FilePrefix.Length..]) : value;
            var key = Convert.FromBase64String(text.Trim());
            if (key.Length == DataCipher.KeyBytes)
            {
                return key;
            }

            problems.Add($"actorqueue.encryption.keys.{id}: has {key.Length} bytes, {DataCipher.KeyBytes} are needed (openssl rand -base64 {DataCipher.KeyBytes})");
        }
        catch (FormatException)
        {
            problems.Add($"actorqueue.encryption.keys.{id}: is not base 64, nor {FilePrefix} and the path of a file that holds base 64");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"actorqueue.encryption.keys.{id}: its file cannot be read ({e.Message})");
        }

        return null;
    }
}
