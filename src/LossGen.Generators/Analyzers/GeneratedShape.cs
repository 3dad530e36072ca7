using System.Threading;
using LossGen.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Generators.Analyzers;

/// <summary>The shape that a generated file declares, and the names that it gives features and classes.</summary>
internal sealed record GeneratedShape(int Features, int Classes, IReadOnlyList<string> FeatureNames, IReadOnlyList<string> ClassNames)
{
    public static GeneratedShape Of(INamedTypeSymbol model, SyntaxTree written, CancellationToken cancellationToken)
    {
        return new(Constant("FeatureCount"), Constant("ClassCount"), Names("FeatureNames"), Names("ClassNames"));

        int Constant(string name) => model.GetMembers(name).OfType<IFieldSymbol>().FirstOrDefault()?.ConstantValue as int? ?? 0;

        // Of many numbered classes the names are made at run time, and the text holds none.
        IReadOnlyList<string> Names(string name) => model.GetMembers(name)
            .SelectMany(static member => member.DeclaringSyntaxReferences)
            .Where(reference => reference.SyntaxTree == written)
            .SelectMany(reference => reference.GetSyntax(cancellationToken).DescendantNodes().OfType<InitializerExpressionSyntax>())
            .SelectMany(static array => array.Expressions.OfType<LiteralExpressionSyntax>())
            .Select(static literal => literal.Token.ValueText)
            .ToList();
    }
}
