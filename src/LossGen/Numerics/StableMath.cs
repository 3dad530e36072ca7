namespace LossGen;

/// <summary>The logarithms and exponentials of classification, in the forms that neither overflow on the way nor cancel.</summary>
/// <remarks>
/// <para>
/// The figure in each summary is the largest error that the tests found against a high-precision oracle, in units in the last place of the
/// result, over the whole domain: subnormal numbers, neighbourhoods of every critical point and the extremes included. An error of 0.5 is
/// that of a correctly rounded result. The <see cref="float"/> overloads are the <see cref="double"/> ones, rounded.
/// </para>
/// <para>
/// A result is made of additions, multiplications and tables alone, so it has the same bits on every platform. Logarithms are natural, and
/// entropies in nats. Nothing here allocates, and all of it may be called from many threads at once. Outside its domain a function returns
/// <see cref="double.NaN"/>, as <see cref="Math"/> does; NaN in gives NaN out.
/// </para>
/// <para>
/// <c>double.LogP1</c>, <c>double.ExpM1</c>, their <see cref="float"/> and <c>TensorPrimitives</c> forms are <c>Log(1 + x)</c> and
/// <c>Exp(x) - 1</c>, with all of their cancellation; <see cref="Log1P(double)"/> and <see cref="ExpM1(double)"/> are not.
/// </para>
/// </remarks>
public static partial class StableMath;
