using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;

namespace LossGen.Analyzers.Matching;

/// <summary>What the rules may ask about one member that has been read.</summary>
internal sealed class MemberReading(MemberFlow flow, Reach reach)
{
    // Of a value of size 1.
    private const double SmallestBeside = 0.05;

    private ImmutableArray<DivisionBySum> _shares;
    private ImmutableArray<Product> _products;
    private HashSet<Expression>? _cutQuotients;
    private HashSet<Expression>? _crossEntropyTerms;
    private HashSet<Expression>? _exponentParts;
    private ILookup<Expression, string>? _exponents;
    private HashSet<Expression>? _roundedQuotients;

    public SiteIndex Sites { get; } = new(flow.Sites);

    public ExpressionPool Pool => flow.Pool;

    /// <summary>What the member and its types are called.</summary>
    public OwnerNames Names => flow.Names;

    /// <summary>Writes what a fix needs: source text for values.</summary>
    public Forms Forms { get; } = new(flow.Written);

    /// <summary>What code of the member can call.</summary>
    public Reach Reach { get; } = reach;

    /// <summary>The divisions by something that is added up, found once for all the exponentials of the member.</summary>
    public ImmutableArray<DivisionBySum> Shares => _shares.IsDefault ? _shares = DivisionBySum.In(this).ToImmutableArray() : _shares;

    /// <summary>The products and quotients that the member forms.</summary>
    public ImmutableArray<Product> Products => _products.IsDefault
        ? _products = Sites.InOrder.Where(static site => site.Operator is Operator.Multiply or Operator.Divide)
            .Select(static site => ExpressionPool.SplitCoefficient(site.Value).Value).OfType<Product>().Distinct().ToImmutableArray()
        : _products;

    /// <summary>The quotients of logarithms that the member cuts an integer from.</summary>
    public HashSet<Expression> CutQuotients => _cutQuotients ??= [.. LogQuotients.CutIn(this)];

    /// <summary>The quotients of logarithms that the member rounds.</summary>
    public HashSet<Expression> RoundedQuotients => _roundedQuotients ??= [.. LogQuotients.RoundedIn(this)];

    /// <summary>What an exponent is called where its exponential is written, if it is a variable there.</summary>
    public IEnumerable<string> NamesOfExponent(Expression exponent) => (_exponents ??= Sites.InOrder
        .Where(static site => site.Function.IsExponential() && site.Operands.Length == 1)
        .Where(static site => site.Operands[0].Place.Names.Take(2).Count() == 1)
        .ToLookup(static site => site.Operands[0].Value, static site => site.Operands[0].Place.Names.First()))[exponent];

    /// <summary>The terms of every binary cross-entropy that the member adds up.</summary>
    public HashSet<Expression> CrossEntropyTerms => _crossEntropyTerms ??= [.. BinaryCrossEntropies.TermsIn(this)];

    public Interval RangeOf(Expression value, FactSet facts) => flow.Ranges.RangeOf(value, facts);

    public Interval RangeOf(Expression value, Site site) => flow.Ranges.RangeOf(value, site.Facts);

    /// <summary>The values that the member writes into a collection, anywhere.</summary>
    public IReadOnlyList<Expression> StoresTo(Expression collection) => flow.StoresTo(collection);

    /// <summary>
    /// The values that an element may hold: what the member stores into its collection, or its own value if nothing is stored.
    /// </summary>
    public IEnumerable<Expression> Contents(Expression value)
    {
        if (value is Element element)
        {
            IReadOnlyList<Expression> stores = StoresTo(element.Collection);
            return stores.Count == 0 && element.Collection is Element row ? StoresTo(row.Collection) : stores;
        }

        return value is Unknown { Origin.Kind: OriginKind.Place } ? StoresTo(value) : [];
    }

    /// <summary>
    /// The exponents of the exponentials that are factors of a value; of an element of an array that the member fills with exponentials and nothing
    /// else, those of what it is filled with.
    /// </summary>
    public IEnumerable<Expression> ExponentsIn(Expression value) =>
        value is Element && Contents(value).ToArray() is [var stored] ? Shapes.ExponentsIn(stored) : Shapes.ExponentsIn(value);

    /// <summary>Whether an element is known here that may be the one in an exponent, where it is written with another index.</summary>
    public bool KnowsElementsIn(Expression exponent, Site site) => site.Facts.All.Any(fact => fact.Key is Element { Collection: var tested }
        && Shapes.Contains(exponent, part => part is Element element && ReferenceEquals(element.Collection, tested)));

