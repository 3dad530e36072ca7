using System.Collections.Immutable;
using LossGen.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Generators.Analyzers;

/// <summary>Reports options with an adversary where a model of sparse rows or of tokens is trained (LG0026).</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AdversaryAnalyzer() : RuleAnalyzer(ImmutableArray.Create(UsageRules.AdversaryNeedsDenseRows))
{
    private const string Sparse = "sparse rows, most of whose features are not there to be changed", Tokens = "tokens, which cannot be changed a little";

    /// <inheritdoc/>
    private protected override void Register(AnalysisContext context)
    {
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName("LossGen.TrainingOptions") is not { } options) return;
            INamedTypeSymbol? sparse = start.Compilation.GetTypeByMetadataName("LossGen.ISparseModel`1");
            INamedTypeSymbol? tokens = start.Compilation.GetTypeByMetadataName("LossGen.INextTokenModel`1");
            start.RegisterOperationAction(operation => Check(operation, options, sparse, tokens), OperationKind.Invocation);
        });
    }

    private static void Check(OperationAnalysisContext context, INamedTypeSymbol options, INamedTypeSymbol? sparse, INamedTypeSymbol? tokens)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod.Name != "Fit" || call.TargetMethod.ContainingType is not { } model) return;
        string? rows = Is(model, sparse) ? Sparse : Is(model, tokens) ? Tokens : null;
        if (rows is null) return;

        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (!SymbolEqualityComparer.Default.Equals(argument.Parameter?.Type.OriginalDefinition, options)) continue;
            if (Written(argument.Value, context) is not { } adversary) continue;
            string name = (call.Instance?.Type as INamedTypeSymbol)?.Name ?? call.Instance?.Type?.Name ?? model.Name;
            context.ReportDiagnostic(Diagnostic.Create(UsageRules.AdversaryNeedsDenseRows, adversary.Syntax.GetLocation(), name, rows).WithPage(context.Options));
        }
    }

    private static bool Is(INamedTypeSymbol model, INamedTypeSymbol? face) =>
        face is not null && model.AllInterfaces.Add(model).Any(type => SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, face));

    /// <summary>Where options get an adversary: in the braces behind new or with, of the argument itself or of the local that it is.</summary>
    private static IOperation? Written(IOperation value, OperationAnalysisContext context)
    {
        while (value is IConversionOperation conversion) value = conversion.Operand;
        return value switch
        {
            IObjectCreationOperation creation => Written(creation.Initializer),
            IWithOperation change => Written(change.Initializer),
            ILocalReferenceOperation local when InitialValue(local, context) is { } initial and not ILocalReferenceOperation => Written(initial, context),
            _ => null,
        };
    }

    private static ISimpleAssignmentOperation? Written(IObjectOrCollectionInitializerOperation? braces) => braces?.Initializers
        .OfType<ISimpleAssignmentOperation>()
        .FirstOrDefault(static part =>
            part.Target is IPropertyReferenceOperation { Property.Name: "Adversary" } && part.Value.ConstantValue is not { HasValue: true, Value: null });

    /// <summary>What a local is declared with, if nothing else is ever assigned to it.</summary>
    private static IOperation? InitialValue(ILocalReferenceOperation reference, OperationAnalysisContext context)
    {
        ILocalSymbol local = reference.Local;
        SyntaxNode? declaration = local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(context.CancellationToken);
        if (declaration is not VariableDeclaratorSyntax { Initializer.Value: { } written } declarator) return null;
        IOperation root = reference;
        while (root.Parent is { } parent) root = parent;
        bool isAssigned = root.Descendants().Any(operation => operation switch
        {
            IAssignmentOperation assignment => IsLocal(assignment.Target),
            IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => IsLocal(argument.Value),
            _ => false,
        });
        return isAssigned || declarator.SyntaxTree != reference.Syntax.SyntaxTree ? null : reference.SemanticModel?.GetOperation(written, context.CancellationToken);

        bool IsLocal(IOperation target) => target is ILocalReferenceOperation other && SymbolEqualityComparer.Default.Equals(other.Local, local);
    }
}
