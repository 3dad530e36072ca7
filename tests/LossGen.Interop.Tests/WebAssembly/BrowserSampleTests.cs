using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LossGen.Interop.Tests.Reports;
using Xunit;

namespace LossGen.Interop.Tests.WebAssembly;

/// <summary>
/// The sample for the browser, trained by pressing its buttons, on a telephone and on a desk. With <c>LOSSGEN_SCREENSHOTS</c> set to a folder, pictures are
/// kept there.
/// </summary>
[Trait("Category", "Slow")]
public sealed class BrowserSampleTests(PublishedPage page, Browser browser) : IClassFixture<PublishedPage>, IClassFixture<Browser>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [TheoryWith(nameof(OtherProgram.Chromium))]
    [InlineData(360, "dark")]
    [InlineData(1280, "light")]
    public async Task Both_models_train_in_the_page(int width, string scheme)
    {
        (_, string[] complaints) = await browser.Open(page.Address, width, width < 500 ? 740 : 900, scheme);
        Assert.Empty(complaints);
        await Until("Ready");
        foreach ((string card, int epochs, double leastAccuracy) in new[] { ("iris", 100, 90.0), ("digits", 40, 94.0) })
        {
            await browser.Evaluate($"document.querySelector('#{card} button').click(), true");
            await Until("Trained");
            Assert.Equal(epochs, await Number(card, "epochs"));
            Assert.InRange(await Number(card, "loss"), 0.001, 0.3);
            Assert.InRange(await Number(card, "accuracy"), leastAccuracy, 100);
            Assert.InRange(await Number(card, "time"), 0, double.MaxValue);

            // One point an epoch; the curve falls from the upper edge to near the lower one.
            JsonElement curve = await browser.Evaluate(
                $"[...document.querySelector('#{card} svg path').getAttribute('d').matchAll(/[ML]([0-9.]+) ([0-9.]+)/g)].map(point => [Number(point[1]), Number(point[2])])");
            Assert.Equal(epochs, curve.GetArrayLength());
            Assert.Equal(12, curve[0][1].GetDouble());
            Assert.InRange(curve[epochs - 1][1].GetDouble(), 100, 158);
        }

        if (Environment.GetEnvironmentVariable("LOSSGEN_SCREENSHOTS") is { Length: > 0 } folder)
            await File.WriteAllBytesAsync(Path.Combine(folder, $"browser-{width}-{scheme}.png"), await browser.Picture(width));
        Assert.Empty((await browser.Evaluate(PageScripts.CutOff)).EnumerateArray());
        Assert.Empty((await browser.Evaluate(PageScripts.Collisions)).EnumerateArray());
        Assert.True((await browser.Evaluate(PageScripts.Widths)).GetProperty("page").GetInt32() <= width, "The page scrolls sideways.");
    }

    private async Task<double> Number(string card, string name)
    {
        string text = (await browser.Evaluate($"document.querySelector('#{card} .{name}').textContent")).GetString()!;
        return double.Parse(text.Split(' ')[0], CultureInfo.InvariantCulture);
    }

    private async Task Until(string state)
    {
        var waited = Stopwatch.StartNew();
        while ((await browser.Evaluate("document.getElementById('state').textContent")).GetString() != state)
        {
            if (waited.Elapsed > Patience) throw new TimeoutException($"The page did not say {state} within {Patience}.");
            await Task.Delay(50);
        }
    }
}
