using System.Diagnostics;
using System.Net;

namespace LossGen.Interop.Tests.WebAssembly;

/// <summary>The sample for the browser, published and served on this machine alone.</summary>
public sealed class PublishedPage : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly Lazy<string> _address;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lossgen-page-");
    private HttpListener? _listener;

    public PublishedPage() => _address = new(Start);

    /// <summary>Where the page is.</summary>
    public string Address => _address.Value;

    public void Dispose()
    {
        _listener?.Close();
        _folder.Delete(recursive: true);
    }

    private string Start()
    {
        Publish();
        for (int attempt = 0; ; attempt++)
        {
            string prefix = $"http://127.0.0.1:{Random.Shared.Next(20_000, 60_000)}/";
            _listener = new HttpListener { Prefixes = { prefix } };
            try
            {
                _listener.Start();
                _ = Serve(_listener, Path.Combine(_folder.FullName, "wwwroot"));
                return prefix + "index.html";
            }
            catch (HttpListenerException) when (attempt < 20)
            {
                // Somebody has that port.
                _listener.Close();
            }
        }
    }

    private void Publish()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "LossGen.sln")))
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("The tests do not lie in the repository.");

        string sample = Path.Combine(root, "samples", "Browser");
        string[] arguments = ["publish", sample, "-c", "Release", "-nologo", "-p:UseSharedCompilation=false", "-o", _folder.FullName];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray()) start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";

        // Compilers give nothing back for the profile of their methods, which takes a third of their time.
        start.Environment["DOTNET_TieredPGO"] = "0";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The sample was not published within {Patience}.");
        }

        if (process.ExitCode != 0) throw new InvalidOperationException(output.Result);
    }

    private static async Task Serve(HttpListener listener, string folder)
    {
        while (listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            string path = Path.Combine(folder, context.Request.Url!.AbsolutePath.TrimStart('/'));
            using HttpListenerResponse response = context.Response;
            if (File.Exists(path))
            {
                byte[] content = await File.ReadAllBytesAsync(path);
                response.ContentType = Path.GetExtension(path) switch
                {
                    ".html" => "text/html",
                    ".css" => "text/css",
                    ".js" => "text/javascript",
                    ".wasm" => "application/wasm",
                    ".json" => "application/json",
                    _ => "application/octet-stream",
                };
                await response.OutputStream.WriteAsync(content);
            }
            else
            {
                response.StatusCode = (int)HttpStatusCode.NotFound;
            }
        }
    }
}
