using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Ordering;

namespace ActorQueue.Core.Tests.Admission;

/// <summary>Random histories in which each single start must be the one that the plainest possible scheduler chooses.</summary>
public sealed class DispatchModelTests
{
    private static readonly AdmissionSettings Limits = new()
    {
        ConcurrencyPerKey = 2,
        ConcurrencyLimits = new Dictionary<string, int> { ["c0"] = 1, ["c3"] = 0 },
        RatePerKey = new RateLimit(4, TimeSpan.FromSeconds(10), Burst: 3),
        RateLimits = new Dictionary<string, RateLimit?> { ["r1"] = new(1, TimeSpan.FromSeconds(5), Burst: 1), ["r2"] = null },

        // What a worker is kept for is not in the model; ResourceTests holds its bound.
        BypassLimit = AdmissionSettings.MaxBypassLimit,
    };

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Each_start_is_the_one_that_sorting_all_ready_tasks_would_choose(int seed)
    {
        var run = new Run(seed);
        run.Steps(500);
        run.Starts.ShouldBeGreaterThan(50);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_place_that_is_told_is_the_place_in_which_a_task_starts(int seed)
    {
        var run = new Run(seed);
        run.Steps(120);
        run.Submit(40);
        var queue = run.Queue;
        queue.Pass(TimeSpan.FromSeconds(7));
        var told = queue.State.List(new ListTasks { PageSize = 500, Status = QueueTaskStatus.Pending }).Tasks
            .ToDictionary(task => task.Id, task => queue.Queue.Explain(task.Id, queue.Now)!.TasksAhead);
        told.Values.ShouldNotContain((int?)null);

        var started = queue.Assign(1000, "anything");
        started.Count.ShouldBeGreaterThan(0);
        started.Select(attempt => told[attempt.Id]).ShouldBe(Enumerable.Range(0, started.Count).Select(place => (int?)place));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Journal_and_snapshot_lead_to_the_live_state_to_the_byte(int seed)
    {
        var run = new Run(seed);
        run.Steps(150);
        var snapshot = StateCodec.Encode(run.Queue.State, chunkBytes: 2048);
        int position = (int)run.Queue.State.Position;
        run.Steps(150);
        byte[] live = QueueScenario.SnapshotBytes(run.Queue.State);

        QueueScenario.SnapshotBytes(run.Queue.Replayed()).ShouldBe(live);
        var restored = StateCodec.Decode(snapshot, run.Queue.State.Order);
        restored.Replay(position + 1, [.. run.Queue.Journal.Skip(position)]);
        QueueScenario.SnapshotBytes(restored).ShouldBe(live);
        run.Queue.Journal.OfType<Events.RateTokenTaken>().Count().ShouldBeGreaterThan(3);
    }

    [Fact]
    public void The_places_of_two_compared_policies_are_told_as_they_take_turns()
    {
        var queue = new QueueScenario(new QueueSettings { Order = new ComparedOrder(PriorityOrder.Instance, FifoOrder.Instance, share: 0.3) });
        for (int i = 0; i < 60; i++)
        {
            queue.Submit($"{i}", i % 5);
        }

        queue.Assign(7, "first");
        var told = queue.State.List(new ListTasks { PageSize = 500, Status = QueueTaskStatus.Pending }).Tasks
            .ToDictionary(task => task.Id, task => queue.Queue.Explain(task.Id, queue.Now)!.TasksAhead);
        queue.Assign(100, "then").Select(attempt => told[attempt.Id]).ShouldBe(Enumerable.Range(0, 53).Select(place => (int?)place));
    }

    /// <summary>Found by the model: the places that one share's tasks take of a key were not counted for the other's.</summary>
    [Fact]
    public void The_places_of_two_compared_policies_are_told_with_the_limits_that_their_tasks_share()
    {
        var queue = new QueueScenario(new QueueSettings
        {
            Order = new ComparedOrder(PriorityOrder.Instance, FifoOrder.Instance, share: 0.4),
            Admission = new AdmissionSettings { ConcurrencyPerKey = 5 },
        });
        for (int i = 0; i < 60; i++)
        {
            queue.Enqueue(queue.Spec($"{i}", i % 5) with { ConcurrencyKey = i % 3 == 0 ? null : $"c{i % 2}" });
        }

        var told = queue.State.List(new ListTasks { PageSize = 500, Status = QueueTaskStatus.Pending }).Tasks
            .ToDictionary(task => task.Id, task => queue.Queue.Explain(task.Id, queue.Now)!.TasksAhead);
        var started = queue.Assign(100, "anything");
        started.Count.ShouldBe(30);
        started.Select(attempt => told[attempt.Id]).ShouldBe(Enumerable.Range(0, 30).Select(place => (int?)place));
    }

    private sealed class Run
    {
        private static readonly IOrderPolicy[] Orders =
        [
            PriorityOrder.Instance, FifoOrder.Instance, new AgingOrder(TimeSpan.FromSeconds(1)), SizeOrder.SmallestFirst, SizeOrder.LargestFirst,
        ];

        private readonly Random _random;
        private readonly NaiveScheduler _naive;
        private readonly QueueSettings _settings;
        private readonly List<(Assignment Attempt, string Worker)> _held = [];

        private readonly bool _restartsFromJournal;

        public Run(int seed)
        {
            _restartsFromJournal = seed % 2 == 0;
            _random = new Random(seed);
            var order = Orders[seed % Orders.Length];
            _naive = new NaiveScheduler(order, Limits);
            _settings = new QueueSettings { MaxLength = 0, Order = order, Admission = Limits };
            Queue = new QueueScenario(_settings);
        }

        public QueueScenario Queue { get; }

        public int Starts { get; private set; }

        public void Steps(int count)
        {
            for (int i = 0; i < count; i++)
            {
                Step();
            }
        }

        public void Submit(int count)
        {
            for (int i = 0; i < count; i++)
            {
                var spec = NewSpec();
                Queue.Enqueue(spec).Result.ShouldBe(EnqueueResult.Accepted);
                _naive.Submit(spec, Queue.Now);
            }
        }

        private void Step()
        {
            Queue.Pass(TimeSpan.FromMilliseconds(_random.Next(400)));
            switch (_random.Next(100))
            {
                case < 45:
                    Submit(1);
                    break;
                case < 75:
                    Assign();
                    break;
                case < 90 when _held.Count > 0:
                    End();
                    break;
                case < 95 when _naive.Ready.Count > 0:
                    var cancelled = _naive.Ready[_random.Next(_naive.Ready.Count)];
                    Queue.Cancel(cancelled).Result.ShouldBe(CancelResult.Cancelled);
                    _naive.Cancel(cancelled);
                    break;
                case < 98:
                    Restart();
                    break;
                default:
                    Queue.Archive();
                    break;
            }
        }

        // From the journal or from a snapshot: only the latter forgets whose turn it was, so one run does not mix them.
        private void Restart()
        {
            if (_restartsFromJournal)
            {
                Queue.Recover();
            }
            else
            {
                Queue.Continue(StateCodec.Decode(StateCodec.Encode(Queue.State), _settings.Order));
                _naive.ForgetTurns();
            }
        }

        private void Assign()
        {
            string worker = $"w{_random.Next(3)}";
            var terms = new WorkerTerms
            {
                Kinds = _random.Next(3) == 0 ? [.. Enumerable.Range(0, 4).Where(_ => _random.Next(2) == 0).Select(kind => $"k{kind}")] : null,
                MinPriority = _random.Next(4) == 0 ? _random.Next(-3, 5) : null,
                MaxPriority = _random.Next(4) == 0 ? _random.Next(0, 70) : null,
                Capacity = _random.Next(2) == 0 ? new WorkerCapacity(100, 1000, 0) : null,
            };
            int count = _random.Next(1, 6);
            var expected = Enumerable.Range(0, count).Select(_ => _naive.Start(terms, worker, Queue.Now)).OfType<TaskId>().ToArray();
            var assigned = Queue.AssignTo(terms, count, worker);
            assigned.Select(attempt => attempt.Id).ShouldBe(expected);
            Starts += assigned.Count;
            _held.AddRange(assigned.Select(attempt => (attempt, worker)));
        }

        private void End()
        {
            int which = _random.Next(_held.Count);
            var (attempt, _) = _held[which];
            _held.RemoveAt(which);
            if (_random.Next(4) == 0)
            {
                Queue.Release(attempt);
                _naive.Release(attempt.Id);
            }
            else
            {
                Queue.Complete(attempt);
                _naive.Complete(attempt.Id);
            }
        }

        private TaskSpec NewSpec()
        {
            int fair = _random.Next(6);
            return Queue.Spec("task", _random.Next(5) == 0 ? _random.Next(-5, 80) : _random.Next(3)) with
            {
                Kind = $"k{_random.Next(4)}",
                FairnessKey = fair < 4 ? $"f{fair}" : null,
                FairnessWeight = fair < 4 ? fair + 1 : null,
                ConcurrencyKey = _random.Next(3) == 0 ? $"c{_random.Next(4)}" : null,
                RateKey = _random.Next(4) == 0 ? $"r{_random.Next(3)}" : null,

                // Amounts of different classes, so that in each lane all need the same.
                Resources = _random.Next(3) == 0 ? new ResourceNeeds { MemoryBytes = 100 << _random.Next(4) } : null,
                SizeHint = _random.Next(3) == 0 ? _random.Next(5) : null,
            };
        }
    }
}
