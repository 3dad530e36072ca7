using System.Globalization;
using LossGen;
using Service;

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
builder.Services.ConfigureHttpJsonOptions(static options =>
{
    options.SerializerOptions.TypeInfoResolverChain.Insert(0, Messages.Default);
    options.SerializerOptions.RespectRequiredConstructorParameters = true;
});
builder.Services.Configure<RouteHandlerOptions>(static options => options.ThrowOnBadRequest = true);

// This machine alone, unless --urls says otherwise.
if (builder.Configuration["urls"] is null) builder.WebHost.UseUrls("http://127.0.0.1:5080");
WebApplication app = builder.Build();

string path = builder.Configuration["model"] ?? Path.Combine(AppContext.BaseDirectory, "deliveries.safetensors");
var options = new ModelHolderOptions
{
    SaveInterval = Seconds("save-seconds", 10),
    PollInterval = Seconds("poll-seconds", 1),
    Learner = new() { L2 = 1e-4 },
    OnFault = fault => app.Logger.LogError(fault.Exception, "{Work} of the model failed; it is tried again.", fault.Work),
};

// The file, or a model trained now if there is none. When the host has stopped, disposing saves what was learned since the last save; a failure ends the process with its message.
await using ModelHolder<DeliveryModel> holder = ModelHolder.Open(path, DeliveryModel.Seed, options);
using var text = new MetricsText();
using var metrics = new ServiceMetrics(holder);
Endpoints.AnswerBadRequests(app);
Endpoints.Map(app, holder, metrics, text);
app.Lifetime.ApplicationStarted.Register(() => app.Logger.LogInformation("Model {Path}, version {Version}", path, holder.Version));
await app.RunAsync();

TimeSpan Seconds(string setting, double otherwise)
{
    string? text = builder.Configuration[setting];
    if (text is null) return TimeSpan.FromSeconds(otherwise);
    return double.TryParse(text, CultureInfo.InvariantCulture, out double seconds) && seconds >= 0
        ? TimeSpan.FromSeconds(seconds)
        : throw new InvalidOperationException($"--{setting} is '{text}'; expected a number of seconds, 0 or above.");
}
