using System.Text.Json;
using ActorQueue.Contracts;

namespace ActorQueue.Callbacks;

/// <summary>Makes the tasks that tell an HTTP receiver of an end. What it is sent, and how it checks the signature, stands in README.md beside this file.</summary>
public static class WebhookTask
{
    /// <summary>The kind of these tasks.</summary>
    public const string Kind = "actorqueue.webhook";

    // A receiver that is down is so for minutes, not for the seconds of the queue's own default: about ten minutes in all.
    private static readonly RetryOptions Patient = RetryOptions.Exponential(2.0, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), maxAttempts: 8) with { Jitter = 0.1, PriorityStep = 0 };

    /// <summary>A template for <see cref="FollowUp"/> and for a batch's callbacks.</summary>
    /// <param name="url">Where to; <c>webhook.*</c> says where may be called.</param>
    /// <param name="retry">How deliveries are retried; null: 8 tries within about ten minutes.</param>
    public static TaskSpec To(Uri url, RetryOptions? retry = null)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp))
        {
            throw new ArgumentException($"'{url}' is not an absolute http or https address.", nameof(url));
        }

        return new TaskSpec
        {
            Id = default,
            Kind = Kind,
            Name = $"webhook {url.Host}",
            Payload = JsonSerializer.SerializeToUtf8Bytes(new WebhookPayload(url.AbsoluteUri), CallbackJson.Default.WebhookPayload),
            Retry = retry ?? Patient,
        };
    }
}
