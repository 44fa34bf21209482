namespace ActorQueue.Processors.Payloads;

/// <summary>Reads the payload for an asynchronous processor.</summary>
internal sealed class TypedProcessor<TProcessor, TPayload>(TProcessor processor, PayloadFormats formats) : ITaskProcessor
    where TProcessor : class
{
    // Cast here and not constrained: which of the two interfaces a processor has is known when it is registered, not when the registration is written.
    private readonly ITaskProcessor<TPayload> _processor = (ITaskProcessor<TPayload>)processor;

    public ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken) =>
        _processor.ProcessAsync(formats.Of<TPayload>(context.Kind).Read(context, formats), context, cancellationToken);
}

/// <summary>Reads the payload for a synchronous processor, on its thread.</summary>
internal sealed class TypedSyncProcessor<TProcessor, TPayload>(TProcessor processor, PayloadFormats formats) : ISyncTaskProcessor
    where TProcessor : class
{
    private readonly ISyncTaskProcessor<TPayload> _processor = (ISyncTaskProcessor<TPayload>)processor;

    public TaskResult Process(TaskContext context, CancellationToken cancellationToken) =>
        _processor.Process(formats.Of<TPayload>(context.Kind).Read(context, formats), context, cancellationToken);
}
