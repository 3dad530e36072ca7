using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace LossGen.Samples.Tests;

/// <summary>The service as a process of its own on a free port of this machine.</summary>
internal sealed class ServiceRun : IAsyncDisposable
{
    /// <summary>Ends what hangs. A slow machine that other tests share takes several times as long as an idle one, so this is no measure of speed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private ServiceRun(Process process, Uri address)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
        Client = new HttpClient { BaseAddress = address, Timeout = Patience };
    }

    public HttpClient Client { get; }

    public static async Task<ServiceRun> StartAsync(string model, params string[] args)
    {
        string address = $"http://127.0.0.1:{FreePort()}";
        var run = new ServiceRun(SampleRun.StartOf("Service", ["--urls", address, "--model", model, .. args]), new Uri(address));
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            try
            {
                await run.Client.GetStringAsync("/health");
                return run;
            }
            catch (HttpRequestException) when (watch.Elapsed < Patience && !run._process.HasExited)
            {
                // Not yet listening.
            }
            catch
            {
                run._process.Kill();
                throw new InvalidOperationException($"The service did not start: {await run._output}{await run._error}");
            }
        }
    }

    /// <summary>Asks it to end, as a host does, and returns its exit code and what it wrote.</summary>
    public async Task<(int ExitCode, string Text)> StopAsync()
    {
        using (Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
        using var limit = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(limit.Token);
        return (_process.ExitCode, await _output + await _error);
    }

    public async Task<JsonElement> GetAsync(string path) => await Client.GetFromJsonAsync<JsonElement>(path);

    public async Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(string path, string json)
    {
        using var content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await Client.PostAsync(path, content);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    /// <summary>One of the numbers of the service.</summary>
    public async Task<double> MetricAsync(string name)
    {
        string text = await Client.GetStringAsync("/metrics");
        string line = text.Split('\n').Single(line => line.StartsWith(name + " ", StringComparison.Ordinal));
        return double.Parse(line.AsSpan(name.Length + 1), CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Client.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
