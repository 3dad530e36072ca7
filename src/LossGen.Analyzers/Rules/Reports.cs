using System.Collections.Immutable;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;
using LossGen.Analyzers.Shared;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace LossGen.Analyzers.Rules;

/// <summary>Where the rules report what they found in one member. What is reported, or accepted, silences everything inside it.</summary>
internal sealed class Reports(Action<Diagnostic> report, Reach reach, DiagnosticSeverity? accuracySeverity)
{
    private const int LongestQuote = 80;

    private readonly List<Place> _claimed = [];

    /// <summary>How many pieces of the text have been claimed so far.</summary>
    public int Claims { get; private set; }

    public bool IsClaimed(TextSpan span) => _claimed.Any(claimed => claimed.Span.Contains(span));

    /// <summary>Forgets what ends before a place: nothing that is still to come is inside it.</summary>
    public void MoveTo(Place place) => _claimed.RemoveAll(claimed => claimed.Span.End <= place.Start);

    /// <summary>Accepts the place: nothing inside it is reported.</summary>
    public void Accept(Place place) => Claim(place);

    /// <param name="rule">The rule that reports.</param>
    /// <param name="at">What it reports.</param>
    /// <param name="advice">A clause such as "write StableMath.Softplus(x)".</param>
    /// <param name="replacement">What a fix would write.</param>
    /// <param name="severity">Where the consequence here is another than the rule's usual one; null for the usual one, Hidden where the digits seldom matter.</param>
    public void Add(NumericRule rule, Place at, string advice, Replacement? replacement = null, DiagnosticSeverity? severity = null)
    {
        if (IsClaimed(at.Span))
        {
            return;
        }

        Claim(at);
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty;
        Location[] places = [];
        string? obstacle = Advice.Obstacle(at, advice, replacement, reach);
        if (replacement is { } fix && obstacle is null && reach.Translation(at) is null)
        {
            properties = properties.Add(FixProtocol.Replacement, fix.Text).Add(FixProtocol.Function, fix.Function);
            properties = fix.NeedsStableMath ? properties.Add(FixProtocol.Using, StableMathNames.Namespace) : properties;
            places = [fix.Place.Location];
            Claim(fix.Place);
        }

        DiagnosticSeverity usual = severity ?? rule.Descriptor.DefaultSeverity;
        report(Diagnostic.Create(
            rule.Descriptor,
            at.Location,
            usual is DiagnosticSeverity.Info or DiagnosticSeverity.Hidden ? accuracySeverity ?? usual : usual,
            places,
            properties,
            Quote(at.Text),
            obstacle is null ? advice : Advice.Unavailable(advice, obstacle)));
    }

    private void Claim(Place place)
    {
        _claimed.Add(place);
        Claims++;
    }

    private static string Quote(string code)
    {
        string text = string.Join(" ", code.Split([' ', '\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= LongestQuote ? text : text.Substring(0, LongestQuote - 1) + "…";
    }
}
