using Akka.Configuration;

namespace Akka.Dispatch;

/// <summary>Threads that run mailboxes.</summary>
public abstract class ExecutorService
{
    protected ExecutorService(string id) => Id = id;

    public string Id { get; }

    public abstract void Execute(IRunnable run);

    public abstract void Shutdown();
}

public abstract class ExecutorServiceFactory
{
    protected ExecutorServiceFactory()
    {
    }

    public abstract ExecutorService Produce(string id);
}

public abstract class ExecutorServiceConfigurator : ExecutorServiceFactory
{
    protected ExecutorServiceConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    {
        Config = config;
        Prerequisites = prerequisites;
    }

    public Config Config { get; }

    public IDispatcherPrerequisites Prerequisites { get; }
}

internal static class ExecutorServices
{
    /// <summary>The executor that a dispatcher's <c>executor</c> key names.</summary>
    public static ExecutorServiceConfigurator For(Config config, IDispatcherPrerequisites prerequisites)
    {
        var executor = config.GetString("executor", "default-executor");
        switch (executor)
        {
            case null or "" or "default-executor" or "thread-pool-executor" or "channel-executor" or "task-executor":
                // All of them share the process's thread pool: it is the fastest and the one that the framework tunes.
                return new ThreadPoolExecutorConfigurator(config, prerequisites);
            case "fork-join-executor":
                return new DedicatedThreadsConfigurator(config, prerequisites);
            default:
                var type = Type.GetType(executor)
                    ?? throw new ConfigurationException($"Unknown executor '{executor}' of dispatcher '{config.GetString("id")}'.");
                return (ExecutorServiceConfigurator)Activator.CreateInstance(type, config, prerequisites)!;
        }
    }
}

internal sealed class ThreadPoolExecutorConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : ExecutorServiceConfigurator(config, prerequisites)
{
    public override ExecutorService Produce(string id) => new ThreadPoolExecutor(id);

    private sealed class ThreadPoolExecutor(string id) : ExecutorService(id)
    {
        public override void Execute(IRunnable run) => ThreadPool.UnsafeQueueUserWorkItem(run, preferLocal: false);

        public override void Shutdown()
        {
            // The pool belongs to the process.
        }
    }
}

/// <summary>A fixed number of threads of its own: <c>dedicated-thread-pool { thread-count = N }</c>.</summary>
internal sealed class DedicatedThreadsConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : ExecutorServiceConfigurator(config, prerequisites)
{
    public override ExecutorService Produce(string id)
    {
        var pool = Config.GetConfig("dedicated-thread-pool") ?? Config.GetConfig("fork-join-executor.dedicated-thread-pool");
        var count = pool?.GetInt("thread-count", Environment.ProcessorCount) ?? Environment.ProcessorCount;
        var background = !string.Equals(pool?.GetString("threadtype", "background"), "foreground", StringComparison.OrdinalIgnoreCase);
        return new DedicatedThreads(id, count, background);
    }
}
