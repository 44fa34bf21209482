using ActorQueue.Contracts;
using ActorQueue.Core;

namespace ActorQueue.Supervision;

/// <summary>Questions about which task starts when.</summary>
internal sealed class AdmissionRequests(LiveQueue live)
{
    public void AddTo(QueueRequests requests) => requests.On<ExplainTask>(Explain);

    private object Explain(ExplainTask query) =>
        live.Partition.Explain(query.Id, live.Now) is { } explanation ? new TaskExplained(explanation) : new TaskNotFound(query.Id);
}
