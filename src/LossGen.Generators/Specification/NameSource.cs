namespace LossGen.Generators.Specification;

/// <summary>Where a model without a row type has the names of its features or classes from.</summary>
/// <param name="Property">The property of the interface that gives them.</param>
/// <param name="Expression">What that property returns; null if a member written by the user implements it already.</param>
internal sealed record NameSource(string Property, string? Expression);
