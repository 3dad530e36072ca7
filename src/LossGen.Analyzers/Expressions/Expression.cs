using System.Collections.Immutable;
using System.Globalization;

namespace LossGen.Analyzers.Expressions;

/// <summary>
/// A value of the analysed code in canonical form. Equal values are the same object (see <see cref="ExpressionPool"/>), so a rule
/// and a fact recognise an expression however it was written: sums are flat with constant coefficients, quotients are negative powers,
/// conversions between real types are gone, and locals are replaced by what was assigned to them.
/// </summary>
internal abstract class Expression
{
    private protected Expression(int id, bool isInteger, bool hasTranscendental)
    {
        Id = id;
        IsInteger = isInteger;
        HasTranscendental = hasTranscendental;
    }

    /// <summary>The order in which the pool made it: the order of terms and factors.</summary>
    public int Id { get; }

    public bool IsInteger { get; }

    /// <summary>Everything it is made of is counted or whole; known when it is made, since asking down the parts takes a path to each of them.</summary>
    public virtual bool IsMadeOfIntegers => IsInteger;

    /// <summary>Whether a logarithm, an exponential or a hyperbolic function occurs in it, not counting what flowed in round a loop.</summary>
    public bool HasTranscendental { get; }

    /// <summary>Its number in the pool: tables of expressions are asked at every step of the walk, and come out in the same order in every run.</summary>
    public sealed override int GetHashCode() => Id;

    public virtual ImmutableArray<Expression> Parts => ImmutableArray<Expression>.Empty;

    /// <summary>
    /// Whether a part for which the condition holds occurs in it, down to the given depth. Parts are shared, so that there may be exponentially many
    /// paths to them: each part is visited once.
    /// </summary>
    public bool Contains(Func<Expression, bool> condition, int deepest = int.MaxValue)
    {
        if (condition(this))
        {
            return true;
        }

        if (Parts.IsEmpty || deepest == 0)
        {
            return false;
        }

        // In order of depth, so that the first visit of a part is the one with the most depth left.
        var seen = new HashSet<Expression> { this };
        var pending = new Queue<(Expression Value, int Depth)>();
        pending.Enqueue((this, 0));
        while (pending.Count > 0)
        {
            (Expression value, int depth) = pending.Dequeue();
            foreach (Expression part in value.Parts)
            {
                if (!seen.Add(part))
                {
                    continue;
                }

                if (condition(part))
                {
                    return true;
                }

                if (depth + 1 < deepest && !part.Parts.IsEmpty)
                {
                    pending.Enqueue((part, depth + 1));
                }
            }
        }

        return false;
    }

    /// <summary>Whether it is, or holds, another. Parts are older than what they are part of.</summary>
    public bool Contains(Expression other) => ReferenceEquals(this, other) || (other.Id < Id && Contains(part => ReferenceEquals(part, other)));

    public bool IsCall(KnownFunction function) => this is Call call && call.Function == function;

    /// <summary>The name of the method whose result this is; null where it is nothing of which only the origin is known.</summary>
    public string? NameOfCall => (this as Unknown)?.CalledName;

    /// <summary>The difference of two elements of one collection, which is 0 for one of its elements at least.</summary>
    public bool IsDifferenceInCollection => this is Sum { Constant: 0, Terms: [(Element a, var first), (Element b, var second)] }
        && first == -second && ReferenceEquals(a.Collection, b.Collection);

    public bool IsConstant(double value) => this is Constant constant && constant.Value == value;
}

internal sealed class Constant(int id, double value, bool isInteger) : Expression(id, isInteger, hasTranscendental: false)
{
    public double Value { get; } = value;

    public override bool IsMadeOfIntegers => true;

