using ActorQueue.Core.State;

namespace ActorQueue.Core.Ordering;

/// <summary>A heap of groups of tasks by their first task; each node knows its place.</summary>
internal sealed class NodeHeap<TNode>
    where TNode : ReadyNode
{
    private TNode[] _heap = [];

    public int Count { get; private set; }

    public TNode this[int position] => _heap[position];

    /// <summary>Puts a node in, or to where its head now belongs.</summary>
    public void Place(TNode node)
    {
        if (!node.IsOpen)
        {
            if (Count == _heap.Length)
            {
                Array.Resize(ref _heap, Math.Max(1, Count * 2));
            }

            node.Position = Count++;
        }

        if (Count == 1)
        {
            Put(0, node);
            return;
        }

        SinkFrom(RiseFrom(node.Position, node), node);
    }

    public void Remove(TNode node)
    {
        int hole = node.Position;
        node.Position = SlotStore.None;
        var moved = _heap[--Count];
        _heap[Count] = null!;
        if (!ReferenceEquals(moved, node))
        {
            SinkFrom(RiseFrom(hole, moved), moved);
        }
    }

    private int RiseFrom(int position, TNode node)
    {
        while (position > 0)
        {
            int parent = (position - 1) / 2;
            if (!node.Head.IsBefore(_heap[parent].Head))
            {
                break;
            }

            Put(position, _heap[parent]);
            position = parent;
        }

        Put(position, node);
        return position;
    }

    private void SinkFrom(int position, TNode node)
    {
        for (int child = (2 * position) + 1; child < Count; child = (2 * position) + 1)
        {
            if (child + 1 < Count && _heap[child + 1].Head.IsBefore(_heap[child].Head))
            {
                child++;
            }

            if (!_heap[child].Head.IsBefore(node.Head))
            {
                break;
            }

            Put(position, _heap[child]);
            position = child;
        }

        Put(position, node);
    }

    private void Put(int position, TNode node)
    {
        _heap[position] = node;
        node.Position = position;
    }
}
