using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Analyzers.Flow;

/// <summary>Members of types other than System.Math that give a number of which something is known: lengths, Unity's draws and clamps, BigInteger's logarithms.</summary>
internal sealed partial class OperationReader
{
    /// <summary>How long a vector or a complex number is: the absolute value of something.</summary>
    private Expression? ReadLength(ISymbol length, ITypeSymbol? type, Expression[] parts)
    {
        if (!Numbers.IsReal(type) || parts.Length == 0
            || length.ContainingType?.Name is not ("Complex" or "Complex32" or "Vector2" or "Vector3" or "Vector4" or "Quaternion"))
        {
            return null;
        }

        // The same vector has one length, whatever member it is asked of.
        Expression size = Pool.Call(KnownFunction.Abs, Pool.Unknown("length", type, isInteger: false, parts));
        return length.Name switch
        {
            "Magnitude" or "magnitude" or "Length" or "Abs" or "Distance" => size,
            "LengthSquared" or "MagnitudeSquared" or "sqrMagnitude" or "DistanceSquared" => Pool.Multiply(size, size),
            _ => null,
        };
    }

    /// <summary>Clamp01, saturate; Random.value and Random.Range(0f, 1f), which include both 0 and 1.</summary>
    private Expression? ReadUnity(IOperation operation, string type, string name, Expression[] values) => (type, name, values.Length) switch
    {
        ("Mathf", "Clamp01", 1) or ("math", "saturate", 1) => Pool.Call(KnownFunction.Clamp, values[0], Pool.Zero, Pool.One),
        ("Random", "value", 0) => Pool.Call(KnownFunction.NextReal, Opaque(operation), Pool.One),
        ("Random", "Range", 2) when values[0].IsConstant(0) && values[1].IsConstant(1) && !values[1].IsInteger =>
            Pool.Call(KnownFunction.NextReal, Opaque(operation), Pool.One),
        _ => null,
    };

    private static bool IsUnity(ISymbol member) => member.IsStatic && member.ContainingType is { ContainingNamespace.Name: "UnityEngine" or "Mathematics" };

    /// <summary>A member of a type of Unity's where Unity is not referenced.</summary>
    private Expression? ReadUnboundUnity(IOperation operation, ExpressionSyntax? unbound, Func<Expression[]> values) =>
        unbound is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Clamp01" or "saturate" or "value" or "Range" } access
        && (access.Expression as IdentifierNameSyntax ?? (access.Expression as MemberAccessExpressionSyntax)?.Name as IdentifierNameSyntax) is { } type
            ? ReadUnity(operation, type.Identifier.ValueText, access.Name.Identifier.ValueText, values())
            : null;

    /// <summary>
    /// BigInteger.Log10(x) is Log(x, 10), a quotient of logarithms. The number is hidden: what is written for it is no argument of a function of Math.
    /// </summary>
    private Expression? ReadBigLogarithm(IOperation call, IMethodSymbol method, ImmutableArray<IOperation> arguments)
    {
        if (method is not { IsStatic: true, ContainingType: { Name: "BigInteger", ContainingNamespace.Name: "Numerics" } }
            || (method.Name, arguments.Length) is not (("Log10", 1) or ("Log", 1 or 2)))
        {
            return null;
        }

        Expression number = Pool.Call(KnownFunction.Tuple, Read(arguments[0]));
        Expression value = (method.Name, arguments.Length) switch
        {
            ("Log10", _) => Pool.Call(KnownFunction.LogBase, number, Pool.Constant(10)),
            (_, 2) => Pool.Call(KnownFunction.LogBase, number, Read(arguments[1])),
            _ => Pool.Call(KnownFunction.Log, number),
        };
        Record(call, KnownFunction.None, value);
        return value;
    }
}