    public override string ToString() => Value.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>A value and what it is multiplied by. A class for the reason that <see cref="Interval"/> is one.</summary>
internal sealed record Term(Expression Value, double Coefficient);

/// <summary>A value and its whole power.</summary>
internal sealed record Factor(Expression Value, int Power);

/// <summary>A constant plus terms with constant coefficients; no term is itself a sum or a constant.</summary>
internal sealed class Sum(int id, double constant, ImmutableArray<Term> terms, bool isInteger, bool hasTranscendental)
    : Expression(id, isInteger, hasTranscendental)
{
    public double Constant { get; } = constant;

    public ImmutableArray<Term> Terms { get; } = terms;

    /// <summary>What the ranges found, once the member has been read and no phi of it grows any more.</summary>
    public int? SignOfDifference { get; set; }

    public override ImmutableArray<Expression> Parts { get; } = terms.Select(term => term.Value).ToImmutableArray();

    public override bool IsMadeOfIntegers { get; } = terms.All(term => term.Value.IsMadeOfIntegers);

    public override string ToString() => "(" + string.Join(
        " + ",
        Terms.Select(term => term.Coefficient == 1 ? term.Value.ToString() : term.Coefficient.ToString("R", CultureInfo.InvariantCulture) + "*" + term.Value)
            .Concat(Constant == 0 ? [] : [Constant.ToString("R", CultureInfo.InvariantCulture)])) + ")";
}

/// <summary>A product of powers, without a constant factor: 2ab is a sum of one term with coefficient 2.</summary>
internal sealed class Product(int id, ImmutableArray<Factor> factors, bool isInteger, bool hasTranscendental)
    : Expression(id, isInteger, hasTranscendental)
{
    public ImmutableArray<Factor> Factors { get; } = factors;

    public override ImmutableArray<Expression> Parts { get; } = factors.Select(factor => factor.Value).ToImmutableArray();

    public override bool IsMadeOfIntegers { get; } = factors.All(factor => factor.Value.IsMadeOfIntegers);

    public override string ToString() => string.Join("·", Factors.Select(factor => factor.Power == 1 ? factor.Value.ToString() : factor.Value + "^" + factor.Power));
}

/// <summary>A known function of its arguments.</summary>
internal sealed class Call(int id, KnownFunction function, ImmutableArray<Expression> arguments, bool isInteger, bool hasTranscendental)
    : Expression(id, isInteger, hasTranscendental)
{
    public KnownFunction Function { get; } = function;

    public ImmutableArray<Expression> Arguments { get; } = arguments;

    public Expression Argument => Arguments[0];

    public override ImmutableArray<Expression> Parts => Arguments;

    public override bool IsMadeOfIntegers { get; } = function is KnownFunction.Abs or KnownFunction.Max or KnownFunction.Min or KnownFunction.Sqrt
        ? arguments.All(argument => argument.IsMadeOfIntegers)
        : isInteger;

    public override string ToString() => Function + "(" + string.Join(", ", Arguments) + ")";
}

/// <summary>Something about which only its origin is known: a parameter, a field, the result of a call into the unknown.</summary>
internal sealed class Unknown(int id, Origin origin, ImmutableArray<Expression> parts, bool isInteger, Interval ofType)
    : Expression(id, isInteger, hasTranscendental: false)
{
    public Origin Origin { get; } = origin;

    /// <summary>What its type can hold, if that is little or has no negative values.</summary>
    public Interval OfType { get; } = ofType;

    /// <summary>The name of the parameter, field, property or method it comes from; null for a place in the code.</summary>
    public string? Name => Origin.Name;

    /// <summary>The name of the method whose result it is, bound or not; null for any other value.</summary>
    public string? CalledName => Origin.CalledName;

    public override ImmutableArray<Expression> Parts { get; } = parts;

    public override string ToString() => Origin + (Parts.IsEmpty ? "" : "{" + string.Join(", ", Parts) + "}");
}

/// <summary>An element of an array, a list, a span or of anything that is enumerated.</summary>
internal sealed class Element(int id, Expression collection, Expression index, bool isInteger) : Expression(id, isInteger, hasTranscendental: false)
{
    public Expression Collection { get; } = collection;

    public Expression Index { get; } = index;

    public override ImmutableArray<Expression> Parts { get; } = ImmutableArray.Create(collection, index);

    public override string ToString() => Collection + "[" + Index + "]";
}

internal enum FoldKind
{
    Sum,
    Product,
    Maximum,
    Minimum,
}

/// <summary>A sum, product, maximum or minimum over all elements of a collection; <see cref="Body"/> is what one element gives.</summary>
internal sealed class Fold(int id, FoldKind kind, Expression body, Expression collection, bool isInteger, bool hasTranscendental)
    : Expression(id, isInteger, hasTranscendental)
{
    public FoldKind Kind { get; } = kind;

    public Expression Body { get; } = body;

    public Expression Collection { get; } = collection;

    public override ImmutableArray<Expression> Parts { get; } = ImmutableArray.Create(body, collection);

    public override string ToString() => Kind + "{" + Body + " over " + Collection + "}";
}

/// <summary>A collection each of whose elements is <see cref="Body"/> of an element of <see cref="Source"/>.</summary>
internal sealed class Sequence(int id, Expression body, Expression source, bool hasTranscendental) : Expression(id, false, hasTranscendental)
{
    public Expression Body { get; } = body;

    public Expression Source { get; } = source;

    public override ImmutableArray<Expression> Parts { get; } = ImmutableArray.Create(body, source);

    public override string ToString() => "[" + Body + " from " + Source + "]";
}
