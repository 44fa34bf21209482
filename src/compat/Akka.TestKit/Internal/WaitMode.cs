namespace Akka.TestKit.Internal;

/// <summary>
/// Every expectation exists blocking and asynchronous. Both are one method, written async: with <see cref="Block"/> each wait
/// in it blocks, so it completes before it returns and runs whole on the test's own thread, implicit sender and all.
/// </summary>
internal enum WaitMode
{
    Block,
    Async,
}

internal static class BlockedWait
{
    /// <summary>The result of a wait in blocking mode, which is complete when it comes back.</summary>
    public static T Finished<T>(this ValueTask<T> wait) => wait.AsTask().GetAwaiter().GetResult();

    /// <inheritdoc cref="Finished{T}"/>
    public static void Finished(this ValueTask wait) => wait.AsTask().GetAwaiter().GetResult();
}
