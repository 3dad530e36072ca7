using System.Collections.Immutable;
using System.Threading;
using LossGen.Generators.Parsing;
using LossGen.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LossGen.Generators.Analyzers;

/// <summary>Says beside the compiler's error what to write where a model gets a list, a table or other numbers than the span that it takes (LG0021).</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ListAnalyzer() : RuleAnalyzer(ImmutableArray.Create(UsageRules.ListIsNoSpan))
{
    /// <inheritdoc/>
    private protected override void Register(AnalysisContext context)
    {
        // A call that the compiler cannot bind is not an invocation operation.
        context.RegisterOperationAction(CheckCall, OperationKind.Invalid);
    }

    private static void CheckCall(OperationAnalysisContext context)
    {
        if (context.Operation is not { Syntax: InvocationExpressionSyntax call, SemanticModel: { } semantics }) return;
        Overload? best = null;
        foreach (IMethodSymbol method in Candidates(call, semantics, context.CancellationToken))
        {
            if (Overload.Of(method, call, semantics, context.CancellationToken) is { } overload && (best is null || overload.Cost < best.Cost)) best = overload;
        }

        foreach ((ArgumentSyntax argument, ITypeSymbol takes, ITypeSymbol gets, SpanAdvice advice) in best?.Wrong ?? [])
        {
            context.ReportDiagnostic(Diagnostic.Create(
                UsageRules.ListIsNoSpan, argument.GetLocation(), best!.Name, SourceNames.Shown(takes), SourceNames.Shown(gets), advice.Text).WithPage(context.Options));
        }
    }

    /// <summary>The methods of that name which belong to a model or to the library, extension methods included.</summary>
    private static IEnumerable<IMethodSymbol> Candidates(InvocationExpressionSyntax call, SemanticModel semantics, CancellationToken cancellationToken) => semantics
        .GetMemberGroup(call.Expression, cancellationToken)
        .Concat(semantics.GetSymbolInfo(call, cancellationToken).CandidateSymbols)
        .OfType<IMethodSymbol>()
        .Where(static method => method.TypeArguments.Zip(method.TypeParameters, static (type, parameter) => IsPossible(parameter, type)).All(static isPossible => isPossible))
        .Where(static method => method.ContainingAssembly?.Name == "LossGen" ? IsOfGenerated(method) : IsModel(method.ContainingType))
        .Distinct<IMethodSymbol>(SymbolEqualityComparer.Default);

    /// <summary>Not an extension on a model that has no members, since its declaration is wrong: that error is the one to mend.</summary>
    private static bool IsOfGenerated(IMethodSymbol method) =>
        method is not { ReducedFrom: not null, ReceiverType: INamedTypeSymbol model }
        || !IsModel(model)
        || model.AllInterfaces.Any(static face => face.ContainingAssembly?.Name == "LossGen");

    private static bool IsModel(INamedTypeSymbol type) => ModelAttribute.IsOn(type) || TokenAttribute.AllOn(type).Any();

    /// <summary>Not a model of dense rows for a type parameter that is constrained to those of sparse rows, say.</summary>
    private static bool IsPossible(ITypeSymbol parameter, ITypeSymbol type) =>
        parameter is not ITypeParameterSymbol open
        || type is not INamedTypeSymbol named
        || open.ConstraintTypes.All(constraint => constraint is not INamedTypeSymbol { TypeKind: TypeKind.Interface }
            || named.AllInterfaces.Add(named).Any(face => SymbolEqualityComparer.Default.Equals(face.OriginalDefinition, constraint.OriginalDefinition)));

    /// <summary>A method that would take the arguments, if those of them were written as advised.</summary>
    private sealed class Overload
    {
        private Overload(string name) => Name = name;

        public string Name { get; }

        public List<(ArgumentSyntax Argument, ITypeSymbol Takes, ITypeSymbol Gets, SpanAdvice Advice)> Wrong { get; } = [];

        /// <summary>How far the arguments are from what it takes.</summary>
        public int Cost => Wrong.Sum(static wrong => wrong.Advice.Cost);

        /// <summary>Null where an argument is wrong in a way that no advice mends, or where there are too many or too few.</summary>
        public static Overload? Of(IMethodSymbol method, InvocationExpressionSyntax call, SemanticModel semantics, CancellationToken cancellationToken)
        {
            SeparatedSyntaxList<ArgumentSyntax> arguments = call.ArgumentList.Arguments;
            if (OfOtherOrder(method, arguments, semantics, cancellationToken) is { } reordered) return reordered;
            bool isOfNumbers = method.ContainingType.AllInterfaces.Any(static face => face.Name == "IBinnedModel");
            var open = new List<IParameterSymbol>(method.Parameters);
            var overload = new Overload(NameOf(method));
            for (int i = 0; i < arguments.Count; i++)
            {
                string? name = arguments[i].NameColon?.Name.Identifier.ValueText;
                IParameterSymbol? parameter = name is not null ? method.Parameters.FirstOrDefault(candidate => candidate.Name == name)
                    : i < method.Parameters.Length ? method.Parameters[i] : null;

                // A model that predicts numbers learns classes of no use: labels are not what is meant.
                if (parameter is null || !open.Remove(parameter) || (isOfNumbers && parameter.Name is "labels" or "targets")) return null;
                ExpressionSyntax expression = arguments[i].Expression;
                if (semantics.GetTypeInfo(expression, cancellationToken).Type is not { TypeKind: not TypeKind.Error } type) continue;
                if (!IsPossible(parameter.Type, type)) return null;
                if (IsOpen(parameter.Type) || semantics.ClassifyConversion(expression, parameter.Type).IsImplicit) continue;
                if (SpanAdvice.For(type, parameter, expression, semantics.Compilation) is not { } advice) return null;
                overload.Wrong.Add((arguments[i], parameter.Type, type, advice));
            }

            return open.All(static parameter => parameter.IsOptional || parameter.IsParams) ? overload : null;
        }

        /// <summary>The method, if it would take the arguments once two of them have changed places: labels before rows, say.</summary>
        private static Overload? OfOtherOrder(
            IMethodSymbol method, SeparatedSyntaxList<ArgumentSyntax> arguments, SemanticModel semantics, CancellationToken cancellationToken)
        {
            int count = arguments.Count;
            if (count > method.Parameters.Length || arguments.Any(static argument => argument.NameColon is not null)) return null;
            if (method.Parameters.Skip(count).Any(static parameter => !parameter.IsOptional)) return null;
            int[] wrong = [.. Enumerable.Range(0, count).Where(i => !Fits(i, i))];
            if (wrong.Length != 2 || !Belongs(wrong[0], wrong[1]) || !Belongs(wrong[1], wrong[0])) return null;

            // Where both take real numbers, float and double, a place says nothing of what is meant.
            if (SpanAdvice.IsOfRealNumbers(method.Parameters[wrong[0]].Type) && SpanAdvice.IsOfRealNumbers(method.Parameters[wrong[1]].Type)) return null;
            ArgumentSyntax first = arguments[wrong[0]];
            if (TypeOf(wrong[0]) is not { } type) return null;
            var overload = new Overload(NameOf(method));
            string order = string.Join(", ", method.Parameters.Take(count).Select(static parameter => parameter.Name));
            overload.Wrong.Add((first, method.Parameters[wrong[0]].Type, type, new SpanAdvice($"the arguments in the order {order}", Cost: 0)));
            return overload;

            // What has no type of its own, as new() has none, is taken to be right where it is.
            ITypeSymbol? TypeOf(int argument) =>
                semantics.GetTypeInfo(arguments[argument].Expression, cancellationToken).Type is { TypeKind: not TypeKind.Error } type ? type : null;

            bool Fits(int argument, int parameter) => TypeOf(argument) is null || IsOpen(method.Parameters[parameter].Type)
                ? argument == parameter && (TypeOf(argument) is not { } type || IsPossible(method.Parameters[parameter].Type, type))
                : semantics.ClassifyConversion(arguments[argument].Expression, method.Parameters[parameter].Type).IsImplicit;

            // A list of labels belongs to labels, though it is no span of them yet.
            bool Belongs(int argument, int parameter) => Fits(argument, parameter)
                || (TypeOf(argument) is { } type
                    && SpanAdvice.For(type, method.Parameters[parameter], arguments[argument].Expression, semantics.Compilation) is { HasSameElements: true });
        }

        private static string NameOf(IMethodSymbol method) => $"{(method.ReceiverType ?? method.ContainingType).Name}.{method.Name}";

        /// <summary>Whether a type depends on a type parameter of the method, which nobody knows while the call does not compile.</summary>
        private static bool IsOpen(ITypeSymbol type) =>
            type is ITypeParameterSymbol || (type is INamedTypeSymbol named && named.TypeArguments.Any(IsOpen)) || (type is IArrayTypeSymbol array && IsOpen(array.ElementType));
    }
}