    /// <summary>The bound of a clamped value that is 0 or 1 only because it was rounded, and the way it is written.</summary>
    public (double Bound, string Text)? RoundedBoundOf(Expression value) =>
        flow.RoundedBounds.TryGetValue(value, out (double Bound, string Text) bound) ? bound : null;

    /// <summary>Whether a collection is a softmax by its origin: what such a method returned, or a field that another member fills with one.</summary>
    public bool IsSoftMax(Expression collection) => flow.IsSoftMax(collection);

    /// <summary>Whether the code asks, of this value or of one made from it, if it is finite or a number.</summary>
    public bool IsTested(Expression value) => flow.TestedValues.Cover(value);

    /// <summary>Whether the code asks of this value whether it is 0, or compares it by its size.</summary>
    public bool IsComparedWithZero(Expression value) => flow.Comparisons.Ask(value);

    /// <summary>Whether a condition compares the value by its size, so that one out of bounds is discarded or replaced.</summary>
    public bool IsCompared(Expression value) => flow.Comparisons.Compare(value, Pool);

    /// <summary>
    /// Whether an integer is cut from what is made of the value here and is then compared with 0 or 1: log(0) gives one far below, which takes the branch
    /// for all that is small.
    /// </summary>
    public bool IsCaughtAsInteger(Site site) => Sites.Around(site).Any(outer => outer.Function == KnownFunction.ToInteger && flow.Comparisons.CompareWithZero(outer.Value));

    /// <summary>Whether the value is a term, or a factor of one, of the exponent of an exponential: only its absolute error counts there.</summary>
    public bool EndsInExponent(Expression value) => (_exponentParts ??= [.. Sites.InOrder
        .Where(static site => site.Function.IsExponential() && site.Operands.Length == 1)
        .SelectMany(static site => PartsOfExponent(site.Operands[0].Value))]).Contains(ExpressionPool.SplitCoefficient(value).Value);

    private static IEnumerable<Expression> PartsOfExponent(Expression exponent)
    {
        IEnumerable<Expression> terms = exponent is Sum sum ? sum.Parts : new[] { exponent };
        return terms.SelectMany(static term => term is Product product ? product.Parts.Add(product) : new[] { term }.AsEnumerable());
    }

    /// <summary>
    /// Whether the value is only added to a constant beside which its last digits do not count: 0.5 - log(1 + x)/10, but not exp(x) - 1 + x.
    /// </summary>
    public bool IsAddedToConstant(Site site)
    {
        double own = site.Value is Sum mine ? mine.Constant : 0;
        Expression bare = ExpressionPool.SplitCoefficient(own == 0 ? site.Value : Pool.Subtract(site.Value, Pool.Constant(own))).Value;
        return Sites.Around(site).Any(outer => outer.Value is Sum { Constant: not 0 } sum && !ReferenceEquals(outer.Value, site.Value)
            && sum.Terms.Where(term => ReferenceEquals(term.Value, bare) || term.Value.Parts.Contains(bare))
                .Select(term => Math.Abs(term.Coefficient)).FirstOrDefault() is > 0 and var weight
            && Math.Abs(Math.Abs(sum.Constant) - Math.Abs(own) * weight) >= SmallestBeside * weight);
    }

    /// <summary>Whether an integer that is cut from a value here is corrected afterwards.</summary>
    public bool IsCorrected(Site site) => flow.Comparisons.Correct(site.Value, site.Facts);

    /// <summary>
    /// Whether -Infinity is meant for log(0) at this site: the member writes infinities, is the inverse of a distribution function, or hands the
    /// logarithm to a function of logarithms.
    /// </summary>
    public bool MeansInfinity(Site site) =>
        flow.NamesInfinity || CarefulCode.IsQuantile(flow.Names) || CarefulCode.IsLogDeterminant(flow.Names) || flow.LogDomain.Contains(site.Value);

    /// <summary>
    /// Whether an exponent is kept from growing by the maximum, there or where the collection it is read from was filled.
    /// </summary>
    public bool IsShifted(Expression exponent) =>
        Shapes.IsShifted(exponent, Pool) || Contents(exponent).Any(value => Shapes.IsShifted(value, Pool));
}
