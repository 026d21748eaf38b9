namespace Yunqiao.Tests.Peers;

/// <summary>Waits for something to become true, with a deadline that names what did not come.</summary>
public static class Eventually
{
    /// <summary>Asks again and again until the answer is not null, and gives it.</summary>
    public static async Task<T> GetAsync<T>(string what, Func<Task<T?>> ask, TimeSpan within)
        where T : class
    {
        using var deadline = new CancellationTokenSource(within);
        T? last = null;
        while (!deadline.IsCancellationRequested)
        {
            last = await ask();
            if (last is not null)
            {
                return last;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }

        throw new TimeoutException($"{what} did not happen within {within.TotalSeconds:0.#} s");
    }

    /// <summary>Asks again and again until the answer is true.</summary>
    public static Task TrueAsync(string what, Func<Task<bool>> ask, TimeSpan within) =>
        GetAsync(what, async () => await ask() ? "yes" : null, within);
}
