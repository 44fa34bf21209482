using Xunit;
using Xunit.Sdk;

namespace Akka.TestKit.Xunit2;

public class XunitAssertions : ITestKitAssertions
{
    public void Fail(string format = "", params object?[] args) => Assert.Fail(Text(format, args));

    public void AssertTrue(bool condition, string format = "", params object?[] args) =>
        Assert.True(condition, Text(format, args));

    public void AssertFalse(bool condition, string format = "", params object?[] args) =>
        Assert.False(condition, Text(format, args));

    /// <summary>Equality as xunit means it: sequences are equal when their items are.</summary>
    public void AssertEqual<T>(T expected, T actual, string format = "", params object?[] args)
    {
        try
        {
            Assert.Equal(expected, actual);
        }
        catch (XunitException failure) when (Text(format, args) is { Length: > 0 } hint)
        {
            throw new XunitException($"{hint}\n{failure.Message}", failure);
        }
    }

    public void AssertEqual<T>(T expected, T actual, Func<T, T, bool> comparer, string format = "", params object?[] args)
    {
        if (!comparer(expected, actual))
        {
            throw EqualException.ForMismatchedValues(expected, actual, Text(format, args));
        }
    }

    private static string Text(string format, object?[] args) => args.Length == 0 ? format : string.Format(format, args);
}
