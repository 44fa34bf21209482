using ActorQueue.Contracts;
using ActorQueue.Core;

namespace ActorQueue.Supervision;

/// <summary>Requests about single tasks: submit, look, list, cancel.</summary>
internal sealed class TaskRequests(LiveQueue live, WorkerLinks workers, QueueLog log)
{
    public void AddTo(QueueRequests requests)
    {
        requests.On<EnqueueTasks>(Enqueue);
        requests.On<GetTask>(query => live.State.Find(query.Id) is { } task ? new TaskFound(task) : new TaskNotFound(query.Id));
        requests.On<ListTasks>(live.State.List);
        requests.On<CancelTask>(Cancel);
    }

    private TasksEnqueued Enqueue(EnqueueTasks command)
    {
        var reply = live.Decide(into => live.Partition.Enqueue(command, live.Now, into));
        log.Enqueued(command, reply);
        return reply;
    }

    private TaskCancelAnswered Cancel(CancelTask command)
    {
        var reply = live.Decide(into => live.Partition.Cancel(command, live.Now, into));
        if (reply.Result == CancelResult.Requested)
        {
            workers.CancelRunning(command.Id);
        }

        return reply;
    }
}
