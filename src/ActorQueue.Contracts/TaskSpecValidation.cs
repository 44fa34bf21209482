namespace ActorQueue.Contracts;

/// <summary>
/// The bounds of a <see cref="TaskSpec"/>, checked where it enters the queue: no input allocates without bound.
/// </summary>
internal static class TaskSpecValidation
{
    public static IReadOnlyList<string> Problems(TaskSpec spec)
    {
        List<string>? problems = null;
        if (!spec.Id.IsValid)
        {
            Add(ref problems, $"id: '{spec.Id}' is not a UUID of version 7");
        }

        if (string.IsNullOrWhiteSpace(spec.Kind))
        {
            Add(ref problems, "kind: must name a processor");
        }
        else
        {
            CheckLength(ref problems, "kind", spec.Kind, TaskSpec.MaxKindLength);
            CheckLength(ref problems, "name", spec.Name, TaskSpec.MaxNameLength);
        }

        CheckLength(ref problems, "contentType", spec.ContentType, TaskSpec.MaxContentTypeLength);
        CheckLength(ref problems, "description", spec.Description, TaskSpec.MaxDescriptionLength);
        CheckLength(ref problems, "scheduleId", spec.ScheduleId, ScheduleSpec.MaxIdLength);
        CheckKey(ref problems, "progressHandler", spec.ProgressHandler);
        CheckTags(ref problems, spec.Tags);
        if (spec.AttemptTimeout is { } timeout && (timeout <= TimeSpan.Zero || timeout > RetryOptions.MaxDuration))
        {
            Add(ref problems, $"attemptTimeout: {timeout} is not between 0 (exclusive) and {RetryOptions.MaxDuration}");
        }

        if (spec.Dedup is { } dedup)
        {
            foreach (string problem in dedup.Validate())
            {
                Add(ref problems, "dedup." + problem);
            }
        }

        if (spec.Retry is { } retry)
        {
            foreach (string problem in retry.Validate())
            {
                Add(ref problems, "retry." + problem);
            }
        }

        CheckAdmission(ref problems, spec);
        GraphValidation.Check(ref problems, spec);
        return (IReadOnlyList<string>?)problems ?? [];
    }

    /// <summary>The problems of a description whose id the queue will set.</summary>
    public static IReadOnlyList<string> ProblemsOfTemplate(TaskSpec template) => Problems(template with { Id = TemplateId });

    private static readonly TaskId TemplateId = TaskId.Create(DateTimeOffset.UnixEpoch, stackalloc byte[TaskId.RandomLength]);

    private static void CheckAdmission(ref List<string>? problems, TaskSpec spec)
    {
        CheckKey(ref problems, "fairnessKey", spec.FairnessKey);
        CheckKey(ref problems, "concurrencyKey", spec.ConcurrencyKey);
        CheckKey(ref problems, "rateKey", spec.RateKey);
        if (spec.FairnessWeight is not null and not (>= 1 and <= TaskSpec.MaxFairnessWeight))
        {
            Add(ref problems, $"fairnessWeight: {spec.FairnessWeight} is not in the range 1 to {TaskSpec.MaxFairnessWeight}");
        }

        if (spec.SizeHint < 0)
        {
            Add(ref problems, $"sizeHint: {spec.SizeHint} is below 0");
        }

        foreach (string problem in spec.Resources?.Validate() ?? [])
        {
            Add(ref problems, "resources." + problem);
        }
    }

    private static void CheckKey(ref List<string>? problems, string field, string? key)
    {
        if (key is not null && string.IsNullOrWhiteSpace(key))
        {
            Add(ref problems, $"{field}: must not be empty");
        }

        CheckLength(ref problems, field, key, TaskSpec.MaxKeyLength);
    }

    private static void CheckTags(ref List<string>? problems, IReadOnlyList<string>? tags)
    {
        if (tags is null || tags.Count == 0)
        {
            return;
        }

        if (tags.Count > TaskSpec.MaxTags)
        {
            Add(ref problems, $"tags: {tags.Count} are given, at most {TaskSpec.MaxTags} are kept");
            return;
        }

        foreach (string tag in tags)
        {
            if (string.IsNullOrWhiteSpace(tag))
            {
                Add(ref problems, "tags: must not be empty");
            }
            else
            {
                CheckLength(ref problems, "tags", tag, TaskSpec.MaxTagLength);
            }
        }
    }

    private static void CheckLength(ref List<string>? problems, string field, string? text, int max)
    {
        if (text is not null && text.Length > max)
        {
            Add(ref problems, $"{field}: {text.Length} characters, at most {max} are allowed");
        }
    }

    internal static void Add(ref List<string>? problems, string problem) => (problems ??= []).Add(problem);
}
