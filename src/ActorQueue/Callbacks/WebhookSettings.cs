namespace ActorQueue.Callbacks;

/// <summary>Where webhooks may go; keys and meanings stand in hocon/reference.conf under <c>webhook</c>.</summary>
internal sealed record WebhookSettings(IReadOnlyList<string> Secrets, IReadOnlyList<string> AllowedHosts, bool AllowHttp, bool AllowPrivateNetworks, TimeSpan Timeout)
{
    /// <summary>Why an address may not be called; null when it may, as far as its text tells.</summary>
    public string? Refusal(Uri url)
    {
        if (url.Scheme != Uri.UriSchemeHttps && !(AllowHttp && url.Scheme == Uri.UriSchemeHttp))
        {
            return $"'{url.Scheme}' is not allowed (webhook.allow-http)";
        }

        if (url.UserInfo.Length > 0)
        {
            return "an address with a user's name is not called";
        }

        return AllowedHosts.Count == 0 || AllowedHosts.Any(pattern => Matches(pattern, url.IdnHost))
            ? null
            : $"the host '{url.IdnHost}' is not among webhook.allowed-hosts";
    }

    private static bool Matches(string pattern, string host) => pattern.StartsWith("*.", StringComparison.Ordinal)
        ? host.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase)
        : host.Equals(pattern, StringComparison.OrdinalIgnoreCase);
}
