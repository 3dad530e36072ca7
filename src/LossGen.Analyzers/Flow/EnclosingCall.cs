using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Analyzers.Flow;

/// <summary>A call round something, within the same expression.</summary>
internal sealed class EnclosingCall(InvocationExpressionSyntax call, int position)
{
    public string Name => CalledNames.Of(call);

    /// <summary>As which argument it is part of the call; -1 as what the method is called on.</summary>
    public int Position { get; } = position;

    /// <summary>For this room only.</summary>
    internal InvocationExpressionSyntax Call => call;
}
