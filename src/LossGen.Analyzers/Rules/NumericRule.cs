using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;
using Microsoft.CodeAnalysis;

namespace LossGen.Analyzers.Rules;

/// <summary>One rule: it examines a site and the facts known about the member, and reports what is wrong there.</summary>
internal abstract class NumericRule(DiagnosticDescriptor descriptor)
{
    public DiagnosticDescriptor Descriptor { get; } = descriptor;

    /// <summary>
    /// Whether the rule also reports inside gamma, erf and similar functions, whose authors chose each form for the range they use it on. Only the rules
    /// for whole named formulas do.
    /// </summary>
    public virtual bool SpeaksInSpecialFunctions => false;

    /// <summary>
    /// Whether the rule also reports a call of a small method whose body has the rest of the formula: log(1 + x) called with exp(z). Only the rules for
    /// whole named formulas do; the others have reported the body.
    /// </summary>
    public virtual bool SpeaksAtHelperCalls => false;

    /// <summary>
    /// Whether the rule also reports in tests. There a naive formula is a reference on chosen inputs, and the infinities are what is expected; that integers
    /// divide before the formula sees them is wrong in a test too.
    /// </summary>
    public virtual bool SpeaksInTests => false;

    public abstract void Examine(Site site, MemberReading member, Reports reports);
}
