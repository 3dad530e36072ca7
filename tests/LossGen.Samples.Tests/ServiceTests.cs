using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Xunit;

namespace LossGen.Samples.Tests;

/// <summary>The service under load, killed, restarted, and fed with what it cannot use.</summary>
public sealed class ServiceTests : IDisposable
{
    private const string Probe = """{"carrier":"Rail","distanceKm":900,"weightKg":12,"queueMinutes":30}""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lossgen-service-");

    private string ModelPath => Path.Combine(_folder.FullName, "deliveries.safetensors");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>
    /// Ten seconds of predictions, feedback, health and metrics on twelve connections, while the model is saved, and replaced by another process. Every answer of
    /// one version to the same question is the same: a model that is torn, or changes after it was published, gives others.
    /// </summary>
    [Fact]
    public async Task Under_load_no_model_is_torn_no_feedback_lost_and_nothing_fails()
    {
        await using ServiceRun service = await ServiceRun.StartAsync(ModelPath, "--save-seconds", "0.2", "--poll-seconds", "0.1");
        string other = Path.Combine(_folder.FullName, "other.safetensors");
        File.Copy(ModelPath, other);
        var answers = new ConcurrentDictionary<long, string>();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        long accepted = 0, predicted = 0;
        Task[] load =
        [
            .. Enumerable.Range(0, 12).Select(client => Task.Run(async () =>
            {
                var random = new Random(client);
                long last = 0;
                while (!stop.IsCancellationRequested)
                {
                    int kind = random.Next(10);
                    if (kind < 6)
                    {
                        (HttpStatusCode status, JsonElement answer) = await service.PostAsync("/predict", Probe);
                        Assert.Equal(HttpStatusCode.OK, status);
                        long version = answer.GetProperty("version").GetInt64();
                        string text = answer.GetRawText();
                        Assert.Equal(text, answers.GetOrAdd(version, text));
                        Assert.True(version >= last, $"version {version} after {last}");
                        last = version;
                        float sum = answer.GetProperty("onTime").GetSingle() + answer.GetProperty("late").GetSingle() + answer.GetProperty("lost").GetSingle();
                        Assert.InRange(sum, 0.9999f, 1.0001f);
                        Interlocked.Increment(ref predicted);
                    }
                    else if (kind < 8)
                    {
                        (HttpStatusCode status, JsonElement answer) = await service.PostAsync("/feedback", Feedback(random));
                        Assert.Equal(HttpStatusCode.OK, status);
                        Assert.True(double.IsFinite(answer.GetProperty("loss").GetDouble()));
                        Interlocked.Increment(ref accepted);
                        last = Math.Max(last, answer.GetProperty("version").GetInt64());
                    }
                    else if (kind == 8) Assert.Equal("Healthy", (await service.GetAsync("/health")).GetProperty("status").GetString());
                    else await service.MetricAsync("service_predictions");
                }
            })),
            Task.Run(async () =>
            {
                // As a deployment does: a new file takes the place of the old one in one step.
                while (!stop.IsCancellationRequested)
                {
                    await Task.Delay(700);
                    File.Copy(other, ModelPath + ".new", overwrite: true);
                    File.Move(ModelPath + ".new", ModelPath, overwrite: true);
                }
            }),
        ];
        await Task.WhenAll(load);

        Assert.True(predicted > 500 && accepted > 100 && answers.Count > 100, $"{predicted} predictions, {accepted} deliveries learned, {answers.Count} versions");
        Assert.Equal(predicted, await service.MetricAsync("service_predictions"));
        Assert.Equal(accepted, await service.MetricAsync("service_feedback"));
        Assert.Equal(accepted, await service.MetricAsync("service_model_updates"));
        Assert.Equal(0, await service.MetricAsync("service_model_refused_rows"));
        Assert.Equal(0, await service.MetricAsync("service_model_faults"));
        Assert.True(await service.MetricAsync("service_model_saves") > 3);
        Assert.True(await service.MetricAsync("service_model_reloads") > 3);
        (int exitCode, string log) = await service.StopAsync();
        Assert.Equal(0, exitCode);
        Assert.DoesNotContain("fail:", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopped_it_saves_and_started_again_it_gives_the_same_answers()
    {
        string last;
        await using (ServiceRun service = await ServiceRun.StartAsync(ModelPath, "--save-seconds", "3600"))
        {
            var random = new Random(1);
            for (int i = 0; i < 50; i++) await service.PostAsync("/feedback", Feedback(random));
            last = Probabilities((await service.PostAsync("/predict", Probe)).Answer);
            Assert.Equal(1, await service.MetricAsync("service_model_saves"));
            Assert.Equal(0, (await service.StopAsync()).ExitCode);
        }

        await using ServiceRun again = await ServiceRun.StartAsync(ModelPath);
        JsonElement answer = (await again.PostAsync("/predict", Probe)).Answer;
        Assert.Equal((last, 1), (Probabilities(answer), answer.GetProperty("version").GetInt64()));
    }

    [Fact]
    public async Task What_it_cannot_use_is_refused_with_a_reason_and_does_no_harm()
    {
        await using ServiceRun service = await ServiceRun.StartAsync(ModelPath);
        string before = Probabilities((await service.PostAsync("/predict", Probe)).Answer);
        foreach ((string body, string reason) in new[]
        {
            ("""{"carrier":"Rail","distanceKm":900,"weightKg":12,"outcome":"Late"}""", "queueMinutes"),
            ("""{"carrier":"Ship","distanceKm":900,"weightKg":12,"queueMinutes":30,"outcome":"Late"}""", "carrier"),
            ("""{"carrier":"Rail","distanceKm":1e300,"weightKg":12,"queueMinutes":30,"outcome":"Late"}""", "DistanceKm of row 0 is Infinity"),
            ("""{"carrier":"Rail","distanceKm":900,"weightKg":12,"queueMinutes":30,"outcome":7}""", "Outcome of row 0 is 7"),
            ("no JSON", "invalid JSON"),
        })
        {
            (HttpStatusCode status, JsonElement answer) = await service.PostAsync("/feedback", body);
            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.Contains(reason, answer.GetProperty("error").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal(before, Probabilities((await service.PostAsync("/predict", Probe)).Answer));
        Assert.Equal(0, await service.MetricAsync("service_model_updates"));

        // A sensor that says 1e30, once and again, changes the answers to others a little, not beyond use.
        for (int i = 0; i < 10; i++) await service.PostAsync("/feedback", """{"carrier":"Rail","distanceKm":1e30,"weightKg":12,"queueMinutes":30,"outcome":"OnTime"}""");
        JsonElement after = (await service.PostAsync("/predict", Probe)).Answer;
        Assert.Equal("OnTime", after.GetProperty("outcome").GetString());
        Assert.Equal(10, await service.MetricAsync("service_model_updates") + await service.MetricAsync("service_model_refused_rows") - 1);
    }

    [Fact]
    public async Task A_damaged_file_is_reported_and_the_service_goes_on()
    {
        await using ServiceRun service = await ServiceRun.StartAsync(ModelPath, "--poll-seconds", "0.05", "--save-seconds", "0");
        string before = Probabilities((await service.PostAsync("/predict", Probe)).Answer);
        byte[] good = File.ReadAllBytes(ModelPath);
        File.WriteAllBytes(ModelPath, good[..^4]);
        await UntilAsync(async () => (await service.GetAsync("/health")).GetProperty("status").GetString() == "Degraded");
        Assert.Contains(ModelPath, (await service.GetAsync("/health")).GetProperty("fault").GetString(), StringComparison.Ordinal);
        Assert.Equal(before, Probabilities((await service.PostAsync("/predict", Probe)).Answer));

        await service.PostAsync("/feedback", """{"carrier":"Rail","distanceKm":900,"weightKg":12,"queueMinutes":30,"outcome":"Lost"}""");
        File.WriteAllBytes(ModelPath, good);
        await UntilAsync(async () => (await service.GetAsync("/health")).GetProperty("status").GetString() == "Healthy");
        Assert.Equal(before, Probabilities((await service.PostAsync("/predict", Probe)).Answer));
        Assert.Contains("Reload of the model failed", (await service.StopAsync()).Text, StringComparison.Ordinal);
    }

    private static string Feedback(Random random)
    {
        string carrier = random.Next(2) == 0 ? "Road" : "Air", outcome = random.Next(3) == 0 ? "Late" : "OnTime";
        double distance = 2000 * random.NextDouble(), weight = 40 * random.NextDouble(), queue = 300 * random.NextDouble();
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"carrier":"{{carrier}}","distanceKm":{{distance}},"weightKg":{{weight}},"queueMinutes":{{queue}},"outcome":"{{outcome}}"}""");
    }

    private static string Probabilities(JsonElement answer) =>
        string.Join(' ', new[] { "onTime", "late", "lost" }.Select(name => answer.GetProperty(name).GetRawText()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (int i = 0; i < 400; i++)
        {
            if (await condition()) return;
            await Task.Delay(50);
        }

        Assert.Fail("Nothing has happened for 20 seconds.");
    }
}
