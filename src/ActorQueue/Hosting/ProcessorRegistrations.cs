using System.Text.Json.Serialization.Metadata;
using ActorQueue.Contracts;
using ActorQueue.Processors;
using ActorQueue.Processors.Payloads;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>What a queue's processors are made of beside their kinds.</summary>
public static class ProcessorRegistrations
{
    /// <summary>Registers the processor of a kind whose payload is JSON: an <see cref="ITaskProcessor{TPayload}"/> or an <see cref="ISyncTaskProcessor{TPayload}"/>.</summary>
    /// <param name="builder">The queue.</param>
    /// <param name="kind">The name that tasks carry.</param>
    /// <param name="payload">The payload's source-generated metadata, for example <c>MyJson.Default.Order</c>.</param>
    /// <param name="versions">Names the steps from older versions of the payload, when there have been any.</param>
    /// <param name="isolation">Where it runs.</param>
    public static ActorQueueBuilder AddProcessor<TProcessor, TPayload>(
        this ActorQueueBuilder builder, string kind, JsonTypeInfo<TPayload> payload, Action<PayloadVersions>? versions = null, ProcessorIsolation isolation = ProcessorIsolation.Default)
        where TProcessor : class
    {
        ArgumentNullException.ThrowIfNull(payload);
        return AddTyped<TProcessor, TPayload>(builder, kind, JsonPayloadSerializer.MediaType, new JsonPayloadSerializer(payload), versions, isolation);
    }

    /// <summary>The same for a payload that a registered <see cref="IPayloadSerializer"/> reads and writes.</summary>
    /// <param name="builder">The queue.</param>
    /// <param name="kind">The name that tasks carry.</param>
    /// <param name="contentType">The media type that is written; tasks stored with another one are read by the serializer of theirs.</param>
    /// <param name="versions">Names the steps from older versions of the payload, when there have been any.</param>
    /// <param name="isolation">Where it runs.</param>
    public static ActorQueueBuilder AddProcessor<TProcessor, TPayload>(
        this ActorQueueBuilder builder, string kind, string contentType, Action<PayloadVersions>? versions = null, ProcessorIsolation isolation = ProcessorIsolation.Default)
        where TProcessor : class
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(contentType);
        return AddTyped<TProcessor, TPayload>(builder, kind, contentType, null, versions, isolation);
    }

    /// <summary>Registers a payload format of the application's own.</summary>
    public static ActorQueueBuilder AddPayloadSerializer<TSerializer>(this ActorQueueBuilder builder)
        where TSerializer : class, IPayloadSerializer
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<IPayloadSerializer, TSerializer>();
        return builder;
    }

    /// <summary>Names an older name of a kind: tasks that are stored under it run as the kind that has it now, whatever they waited for.</summary>
    /// <param name="builder">The queue.</param>
    /// <param name="alias">The old name; no processor may be registered under it.</param>
    /// <param name="kind">The name it has now, or a later alias.</param>
    public static ActorQueueBuilder AddAlias(this ActorQueueBuilder builder, string alias, string kind)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(alias);
        ArgumentException.ThrowIfNullOrWhiteSpace(kind);
        builder.Services.AddSingleton(new KindAlias(alias, kind));
        return builder;
    }

    /// <summary>Adds code around every attempt, inside what was added before.</summary>
    public static ActorQueueBuilder AddMiddleware<TMiddleware>(this ActorQueueBuilder builder)
        where TMiddleware : class, ITaskMiddleware
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<ITaskMiddleware, TMiddleware>();
        return builder;
    }

    /// <summary>Adds a classifier of exceptions, asked after those that were added before.</summary>
    public static ActorQueueBuilder AddFailureClassifier<TClassifier>(this ActorQueueBuilder builder)
        where TClassifier : class, IFailureClassifier
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<IFailureClassifier, TClassifier>();
        return builder;
    }

    /// <summary>Says what an exception of a type, or derived from it, means: the short form of <see cref="AddFailureClassifier"/>.</summary>
    /// <param name="builder">The queue.</param>
    /// <param name="failureClass">Whether a retry can help.</param>
    /// <param name="code">The error's code.</param>
    public static ActorQueueBuilder ClassifyFailure<TException>(this ActorQueueBuilder builder, FailureClass failureClass, string code = ErrorCodes.Failed)
        where TException : Exception
    {
        ArgumentNullException.ThrowIfNull(builder);

        // Made once to be checked here: further on it would fail every attempt that it is asked about.
        _ = new TaskFailedException(code, string.Empty, failureClass);
        builder.Services.AddSingleton<IFailureClassifier>(new ExceptionTypeClassifier<TException>(new ClassifiedFailure(failureClass, code)));
        return builder;
    }

    private static ActorQueueBuilder AddTyped<TProcessor, TPayload>(
        ActorQueueBuilder builder, string kind, string contentType, IPayloadSerializer? own, Action<PayloadVersions>? configure, ProcessorIsolation isolation)
        where TProcessor : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(kind);
        var isAsynchronous = typeof(TProcessor).IsAssignableTo(typeof(ITaskProcessor<TPayload>));
        if (!isAsynchronous && !typeof(TProcessor).IsAssignableTo(typeof(ISyncTaskProcessor<TPayload>)))
        {
            throw new ArgumentException(
                $"{typeof(TProcessor)} is neither an ITaskProcessor<{typeof(TPayload).Name}> nor an ISyncTaskProcessor<{typeof(TPayload).Name}>.");
        }

        var versions = new PayloadVersions();
        configure?.Invoke(versions);
        builder.Services.TryAddSingleton<TProcessor>();
        builder.Services.AddSingleton<PayloadFormat>(new PayloadFormat<TPayload>(kind, contentType, own, versions));
        return isAsynchronous
            ? builder.AddProcessor<TypedProcessor<TProcessor, TPayload>>(kind, isolation)
            : builder.AddProcessor<TypedSyncProcessor<TProcessor, TPayload>>(kind, isolation);
    }
}
