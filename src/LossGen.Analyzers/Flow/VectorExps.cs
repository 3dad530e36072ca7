using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Analyzers.Flow;

/// <summary>
/// Methods called Exp that take the exponential of each element of a vector: by what their body does, or by their name alone. Those of matrices, rotations and
/// operators are mostly something else.
/// </summary>
internal static class VectorExps
{
    private const int Deepest = 2;

    private static readonly string[] Maps = ["matrix", "quaternion", "rotor", "motor", "rotation", "transform", "operator", "generator", "algebra", "lie", "tangent"];

    // Of a series, of a decomposition, of a rotation by an angle.
    private static readonly string[] OfWholes = ["eig", "inverse", "identity", "transpose", "norm", "sin", "cos", "sinc", "angle", "theta"];

    /// <summary>A type whose exponential is a power series or a rotation, going by its name.</summary>
    public static bool IsOfMaps(string? type) => Maps.Any(part => SyntaxText.Has(type, part));

    /// <summary>Whether each element is taken as it is: nothing is subtracted in the exponent, and no maximum is mentioned.</summary>
    public static bool IsPlain(IMethodSymbol method) => MethodBodies.Has(method) ? IsShown(method, 0) : method.Name == "PointwiseExp" || !IsOfMaps(method.ContainingType?.Name);

    private static bool IsShown(IMethodSymbol method, int depth)
    {
        if (depth > Deepest || MethodBodies.Of(method) is not { } body || MethodBodies.Mentions(body, "max") || OfWholes.Any(part => NamesOf(body).Any(name =>
            name.StartsWith(part, StringComparison.OrdinalIgnoreCase))))
        {
            return false;
        }

        InvocationExpressionSyntax[] calls = [.. body.DescendantNodes().OfType<InvocationExpressionSyntax>().Where(static call => VectorNames.IsExp(CalledNames.Of(call)))];
        if (calls.Any(static call => call.ArgumentList.DescendantNodes().Any(static node => node.Kind() is SyntaxKind.SubtractExpression or SyntaxKind.UnaryMinusExpression)))
        {
            return false;
        }

        return body.DescendantNodes().OfType<ArgumentSyntax>().Any(static argument => argument.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Exp" })
            || calls.Any(call => IsRepeated(call, body) || IsOfVector(call))
            || calls.Length > 1
            || (calls.Length == 1 && method.ContainingType.GetMembers(CalledNames.Of(calls[0])).OfType<IMethodSymbol>()
                .Any(other => !SymbolEqualityComparer.Default.Equals(other, method.OriginalDefinition) && IsShown(other, depth + 1)));
    }

    /// <summary>In a loop or in a lambda: of element after element.</summary>
    private static bool IsRepeated(SyntaxNode call, SyntaxNode body) => call.Ancestors().TakeWhile(outer => outer != body)
        .Any(static outer => outer is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax or LambdaExpressionSyntax);

    /// <summary>A library's own, of spans.</summary>
    private static bool IsOfVector(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "TensorPrimitives" or "Vector" or "np" or "torch" } };

    private static IEnumerable<string> NamesOf(SyntaxNode body) => body.DescendantNodes().OfType<SimpleNameSyntax>().Select(static name => name.Identifier.ValueText);
}
