using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ActorQueue.Tests.Metrics;

/// <summary>Everything that one meter measures, as whoever collects sees it.</summary>
internal sealed class MeasuredValues : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Name, double Value, Dictionary<string, object?> Tags)> _values = new();

    public MeasuredValues(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter == meter)
            {
                Names.Add(instrument.Name);
                self.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    public List<string> Names { get; } = [];

    /// <summary>The sum of what a counter counted, with a tag where one is given.</summary>
    public double Sum(string name, string? tag = null, string? value = null) =>
        _values.Where(measured => measured.Name == name && (tag is null || Equals(measured.Tags[tag], value))).Sum(measured => measured.Value);

    public double[] Of(string name) => [.. _values.Where(measured => measured.Name == name).Select(measured => measured.Value)];

    /// <summary>What an observable instrument says now, by some of its tags.</summary>
    public Dictionary<string, double> Observe(string name, params string[] tags)
    {
        _values.Clear();
        _listener.RecordObservableInstruments();
        return _values.Where(measured => measured.Name == name)
            .ToDictionary(measured => string.Join(" ", tags.Select(tag => measured.Tags[tag])), measured => measured.Value);
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _values.Enqueue((instrument.Name, value, new Dictionary<string, object?>(tags.ToArray())));
}
