namespace LossGen.Orleans;

/// <summary>The training set of a run: the name under which the silos have registered what reads it, and a text that tells it which one.</summary>
/// <remarks>No code travels: a silo reads what it has been built to read. See <see cref="LossGenBuilder.AddShards"/> and <see cref="LossGenBuilder.AddTokenShards"/>.</remarks>
/// <param name="Name">The name.</param>
/// <param name="Settings">What the registered factory is given: a folder, a connection string's name, a date; by default nothing.</param>
public sealed record ShardsReference(string Name, string Settings = "");
