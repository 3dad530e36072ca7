namespace LossGen;

/// <summary>Marks a member of a row type as something the model sees; see <see cref="CrossEntropyModelAttribute{TRow}"/>.</summary>
/// <remarks>
/// <para>A number (sbyte to ulong, Half, float, double, decimal) is one feature, rounded to float. A bool is one feature, 0 or 1. An enum is one
/// feature for each of its distinct values, in ascending order, of which that of the row is 1 and the others are 0.
/// An enum with <see cref="FlagsAttribute"/> is one feature for each flag, a value of a single bit, the lowest bit first: 1 if the row has it, else 0.</para>
/// <para>Features are in the order in which the members are declared, those of a base class first. The parameter of a positional
/// record represents its property.</para>
/// </remarks>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class FeatureAttribute : Attribute;
