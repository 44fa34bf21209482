namespace ActorQueue.Hosting;

/// <summary>The queues that run in this process, in the order of their starts; the first is the default one.</summary>
internal sealed class DefaultQueue
{
    // Guards the list.
    private readonly Lock _gate = new();
    private readonly List<TaskQueue> _running = [];

    public static DefaultQueue OfThisProcess { get; } = new();

    public TaskQueue? Current
    {
        get
        {
            lock (_gate)
            {
                return _running.Count > 0 ? _running[0] : null;
            }
        }
    }

    public void Add(TaskQueue queue)
    {
        lock (_gate)
        {
            _running.Add(queue);
        }
    }

    public void Remove(TaskQueue queue)
    {
        lock (_gate)
        {
            _running.Remove(queue);
        }
    }
}
