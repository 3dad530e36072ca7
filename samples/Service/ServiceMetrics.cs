using System.Diagnostics.Metrics;
using LossGen;

namespace Service;

/// <summary>The numbers of the service, for <c>dotnet-counters monitor --counters Service</c>, OpenTelemetry, and GET /metrics.</summary>
internal sealed class ServiceMetrics : IDisposable
{
    public const string MeterName = "Service";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _predictions;
    private readonly Counter<long> _feedback;
    private readonly Histogram<double> _loss;

    public ServiceMetrics(ModelHolder<DeliveryModel> holder)
    {
        _predictions = _meter.CreateCounter<long>("service.predictions", description: "Predictions that were answered.");
        _feedback = _meter.CreateCounter<long>("service.feedback", description: "Deliveries that the model has learned from.");
        _loss = _meter.CreateHistogram<double>("service.feedback.loss", unit: "nat", description: "The loss of a delivery before the model has learned from it.");
        _meter.CreateObservableGauge("service.model.version", () => holder.Version, description: "The version that answers.");
        _meter.CreateObservableCounter("service.model.updates", () => holder.Updates, description: "Steps that the model has learned by.");
        _meter.CreateObservableCounter("service.model.refused_rows", () => holder.RefusedRows, description: "Deliveries that it could not learn from.");
        _meter.CreateObservableCounter("service.model.saves", () => holder.Saves, description: "How often the model was saved.");
        _meter.CreateObservableCounter("service.model.reloads", () => holder.Reloads, description: "How often another model came by the file.");
        _meter.CreateObservableCounter("service.model.faults", () => holder.Faults, description: "How often saving or loading has failed.");
    }

    public void Predicted() => _predictions.Add(1);

    public void Learned(double loss)
    {
        _feedback.Add(1);
        _loss.Record(loss);
    }

    public void Dispose() => _meter.Dispose();
}
