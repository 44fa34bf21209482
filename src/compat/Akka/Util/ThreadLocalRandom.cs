namespace Akka.Util;

public static class ThreadLocalRandom
{
    [ThreadStatic]
    private static Random? _current;

    public static Random Current => _current ??= new Random();
}
