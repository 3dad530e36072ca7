using LossGen.Analyzers.Expressions;

namespace LossGen.Analyzers.Matching;

/// <summary>Variables that count the turns of a loop.</summary>
internal static class Counters
{
    // 171! overflows.
    private const double LargestFactorial = 170;

    /// <summary>Whether a value moves with a loop's counter, up to a bound that is not known or past that of a factorial.</summary>
    /// <param name="value">A factor.</param>
    /// <param name="largest">The largest number whose factorial is in the range of the type.</param>
    public static bool PassesFactorialLimit(Expression value, double largest = LargestFactorial) => value switch
    {
        Phi { IsLoopHead: true } phi => IsCounter(phi) && !phi.Inputs.Skip(1).All(turn => turn.Facts[phi].High <= largest),
        Unknown { IsInteger: true, CalledName: "Range" } number => !(number.Parts is [Constant { Value: var count }] && count <= largest),
        Sum sum => sum.Terms.Any(term => PassesFactorialLimit(term.Value, largest)),
        _ => false,
    };

    /// <summary>
    /// A function of a loop's counter and of what stays the same in the loop: a table, whose author chose its ends. A counter that only picks an element is none.
    /// </summary>
    public static bool IsTabulated(Expression value) => value switch
    {
        Phi { IsLoopHead: true } phi => IsCounter(phi),
        Sum sum => sum.Terms.Any(term => IsTabulated(term.Value)) && sum.Terms.All(term => IsTabulated(term.Value) || IsFixed(term.Value)),
        Product product => product.Factors.Any(factor => IsTabulated(factor.Value)) && product.Factors.All(factor => IsTabulated(factor.Value) || IsFixed(factor.Value)),
        _ => false,
    };

    private static bool IsFixed(Expression value) => !Shapes.Contains(value, static part => part is Element or Phi or Fold);

    private static bool IsCounter(Phi phi) => phi.IsInteger && phi.Inputs.Count > 1 && phi.Inputs.Skip(1).All(turn =>
        turn.Value is Sum { Constant: 1 or -1, Terms: [{ Coefficient: 1, Value: var before }] } && ReferenceEquals(before, phi));
}
