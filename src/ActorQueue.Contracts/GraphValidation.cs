namespace ActorQueue.Contracts;

/// <summary>The bounds of what ties a task to others: dependencies, batch, follow-ups.</summary>
internal static class GraphValidation
{
    public static void Check(ref List<string>? problems, TaskSpec spec)
    {
        CheckDependencies(ref problems, spec);
        if (spec.BatchId is { IsValid: false } batch)
        {
            TaskSpecValidation.Add(ref problems, $"batchId: '{batch}' is not a UUID of version 7");
        }

        if (spec.FollowUps is { Count: > 0 } followUps)
        {
            int left = FollowUp.MaxCount;
            CheckFollowUps(ref problems, followUps, "followUps", depth: 1, ref left);
        }
    }

    /// <summary>Checks a template that the queue will enqueue, and its own follow-ups.</summary>
    public static void CheckTemplate(ref List<string>? problems, TaskSpec? template, string field, int depth, ref int left)
    {
        if (template is null)
        {
            TaskSpecValidation.Add(ref problems, $"{field}: must describe a task");
            return;
        }

        if (template.DependsOn is { Count: > 0 } || template.BatchId is not null)
        {
            TaskSpecValidation.Add(ref problems, $"{field}: a follow-up has neither dependencies nor a batch");
        }

        // Its own follow-ups are counted here, so that the bounds hold for all generations together.
        var alone = template with { DependsOn = [], BatchId = null, FollowUps = [], ParentId = null, ParentBatchId = null };
        foreach (string problem in TaskSpecValidation.ProblemsOfTemplate(alone))
        {
            TaskSpecValidation.Add(ref problems, $"{field}.{problem}");
        }

        if (template.FollowUps is { Count: > 0 } nested)
        {
            CheckFollowUps(ref problems, nested, field + ".followUps", depth + 1, ref left);
        }
    }

    private static void CheckFollowUps(
        ref List<string>? problems, IReadOnlyList<FollowUp> followUps, string field, int depth, ref int left)
    {
        left -= followUps.Count;
        if (left < 0 || depth > FollowUp.MaxDepth)
        {
            TaskSpecValidation.Add(ref problems,
                $"{field}: at most {FollowUp.MaxCount} follow-ups in {FollowUp.MaxDepth} generations are allowed");
            return;
        }

        for (int i = 0; i < followUps.Count; i++)
        {
            if (followUps[i] is not { On: >= DependencyCondition.Success and <= DependencyCondition.End } followUp)
            {
                TaskSpecValidation.Add(ref problems, $"{field}[{i}].on: must be success, failure or end");
                continue;
            }

            CheckTemplate(ref problems, followUp.Task, $"{field}[{i}]", depth, ref left);
        }
    }

    private static void CheckDependencies(ref List<string>? problems, TaskSpec spec)
    {
        if (spec.OnDependencyFailed is not (>= DependencyFailurePolicy.Fail and <= DependencyFailurePolicy.Run))
        {
            TaskSpecValidation.Add(ref problems, "onDependencyFailed: must be fail, cancel or run");
        }

        if (spec.DependsOn is not { Count: > 0 } dependencies)
        {
            return;
        }

        if (dependencies.Count > TaskSpec.MaxDependencies)
        {
            TaskSpecValidation.Add(ref problems,
                $"dependsOn: {dependencies.Count} are given, at most {TaskSpec.MaxDependencies} are allowed");
            return;
        }

        HashSet<TaskId> seen = [];
        foreach (var dependency in dependencies)
        {
            if (dependency is not { On: >= DependencyCondition.Success and <= DependencyCondition.End })
            {
                TaskSpecValidation.Add(ref problems, "dependsOn: each needs an id and success, failure or end");
            }
            else if (!dependency.Id.IsValid || !seen.Add(dependency.Id))
            {
                TaskSpecValidation.Add(ref problems, $"dependsOn: '{dependency.Id}' is not a task id or stands there twice");
            }
        }
    }
}
