namespace ActorQueue.Audio.Pictures;

/// <summary>
/// Colours for levels from nothing to most: near black over violet and red to light yellow. Lightness rises evenly (in Oklab: B. Ottosson, A perceptual color space for image
/// processing, 2020), so equal steps look equal, also without colour and to the colour-blind.
/// </summary>
public static class ColourMap
{
    private const double Darkest = 0.14;
    private const double Lightest = 0.96;

    // Degrees in Oklab: from blue violet through magenta, red and orange to yellow.
    private const double FirstHue = 282;
    private const double LastHue = 466;
    private const double MostChroma = 0.21;

    /// <summary>Red, green, blue of 256 levels.</summary>
    public static ReadOnlySpan<byte> Palette => Colours;

    private static byte[] Colours { get; } = Make();

    private static byte[] Make()
    {
        var palette = new byte[3 * 256];
        for (var i = 0; i < 256; i++)
        {
            var t = i / 255.0;
            var hue = (FirstHue + ((LastHue - FirstHue) * t)) * Math.PI / 180;
            var chroma = MostChroma * (0.25 + (0.75 * Math.Sin(Math.PI * Math.Pow(t, 0.8))));
            var lightness = Darkest + ((Lightest - Darkest) * t);

            // What sRGB cannot show is made greyer at the same lightness and hue.
            while (!TryToSrgb(lightness, chroma * Math.Cos(hue), chroma * Math.Sin(hue), palette.AsSpan(3 * i, 3)))
            {
                chroma *= 0.98;
            }
        }

        return palette;
    }

    private static bool TryToSrgb(double lightness, double a, double b, Span<byte> rgb)
    {
        var l = Cube(lightness + (0.3963377774 * a) + (0.2158037573 * b));
        var m = Cube(lightness - (0.1055613458 * a) - (0.0638541728 * b));
        var s = Cube(lightness - (0.0894841775 * a) - (1.2914855480 * b));
        ReadOnlySpan<double> linear =
        [
            (4.0767416621 * l) - (3.3077115913 * m) + (0.2309699292 * s),
            (-1.2684380046 * l) + (2.6097574011 * m) - (0.3413193965 * s),
            (-0.0041960863 * l) - (0.7034186147 * m) + (1.7076147010 * s),
        ];
        for (var i = 0; i < 3; i++)
        {
            if (linear[i] is < -1e-6 or > 1 + 1e-6)
            {
                return false;
            }

            // IEC 61966-2-1.
            var value = Math.Clamp(linear[i], 0, 1);
            var encoded = value <= 0.0031308 ? 12.92 * value : (1.055 * Math.Pow(value, 1 / 2.4)) - 0.055;
            rgb[i] = (byte)Math.Round(255 * encoded);
        }

        return true;
    }

    private static double Cube(double value) => value * value * value;
}
