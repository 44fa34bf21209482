using ActorQueue.Contracts;

namespace ActorQueue.Core.Tests.Model;

/// <content>Batches, whose members are looked for whenever anything is asked of one.</content>
internal sealed partial class ModelQueue
{
    private DateTimeOffset _batchFloor = DateTimeOffset.MinValue;

    public bool CreateBatch(BatchSpec spec)
    {
        var parent = _batches.Find(batch => batch.Id == spec.ParentBatchId);
        bool isRefused = Mode == QueueMode.Draining
            || spec.Id.CreatedAt <= _batchFloor
            || parent is { IsForgotten: true } or { IsSealed: true }
            || DepthOf(parent) >= BatchSpec.MaxDepth
            || _batches.Count(batch => !batch.HasEnded) >= settings.MaxBatches;
        if (isRefused)
        {
            return false;
        }

        ForgetBatches(settings.MaxBatches - 1);
        _batches.Add(new ModelBatch(spec, parent));
        return true;
    }

    public void Seal(ModelBatch batch) => Commit(() => batch.IsSealed |= !batch.IsForgotten);

    public (int Cancelled, int Requested) CancelBatch(ModelBatch batch)
    {
        var all = WithNested(batch);
        Commit(() => all.ForEach(one => one.IsSealed = true));
        int cancelled = 0, requested = 0;
        foreach (var task in Unended.Where(task => task.Batch is { } its && all.Contains(its)).ToArray())
        {
            var result = task.IsUnended ? Cancel(task) : CancelResult.AlreadyFinished;
            cancelled += result == CancelResult.Cancelled ? 1 : 0;
            requested += result == CancelResult.Requested ? 1 : 0;
        }

        return (cancelled, requested);
    }

    /// <summary>Opens a batch and those in it that were sealed; the caller seals them again.</summary>
    public IReadOnlyList<ModelBatch> Reopen(ModelBatch batch)
    {
        var opened = WithNested(batch).Where(one => one.IsSealed).ToArray();
        foreach (var one in opened)
        {
            one.IsSealed = false;
            OpenAgain(one);
        }

        return opened;
    }

    public IEnumerable<ModelTask> MembersOf(ModelBatch batch) => _all.Where(task => task.Batch == batch);

    public IEnumerable<ModelBatch> ChildrenOf(ModelBatch batch) => _batches.Where(child => child.Parent == batch);

    public List<ModelBatch> WithNested(ModelBatch batch) =>
        [batch, .. ChildrenOf(batch).Where(child => !child.IsForgotten).SelectMany(WithNested)];

    private int DepthOf(ModelBatch? batch) => batch is null ? 0 : 1 + DepthOf(batch.Parent);

    private void EndBatches()
    {
        while (_batches.Find(IsDone) is { } done)
        {
            done.HasEnded = true;
            done.Runs++;
            done.EndedAt = Now;
            done.EndedAs = ++_ends;
            done.EndedWell = MembersOf(done).All(task => task.Status == QueueTaskStatus.Completed) && ChildrenOf(done).All(child => child.EndedWell);
            var end = done.EndedWell ? QueueTaskStatus.Completed : QueueTaskStatus.Failed;
            foreach (var (index, on, task) in done.Spec.Callbacks())
            {
                var id = FollowUpId.Of(done.Id, done.Runs, index);
                if (on.IsMetBy(end) && StatusOf(id) == QueueTaskStatus.None)
                {
                    Accept(task with { Id = id, ParentBatchId = done.Id });
                }
            }
        }
    }

    private bool IsDone(ModelBatch batch) => batch is { IsSealed: true, HasEnded: false }
        && MembersOf(batch).All(task => task.Status.IsFinal()) && ChildrenOf(batch).All(child => child.HasEnded);

    private static void OpenAgain(ModelBatch? batch)
    {
        for (var open = batch; open is { HasEnded: true, IsForgotten: false }; open = open.Parent)
        {
            open.HasEnded = open.EndedWell = false;
        }
    }

    private void ForgetBatches(int keep)
    {
        while (_batches.Where(batch => batch is { HasEnded: true, IsForgotten: false }).MinBy(batch => batch.EndedAs) is { } first
            && (first.EndedAt < Now - settings.BatchRetention || _batches.Count(batch => !batch.IsForgotten) > keep))
        {
            first.IsForgotten = true;
            _batchFloor = first.Id.CreatedAt > _batchFloor ? first.Id.CreatedAt : _batchFloor;
        }
    }
}
