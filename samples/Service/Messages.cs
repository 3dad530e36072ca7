using System.Text.Json.Serialization;

namespace Service;

/// <summary>A delivery that sets out.</summary>
public sealed record PredictRequest(Carrier Carrier, double DistanceKm, double WeightKg, double QueueMinutes);

/// <summary>What is probable, and the version of the model that says so.</summary>
public sealed record Prediction(Outcome Outcome, float OnTime, float Late, float Lost, long Version);

/// <summary>A delivery and what became of it.</summary>
public sealed record FeedbackRequest(Carrier Carrier, double DistanceKm, double WeightKg, double QueueMinutes, Outcome Outcome);

/// <summary>What the model lost by the delivery before it learned from it, in nats; null if no step was taken. The version that has learned it.</summary>
public sealed record Learned(double? Loss, long Version);

/// <summary>How the service is.</summary>
public sealed record Health(string Status, long Version, long Updates, string? Fault);

/// <summary>What is wrong with a request.</summary>
public sealed record Problem(string Error);

/// <summary>JSON, written by the compiler, so that no reflection is needed.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(PredictRequest))]
[JsonSerializable(typeof(Prediction))]
[JsonSerializable(typeof(FeedbackRequest))]
[JsonSerializable(typeof(Learned))]
[JsonSerializable(typeof(Health))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class Messages : JsonSerializerContext;
