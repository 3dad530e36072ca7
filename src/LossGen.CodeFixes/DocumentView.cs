using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.CodeFixes;

/// <summary>A file as one compilation sees it. A project with several target frameworks compiles each of its files once for each of them.</summary>
internal sealed class DocumentView(CompilationUnitSyntax root, SemanticModel model, CancellationToken cancellation)
{
    public CompilationUnitSyntax Root => root;

    public SemanticModel Model => model;

    public static async Task<DocumentView?> CreateAsync(Document document, CancellationToken cancellation)
    {
        if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not CompilationUnitSyntax root) return null;
        return await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is { } model ? new(root, model, cancellation) : null;
    }

    /// <summary>The other compilations of the same file: those for other target frameworks, and those of projects that share the file.</summary>
    public static async Task<IReadOnlyList<DocumentView>> OthersOfAsync(Document document, CancellationToken cancellation)
    {
        var others = new List<DocumentView>();
        foreach (DocumentId id in document.GetLinkedDocumentIds())
        {
            if (document.Project.Solution.GetDocument(id) is { } linked && await CreateAsync(linked, cancellation).ConfigureAwait(false) is { } view)
                others.Add(view);
        }

        return others;
    }

    /// <summary>The expression as this compilation sees it; null where conditional compilation leaves it out or reads another one.</summary>
    public ExpressionSyntax? Find(ExpressionSyntax target) =>
        root.FullSpan.Contains(target.Span) && root.FindNode(target.Span, getInnermostNodeForTie: true) is ExpressionSyntax found
        && SyntaxFactory.AreEquivalent(found, target)
            ? found
            : null;

    /// <summary>Whether the replacement, with full names, compiles here and has the type of what it replaces.</summary>
    public bool KeepsType(ExpressionSyntax target, ExpressionSyntax qualified)
    {
        ITypeSymbol? before = model.GetTypeInfo(target, cancellation).Type;
        if (before is null or IErrorTypeSymbol) return true; // code that does not compile yet has no type to keep
        ITypeSymbol? after = model.GetSpeculativeTypeInfo(target.SpanStart, qualified, SpeculativeBindingOption.BindAsExpression).Type;
        return SymbolEqualityComparer.Default.Equals(before, after)
            && (qualified is not InvocationExpressionSyntax
                || model.GetSpeculativeSymbolInfo(target.SpanStart, qualified, SpeculativeBindingOption.BindAsExpression).Symbol is not null);
    }
}
