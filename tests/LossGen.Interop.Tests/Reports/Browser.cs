using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace LossGen.Interop.Tests.Reports;

/// <summary>A headless Chromium with one page, driven over the DevTools protocol. Started by the first test that needs it.</summary>
public sealed class Browser : IAsyncLifetime
{
    /// <summary>Ends what hangs. A slow machine that other tests share takes several times as long as an idle one, so this is no measure of speed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _pending = new();
    private readonly ConcurrentQueue<(string Method, JsonElement Parameters)> _events = new();
    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _starting = new(1, 1);
    private Process? _process;
    private DirectoryInfo? _profile;
    private string? _session;
    private Task _receiving = Task.CompletedTask;
    private int _lastId;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
        try
        {
            await _receiving;
        }
        catch (WebSocketException)
        {
            // The connection ended with the browser.
        }
        _socket.Dispose();
        _starting.Dispose();
        try
        {
            _profile?.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A helper process of the browser that is just ending may still write; the folder is a temporary one.
        }
    }

    /// <summary>Opens a file and waits until it is loaded and laid out.</summary>
    /// <returns>What the page asked for, and what it complained of, while it loaded.</returns>
    public async Task<(string[] Requests, string[] Complaints)> Open(string path, int width, int height, string scheme)
    {
        await Start();
        await Send("Emulation.setDeviceMetricsOverride", new() { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = width < 500 });
        await Send("Emulation.setEmulatedMedia", new()
        {
            ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = scheme }),
        });
        _events.Clear();
        await Send("Page.navigate", new() { ["url"] = new Uri(path).AbsoluteUri });
        var waited = Stopwatch.StartNew();
        while (_events.All(one => one.Method != "Page.loadEventFired"))
        {
            if (waited.Elapsed > Patience) throw new TimeoutException($"{path} was not loaded within {Patience}.");
            await Task.Delay(5);
        }
        // Two frames later everything is painted, and whatever the page would still ask for has been asked.
        await Evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))");

        string[] requests = [.. _events.Where(one => one.Method == "Network.requestWillBeSent").Select(one => one.Parameters.GetProperty("request").GetProperty("url").GetString()!)];
        string[] complaints = [.. _events
            .Where(one => one.Method is "Log.entryAdded" or "Runtime.exceptionThrown" or "Runtime.consoleAPICalled")
            .Select(one => one.Parameters.ToString())];
        return (requests, complaints);
    }

    /// <summary>The value of an expression in the page.</summary>
    public async Task<JsonElement> Evaluate(string script)
    {
        JsonElement answer = await Send("Runtime.evaluate", new() { ["expression"] = script, ["returnByValue"] = true, ["awaitPromise"] = true });
        Assert.False(answer.TryGetProperty("exceptionDetails", out JsonElement error), error.ToString());
        return answer.GetProperty("result").GetProperty("value");
    }

    /// <summary>A picture of the whole page.</summary>
    public async Task<byte[]> Picture(int width)
    {
        double height = (await Evaluate("document.documentElement.scrollHeight")).GetDouble();
        JsonElement answer = await Send("Page.captureScreenshot", new()
        {
            ["format"] = "png",
            ["captureBeyondViewport"] = true,
            ["clip"] = new JsonObject { ["x"] = 0, ["y"] = 0, ["width"] = width, ["height"] = height, ["scale"] = 1 },
        });
        return answer.GetProperty("data").GetBytesFromBase64();
    }

    private async Task Start()
    {
        await _starting.WaitAsync();
        try
        {
            if (_session is null) await Launch();
        }
        finally
        {
            _starting.Release();
        }
    }

    private async Task Launch()
    {
        _profile = Directory.CreateTempSubdirectory("lossgen-browser-");
        _process = Process.Start(OtherProgram.Chromium.StartInfo(
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--remote-debugging-port=0", $"--user-data-dir={_profile.FullName}", "about:blank"))!;
        // Its pipes are emptied so that it never waits for us.
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        string[] port = await PortFile(Path.Combine(_profile.FullName, "DevToolsActivePort"));
        await _socket.ConnectAsync(new Uri($"ws://127.0.0.1:{port[0]}{port[1]}"), CancellationToken.None);
        _receiving = Receive();
        string target = (await Send("Target.createTarget", new() { ["url"] = "about:blank" })).GetProperty("targetId").GetString()!;
        _session = (await Send("Target.attachToTarget", new() { ["targetId"] = target, ["flatten"] = true })).GetProperty("sessionId").GetString();
        foreach (string domain in new[] { "Page", "Network", "Log", "Runtime" }) await Send(domain + ".enable", []);
    }

    /// <summary>The two lines that Chromium writes once it listens: the port and the path.</summary>
    private async Task<string[]> PortFile(string path)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            if (_process!.HasExited) throw new InvalidOperationException($"Chromium ended with {_process.ExitCode} before it listened.");
            if (waited.Elapsed > Patience) throw new TimeoutException($"Chromium did not listen within {Patience}.");
            string[] lines = File.Exists(path) ? await File.ReadAllLinesAsync(path) : [];
            if (lines.Length >= 2) return lines;
            await Task.Delay(20);
        }
    }

    private async Task<JsonElement> Send(string method, JsonObject parameters)
    {
        int id = Interlocked.Increment(ref _lastId);
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending[id] = answer;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (_session is not null) message["sessionId"] = _session;
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, CancellationToken.None);
        return await answer.Task.WaitAsync(Patience);
    }

    private async Task Receive()
    {
        var buffer = new byte[64 * 1024];
        using var message = new MemoryStream();
        while (_socket.State == WebSocketState.Open)
        {
            WebSocketReceiveResult part = await _socket.ReceiveAsync(buffer, CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close) return;
            message.Write(buffer, 0, part.Count);
            if (!part.EndOfMessage) continue;

            JsonElement root = JsonDocument.Parse(message.ToArray()).RootElement;
            message.SetLength(0);
            if (!root.TryGetProperty("id", out JsonElement id)) _events.Enqueue((root.GetProperty("method").GetString()!, root.GetProperty("params")));
            else if (!_pending.TryRemove(id.GetInt32(), out TaskCompletionSource<JsonElement>? answer)) continue;
            else if (root.TryGetProperty("error", out JsonElement error)) answer.SetException(new InvalidOperationException(error.ToString()));
            else answer.SetResult(root.GetProperty("result"));
        }
    }
}
