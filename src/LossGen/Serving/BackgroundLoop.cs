namespace LossGen.Serving;

/// <summary>Calls an action again and again, with a pause between, until it is stopped.</summary>
internal sealed class BackgroundLoop
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    private BackgroundLoop(TimeSpan pause, TimeProvider time, Action<TimeSpan> act) => _run = Task.Run(() => RunAsync(pause, time, act, _stop.Token));

    /// <summary>Starts one; null where the pause is infinite.</summary>
    /// <param name="pause">Time between two calls.</param>
    /// <param name="time">Says when it is over.</param>
    /// <param name="act">What to do; receives the time since the call before. It throws nothing.</param>
    public static BackgroundLoop? Start(TimeSpan pause, TimeProvider time, Action<TimeSpan> act) =>
        pause == Timeout.InfiniteTimeSpan ? null : new BackgroundLoop(pause, time, act);

    /// <summary>Waits for a call that is running, and makes no further one. May be called again.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
    }

    private static async Task RunAsync(TimeSpan pause, TimeProvider time, Action<TimeSpan> act, CancellationToken stop)
    {
        long last = time.GetTimestamp();
        while (true)
        {
            try
            {
                await Task.Delay(pause, time, stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            long now = time.GetTimestamp();
            act(time.GetElapsedTime(last, now));
            last = now;
        }
    }
}
