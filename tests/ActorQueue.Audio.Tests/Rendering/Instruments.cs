namespace ActorQueue.Audio.Tests.Rendering;

/// <summary>Adds single sounds to a mono buffer. Deterministic: noise comes from the given generator.</summary>
internal sealed class Instruments(float[] buffer, int sampleRateHz, Random noise)
{
    public void Click(double atSeconds, double level) => Add(atSeconds, 0.02, t =>
        level * Math.Exp(-t * 200) * Math.Sin(2 * Math.PI * 1500 * t));

    public void Kick(double atSeconds, double level) => Add(atSeconds, 0.25, t =>
        level * Math.Exp(-t * 14) * Math.Sin(2 * Math.PI * ((45 * t) + (2.5 * (1 - Math.Exp(-t * 30))))));

    public void Snare(double atSeconds, double level) => Add(atSeconds, 0.2, t =>
        level * ((0.5 * Math.Exp(-t * 25) * Math.Sin(2 * Math.PI * 185 * t)) + (0.5 * Math.Exp(-t * 18) * Noise())));

    public void Hat(double atSeconds, double level)
    {
        double before = 0;
        Add(atSeconds, 0.06, t =>
        {
            var now = Noise();
            var high = 0.5 * (now - before);
            before = now;
            return level * Math.Exp(-t * 70) * high;
        });
    }

    /// <summary>A plucked string: eight partials, the higher ones shorter.</summary>
    public void Pluck(double atSeconds, double seconds, double midi, double level, double decay = 3) =>
        Tone(atSeconds, seconds, midi, level, attack: 0.004, decay, partials: 8, tilt: 1.2);

    /// <summary>A held chord voice with soft edges.</summary>
    public void Pad(double atSeconds, double seconds, double midi, double level) =>
        Tone(atSeconds, seconds, midi, level, attack: 0.06, decay: 0.2, partials: 6, tilt: 1.5);

    private void Tone(
        double atSeconds, double seconds, double midi, double level, double attack, double decay, int partials, double tilt)
    {
        var hz = 440 * Math.Pow(2, (midi - 69) / 12);
        var phase = noise.NextDouble();
        Add(atSeconds, seconds, t =>
        {
            double sum = 0;
            for (var p = 1; p <= partials && p * hz < 0.45 * sampleRateHz; p++)
            {
                sum += Math.Pow(p, -tilt) * Math.Exp(-t * decay * (0.6 + (0.4 * p))) * Math.Sin(2 * Math.PI * ((p * hz * t) + (p * phase)));
            }

            return level * sum * Math.Min(1, t / attack) * Math.Min(1, (seconds - t) / 0.02);
        });
    }

    private double Noise() => (2 * noise.NextDouble()) - 1;

    private void Add(double atSeconds, double seconds, Func<double, double> sound)
    {
        var first = Math.Max(0, (int)Math.Ceiling(atSeconds * sampleRateHz));
        var last = Math.Min(buffer.Length, (int)((atSeconds + seconds) * sampleRateHz));
        for (var i = first; i < last; i++)
        {
            buffer[i] += (float)sound(((double)i / sampleRateHz) - atSeconds);
        }
    }
}
