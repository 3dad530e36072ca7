using LossGen;

namespace Service;

/// <summary>What the service answers.</summary>
internal static class Endpoints
{
    public static void Map(WebApplication app, ModelHolder<DeliveryModel> holder, ServiceMetrics metrics, MetricsText text)
    {
        app.MapPost("/predict", (PredictRequest request) =>
        {
            // One version for the whole answer: the next line may already find another.
            PublishedModel<DeliveryModel> published = holder.Published;
            var delivery = new Delivery(request.Carrier, request.DistanceKm, request.WeightKg, request.QueueMinutes, default);
            Span<float> p = stackalloc float[DeliveryModel.ClassCount];
            published.Model.Probabilities(delivery, p);
            Outcome outcome = published.Model.Predict(delivery);
            metrics.Predicted();
            return Results.Ok(new Prediction(outcome, p[(int)Outcome.OnTime], p[(int)Outcome.Late], p[(int)Outcome.Lost], published.Version));
        });

        app.MapPost("/feedback", (FeedbackRequest request) =>
        {
            double loss = holder.Update(new Delivery(request.Carrier, request.DistanceKm, request.WeightKg, request.QueueMinutes, request.Outcome));
            bool isLearned = double.IsFinite(loss);
            if (isLearned) metrics.Learned(loss);
            return Results.Ok(new Learned(isLearned ? loss : null, holder.Version));
        });

        app.MapGet("/metrics", () => Results.Text(text.ToString()));

        app.MapGet("/health", () =>
        {
            // The model answers whatever happens to its file; somebody should know of the file.
            ModelHolderFault? fault = holder.LastFault;
            return Results.Ok(new Health(fault is null ? "Healthy" : "Degraded", holder.Version, holder.Updates, fault?.ToString()));
        });
    }

    /// <summary>What cannot be read, or learned from, is the request's fault, not the service's.</summary>
    public static void AnswerBadRequests(WebApplication app) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context);
        }
        catch (Exception fault) when (fault is ArgumentException or BadHttpRequestException)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsJsonAsync(new Problem(fault.InnerException?.Message ?? fault.Message), Messages.Default.Problem);
        }
    });
}
