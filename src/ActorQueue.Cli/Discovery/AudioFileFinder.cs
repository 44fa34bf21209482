namespace ActorQueue.Cli.Discovery;

/// <summary>A file that will be analysed.</summary>
internal sealed record AudioFile(FilePath Path, FileFacts Facts);

/// <summary>What a search came to: files sorted by path, each once, and what could not be looked at.</summary>
internal sealed record FoundFiles(IReadOnlyList<AudioFile> Files, IReadOnlyList<string> Problems);

/// <summary>
/// Finds audio files below paths. A folder is searched by extension; a file named outright is taken whatever it is called, also when it is
/// missing, so that it shows up among the results. Each real directory is walked once, which makes link loops end.
/// </summary>
internal sealed class AudioFileFinder(IFileTree tree)
{
    public static IReadOnlyList<string> Extensions { get; } =
    [
        ".aac", ".ac3", ".aif", ".aifc", ".aiff", ".amr", ".ape", ".au", ".bwf", ".caf", ".dsf", ".flac", ".m4a", ".m4b", ".mka", ".mp2", ".mp3", ".mpc", ".oga", ".ogg",
        ".opus", ".rf64", ".tta", ".w64", ".wav", ".wave", ".weba", ".wma", ".wv",
    ];

    private static readonly HashSet<string> KnownExtensions = new(Extensions, StringComparer.OrdinalIgnoreCase);

    public FoundFiles Find(IEnumerable<string> paths)
    {
        var search = new Search(tree);
        foreach (var path in paths)
        {
            search.AddNamed(Resolve(path));
        }

        search.WalkLinks();
        return search.Finish();
    }

    /// <summary>The absolute path of an argument. An argument that .NET could not decode is looked up by its bytes in its folder.</summary>
    private FilePath Resolve(string argument)
    {
        var path = new FilePath(Path.TrimEndingDirectorySeparator(Path.GetFullPath(argument))) { IsNamedAbsolute = Path.IsPathRooted(argument) };
        if (!argument.Contains('\uFFFD', StringComparison.Ordinal) || tree.Stat(path).Type != FileType.Missing)
        {
            return path;
        }

        var parent = new FilePath(Path.GetDirectoryName(path.Text) ?? "/") { IsNamedAbsolute = path.IsNamedAbsolute };
        if (tree.Stat(parent).Type != FileType.Directory)
        {
            return path;
        }

        return tree.List(parent)
            .Select(entry => entry.Path)
            .FirstOrDefault(candidate => string.Equals(System.Text.Encoding.UTF8.GetString(candidate.Bytes), path.Text, StringComparison.Ordinal)) ?? path;
    }

    private sealed class Search(IFileTree tree)
    {
        private readonly Dictionary<FilePath, AudioFile> _files = [];
        private readonly HashSet<string> _walked = new(StringComparer.Ordinal);
        private readonly Queue<FilePath> _linkedDirectories = new();
        private readonly List<string> _problems = [];

        public void AddNamed(FilePath path)
        {
            var facts = tree.Stat(path);
            switch (facts.Type)
            {
                case FileType.Directory:
                    Walk(path, facts);
                    break;
                case FileType.Special:
                    _problems.Add($"{path}: not a regular file (a pipe, socket or device), skipped");
                    break;
                default:
                    _files.TryAdd(path, new AudioFile(path, facts));
                    break;
            }
        }

        public void WalkLinks()
        {
            while (_linkedDirectories.TryDequeue(out var directory))
            {
                Walk(directory, tree.Stat(directory));
            }
        }

        public FoundFiles Finish() => new([.. _files.Values.OrderBy(file => file.Path)], _problems);

        private void Walk(FilePath root, FileFacts rootFacts)
        {
            var pending = new Stack<(FilePath Path, FileFacts Facts)>();
            pending.Push((root, rootFacts));
            while (pending.TryPop(out var directory))
            {
                if (!_walked.Add(directory.Facts.Identity))
                {
                    continue;
                }

                foreach (var entry in ListOrReport(directory.Path))
                {
                    var facts = tree.Stat(entry.Path);
                    if (facts.Type != FileType.Directory)
                    {
                        AddByExtension(entry.Path, facts);
                    }
                    else if (entry.IsLink)
                    {
                        _linkedDirectories.Enqueue(entry.Path);
                    }
                    else
                    {
                        pending.Push((entry.Path, facts));
                    }
                }
            }
        }

        private IReadOnlyList<DirectoryEntry> ListOrReport(FilePath directory)
        {
            try
            {
                return [.. tree.List(directory).OrderBy(entry => entry.Path)];
            }
            catch (IOException exception)
            {
                _problems.Add($"{directory}: cannot be listed ({exception.Message}), skipped");
                return [];
            }
        }

        private void AddByExtension(FilePath path, FileFacts facts)
        {
            // Inaccessible and dangling names stay in: they end as failures that say why, instead of vanishing.
            if (facts.Type != FileType.Special && KnownExtensions.Contains(path.Extension))
            {
                _files.TryAdd(path, new AudioFile(path, facts));
            }
        }
    }
}
