using System.Collections.Immutable;
using System.Threading;
using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Ranges;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace LossGen.Analyzers.Rules;

/// <summary>What a fix puts in place of an expression.</summary>
internal readonly record struct Replacement(SyntaxNode Node, string Text, string Function, bool NeedsStableMath);

/// <summary>What the rules may ask about one member, and where they report.</summary>
internal sealed class RuleContext
{
    private const int LongestQuote = 80;

    private readonly DiagnosticSeverity _accuracySeverity;
    private readonly List<TextSpan> _claimed = [];
    private int _claims;
    private ImmutableArray<DivisionBySum> _shares;
    private HashSet<Expression>? _cutQuotients;
    private HashSet<Expression>? _crossEntropyTerms;
    private Action<Diagnostic> _report = _ => { };

    public RuleContext(MemberFlow flow, SemanticModel model, ISymbol owner, DiagnosticSeverity accuracySeverity)
    {
        Flow = flow;
        Model = model;
        Owner = owner;
        Forms = new Forms(this);
        Sites = new SiteIndex(flow.Sites);
        _accuracySeverity = accuracySeverity;
    }

    public MemberFlow Flow { get; }

    public SiteIndex Sites { get; }

    public ExpressionPool Pool => Flow.Pool;

    public SemanticModel Model { get; }

    /// <summary>The member that is read.</summary>
    public ISymbol Owner { get; }

    /// <summary>Writes what a fix needs: source text for values.</summary>
    public Forms Forms { get; }

    /// <summary>The divisions by something that is added up, found once for all the exponentials of the member.</summary>
    public ImmutableArray<DivisionBySum> Shares => _shares.IsDefault ? _shares = UnshiftedSoftMaxRule.SharesIn(this).ToImmutableArray() : _shares;

    /// <summary>The quotients of logarithms that the member cuts an integer from.</summary>
    public HashSet<Expression> CutQuotients => _cutQuotients ??= [.. Sites.InOrder.Where(site => IntegerFromLogQuotientRule.Cuts(site, this))
        .Select(site => IntegerFromLogQuotientRule.WithoutWholeShift(site.Operands[0].Value, this))];

    public HashSet<Expression> CrossEntropyTerms => _crossEntropyTerms ??= [.. XTimesLogYRule.CrossEntropyTermsIn(this)];

    public Interval RangeOf(Expression value, Site site) => Flow.Ranges.RangeOf(value, site.Facts);

    /// <summary>The widest sites first, each shown to the rules from the most to the least specific; what is reported silences what it contains.</summary>
    public void Examine(Action<Diagnostic> report, CancellationToken cancellationToken)
    {
        _report = report;
        bool isSpecialFunction = CarefulCode.IsSpecialFunction(this);
        foreach (Site site in Sites.InOrder)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // What ends before this site contains no site to come.
            _claimed.RemoveAll(claimed => claimed.End <= site.Operation.Syntax.SpanStart);
            int claims = -1;
            if (site.Operation.Syntax.ContainsDiagnostics)
            {
                // Half-typed code: what it will be is not known yet.
                continue;
            }

            foreach (NumericRule rule in AllRules.InOrder)
            {
                if (claims != _claims)
                {
                    claims = _claims;
                    if (IsClaimed(site.Operation.Syntax.Span))
                    {
                        break;
                    }
                }

                if (rule.SpeaksInSpecialFunctions || !isSpecialFunction)
                {
                    rule.Examine(site, this);
                }
            }
        }
    }

    /// <summary>Whether an exponent is kept from growing by the maximum, there or where the collection it is read from was filled.</summary>
    public bool IsShifted(Expression exponent) => Shapes.IsShifted(exponent, Pool) || Shapes.Contents(exponent, Flow).Any(value => Shapes.IsShifted(value, Pool));

    public bool IsClaimed(TextSpan span) => _claimed.Any(claimed => claimed.Contains(span));

    /// <summary>Looked at and found right: what stands inside is not reported either.</summary>
    public void Accept(SyntaxNode node) => Claim(node.Span);

    public void Report(NumericRule rule, SyntaxNode at, string advice, Replacement? replacement = null)
    {
        if (IsClaimed(at.Span))
        {
            return;
        }

        Claim(at.Span);
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty;
        Location[] places = [];
        string? missing = Advice.Missing(advice, replacement, Flow.Known);
        if (replacement is { } fix && missing is null)
        {
            properties = properties.Add("Replacement", fix.Text).Add("Function", fix.Function);
            properties = fix.NeedsStableMath ? properties.Add("Using", "LossGen") : properties;
            places = [fix.Node.GetLocation()];
            Claim(fix.Node.Span);
        }

        bool isAccuracy = rule.Descriptor.DefaultSeverity == DiagnosticSeverity.Info;
        _report(Diagnostic.Create(
            rule.Descriptor,
            at.GetLocation(),
            isAccuracy ? _accuracySeverity : rule.Descriptor.DefaultSeverity,
            places,
            properties,
            Quote(at),
            missing is null ? advice : Advice.Unavailable(advice, missing)));
    }

    private void Claim(TextSpan span)
    {
        _claimed.Add(span);
        _claims++;
    }

    private static string Quote(SyntaxNode node)
    {
        string text = string.Join(" ", node.ToString().Split([' ', '\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= LongestQuote ? text : text.Substring(0, LongestQuote - 1) + "…";
    }
}
