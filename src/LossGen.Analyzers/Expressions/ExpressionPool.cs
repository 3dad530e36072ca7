using System.Collections.Immutable;

namespace LossGen.Analyzers.Expressions;

/// <summary>
/// Makes the expressions of one analysed member, each once, so that equality is identity; the arithmetic here is what brings them into
/// canonical form. It reorders and folds as real numbers allow: the result is for recognising formulas, never for computing with them.
/// </summary>
internal sealed class ExpressionPool
{
    /// <summary>2^-52, from 1 to the next double.</summary>
    public const double UlpOfOne = 1.0 / (1L << 52);

    // A sum or product of more parts is no formula of any rule; the limit keeps long chains of additions from growing quadratically.
    private const int MostParts = 64;

    // MathF.E as it appears in an expression of doubles.
    private const double EOfSingle = 2.7182817459106445;

    private const double SmallestNormalSingle = 1.1754943508222875e-38;

    private readonly Dictionary<Key, Expression> _made = [];
    private readonly Dictionary<Expression, List<Expression>> _stores = [];
    private int _nextId;

    public Expression Zero => Constant(0);

    public Expression One => Constant(1);

    /// <summary>The values that the member writes into a collection, anywhere.</summary>
    public IReadOnlyList<Expression> StoresTo(Expression collection) =>
        _stores.TryGetValue(collection, out List<Expression>? stores) ? stores : [];

    public void AddStore(Expression collection, Expression value)
    {
        if (!_stores.TryGetValue(collection, out List<Expression>? stores))
        {
            _stores.Add(collection, stores = []);
        }

        if (!stores.Contains(value))
        {
            stores.Add(value);
        }
    }

    public Expression Constant(double value, bool isInteger = false) =>
        Make(new Key("constant", value, isInteger, []), id => new Constant(id, value, isInteger));

    public Expression Unknown(Origin origin, bool isInteger, Interval ofType, params Expression[] parts) =>
        Make(new Key("unknown", origin, isInteger, parts), id => new Unknown(id, origin, parts.ToImmutableArray(), isInteger, ofType));

    public Expression Element(Expression collection, Expression index, bool isInteger) => collection is Sequence sequence
        ? sequence.Body
        : Make(new Key("element", null, isInteger, [collection, index]), id => new Element(id, collection, index, isInteger));

    public Expression Fold(FoldKind kind, Expression body, Expression collection) => Make(
        new Key("fold", kind, false, [body, collection]),
        id => new Fold(id, kind, body, collection, body.IsInteger, body.HasTranscendental));

    public Expression Sequence(Expression body, Expression source) =>
        Make(new Key("sequence", null, false, [body, source]), id => new Sequence(id, body, source, body.HasTranscendental));

    public Phi Phi(object slot, int block, bool isLoopHead, bool isInteger) => new(_nextId++, slot, block, isLoopHead, isInteger);

    public Expression Call(KnownFunction function, params Expression[] arguments)
    {
        switch (function)
        {
            case KnownFunction.Not when arguments[0] is Call { Function: KnownFunction.Not } inner:
                return inner.Argument;
            case KnownFunction.Power:
                return Power(arguments[0], arguments[1]);
            case KnownFunction.FusedMultiplyAdd:
                return Add(Multiply(arguments[0], arguments[1]), arguments[2]);
            case KnownFunction.Exp2 or KnownFunction.Exp or KnownFunction.Log when arguments[0] is Constant constant && Folded(function, constant.Value) is { } folded:
                return Constant(folded);
            case KnownFunction.Abs or KnownFunction.Sqrt when arguments[0] is Constant constant:
                return Constant(function == KnownFunction.Abs ? Math.Abs(constant.Value) : Math.Sqrt(constant.Value), arguments[0].IsInteger && function == KnownFunction.Abs);
            default:
                return Raw(function, arguments);
        }
    }

    /// <summary>
    /// A function of a constant, as a constant; null where the result has left the range of the type, or of float: that is what the rules look for.
    /// </summary>
    private static double? Folded(KnownFunction function, double x)
    {
        double value = function switch
        {
            KnownFunction.Exp => Math.Exp(x),
            KnownFunction.Log => Math.Log(x),
            _ => Math.Pow(2, x),
        };
        return function == KnownFunction.Log
            ? double.IsNaN(value) || double.IsInfinity(value) ? null : value
            : value < SmallestNormalSingle || value > float.MaxValue ? null : value;
    }

    public Expression Add(Expression left, Expression right) => Combine(left, right, 1);

    public Expression Subtract(Expression left, Expression right) => Combine(left, right, -1);

    public Expression Negate(Expression value) => Scale(value, -1);

    /// <summary>The sum of the terms alone; of integers if the whole is.</summary>
    public Expression WithoutConstant(Sum sum) => MakeSum(0, sum.Terms, sum.IsInteger);

    /// <summary>The sum divided by a number; of integers where all its terms are multiples of some.</summary>
    public Expression InUnitsOf(Sum sum, double unit) => MakeSum(sum.Constant / unit, Merged(ImmutableArray<Term>.Empty, sum.Terms, 1 / unit),
        IsWhole(sum.Constant / unit) && sum.Terms.All(term => term.Value.IsInteger && IsWhole(term.Coefficient / unit)));

    public Expression Scale(Expression value, double factor)
    {
        if (factor == 1)
        {
            return value;
        }

        switch (value)
        {
            case Constant constant:
                return Constant(constant.Value * factor, constant.IsInteger && IsWhole(factor));
            case Sum sum:
                return MakeSum(sum.Constant * factor, Merged(ImmutableArray<Term>.Empty, sum.Terms, factor), sum.IsInteger && IsWhole(factor));
            default:
                return MakeSum(0, ImmutableArray.Create(new Term(value, factor)), value.IsInteger && IsWhole(factor));
        }
    }

    public Expression Multiply(Expression left, Expression right) => MultiplyPowers(left, right, 1);

    public Expression Divide(Expression left, Expression right) => MultiplyPowers(left, right, -1);

    /// <summary>The factor of a sum of one term without constant, and that term; otherwise 1 and the value itself.</summary>
    public static (double Coefficient, Expression Value) SplitCoefficient(Expression value) => value switch
    {
        Sum { Constant: 0, Terms.Length: 1 } sum => (sum.Terms[0].Coefficient, sum.Terms[0].Value),
        _ => (1, value),
    };

    private Expression Power(Expression @base, Expression exponent)
    {
        if (exponent is Constant { Value: var n } && n == Math.Floor(n) && Math.Abs(n) is >= 1 and <= 64)
        {
            return PowerOf(@base, (int)n);
        }

        return @base switch
        {
            Constant { Value: Math.E or EOfSingle } => Raw(KnownFunction.Exp, exponent),
            Constant { Value: 2 } => Raw(KnownFunction.Exp2, exponent),
            Constant { Value: 10 } => Raw(KnownFunction.Exp10, exponent),
            _ when exponent is Constant { Value: 0.5 } => Raw(KnownFunction.Sqrt, @base),
            _ => Raw(KnownFunction.Power, @base, exponent),
        };
    }

    private Expression PowerOf(Expression value, int power)
    {
        if (value is Constant constant)
        {
            return Constant(Math.Pow(constant.Value, power), constant.IsInteger && power > 0);
        }

        return MultiplyPowers(One, value, power);
    }

    private Expression MultiplyPowers(Expression left, Expression right, int power)
    {
        (double leftFactor, Expression leftValue) = left is Constant l ? (l.Value, null!) : SplitSign(left);
        (double rightFactor, Expression rightValue) = right is Constant r ? (r.Value, null!) : SplitSign(right);
        double factor = leftFactor * Math.Pow(rightFactor, power);
        bool isInteger = left.IsInteger && right.IsInteger && power > 0;
        if (leftValue is null && rightValue is null)
        {
            return Constant(factor, isInteger);
        }

        if (factor == 0 || double.IsNaN(factor) || double.IsInfinity(factor))
        {
            // x * 0 and x / 0 keep no structure worth knowing; NaN and infinity would poison the coefficients.
            return factor == 0 ? Constant(0, isInteger) : Raw(KnownFunction.Tuple, left, right);
        }

        if (power < 0 && rightValue is Call { Function: KnownFunction.Exp } exponential && !HasFactor(leftValue, rightValue))
        {
            // 1/exp(x) is exp(-x).
            rightValue = Raw(KnownFunction.Exp, Negate(exponential.Argument));
            power = -power;
        }

        return Scale(MakeProduct(Merged(FactorsOf(leftValue), FactorsOf(rightValue), power), isInteger), factor);
    }

    /// <summary>As <see cref="SplitCoefficient"/>; and of a - b and b - a the same one, so that their product is a square.</summary>
    private (double Coefficient, Expression Value) SplitSign(Expression value) => value is Sum { Constant: 0, Terms.Length: > 1 } sum && sum.Terms[0].Coefficient < 0
        ? (-1, Negate(value))
        : SplitCoefficient(value);

    private static bool HasFactor(Expression? value, Expression factor) => ReferenceEquals(value, factor)
        || (value is Product product && product.Factors.Any(known => ReferenceEquals(known.Value, factor)));

    private static ImmutableArray<Factor> FactorsOf(Expression? value) => value switch
    {
        null => ImmutableArray<Factor>.Empty,
        Product product => product.Factors,
        _ => ImmutableArray.Create(new Factor(value, 1)),
    };

    /// <summary>The factors of a product in the order of their ids, which is the order in either list; what cancels is left out.</summary>
    private static ImmutableArray<Factor> Merged(
        ImmutableArray<Factor> left, ImmutableArray<Factor> right, int power)
    {
        var merged = new Factor[left.Length + right.Length];
        int count = 0, l = 0, r = 0;
        while (l < left.Length || r < right.Length)
        {
            bool takesLeft = r == right.Length || (l < left.Length && left[l].Value.Id <= right[r].Value.Id);
            bool takesRight = l == left.Length || (r < right.Length && right[r].Value.Id <= left[l].Value.Id);
            Expression value = takesLeft ? left[l].Value : right[r].Value;
            int total = (takesLeft ? left[l++].Power : 0) + (takesRight ? right[r++].Power * power : 0);
            if (total != 0)
            {
                merged[count++] = new Factor(value, total);
            }
        }

        return ImmutableArray.Create(merged, 0, count);
    }

    private Expression MakeProduct(ImmutableArray<Factor> all, bool isInteger)
    {
        if (all.IsEmpty)
        {
            return Constant(1, isInteger);
        }

        if (all.Length == 1 && all[0].Power == 1)
        {
            return all[0].Value;
        }

        if (all.Length > MostParts)
        {
            return Raw(KnownFunction.Tuple, [.. all.Select(factor => factor.Value)]);
        }

        var parts = new Expression[all.Length];
        var powers = new double[all.Length];
        bool hasTranscendental = false;
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = all[i].Value;
            powers[i] = all[i].Power;
            hasTranscendental |= parts[i].HasTranscendental;
        }

        return Make(new Key("product", null, isInteger, parts, powers), id => new Product(id, all, isInteger, hasTranscendental));
    }

    private Expression Combine(Expression left, Expression right, double sign)
    {
        (double leftConstant, ImmutableArray<Term> leftTerms) = TermsOf(left);
        (double rightConstant, ImmutableArray<Term> rightTerms) = TermsOf(right);
        double added = rightConstant * sign;
        double constant = leftTerms.IsEmpty ? Total(added, leftConstant) : rightTerms.IsEmpty ? Total(leftConstant, added) : leftConstant + added;
        return MakeSum(constant, Merged(leftTerms, rightTerms, sign), left.IsInteger && right.IsInteger);
    }

    /// <summary>
    /// The constant of a sum with variables and of a number that is added to it. One too small for the other's digits counts all the same where the variables
    /// cancel that: (1 - p) + 1e-30 is not 0 at p = 1, so that the sum keeps one ulp. (1 - p) - 1e-30 has nothing that keeps it from 0, and loses it.
    /// </summary>
    private static double Total(double ofSum, double added)
    {
        double total = ofSum + added;
        return total == ofSum && ofSum * added > 0 ? ofSum + (Math.Sign(added) * Math.Abs(ofSum) * UlpOfOne) : total;
    }

    private static (double Constant, ImmutableArray<Term> Terms) TermsOf(Expression value) => value switch
    {
        Constant number => (number.Value, ImmutableArray<Term>.Empty),
        Sum sum => (sum.Constant, sum.Terms),
        _ => (0, ImmutableArray.Create(new Term(value, 1))),
    };

    /// <summary>As of the factors of a product.</summary>
    private static ImmutableArray<Term> Merged(
        ImmutableArray<Term> left, ImmutableArray<Term> right, double sign)
    {
        var merged = new Term[left.Length + right.Length];
        int count = 0, l = 0, r = 0;
        while (l < left.Length || r < right.Length)
        {
            bool takesLeft = r == right.Length || (l < left.Length && left[l].Value.Id <= right[r].Value.Id);
            bool takesRight = l == left.Length || (r < right.Length && right[r].Value.Id <= left[l].Value.Id);
            Expression value = takesLeft ? left[l].Value : right[r].Value;
            double total = (takesLeft ? left[l++].Coefficient : 0) + (takesRight ? right[r++].Coefficient * sign : 0);
            if (total != 0)
            {
                merged[count++] = new Term(value, total);
            }
        }

        return ImmutableArray.Create(merged, 0, count);
    }

    private Expression MakeSum(double constant, ImmutableArray<Term> all, bool isInteger)
    {
        if (all.IsEmpty)
        {
            return Constant(constant, isInteger);
        }

        if (constant == 0 && all.Length == 1 && all[0].Coefficient == 1)
        {
            return all[0].Value;
        }

        if (all.Length > MostParts)
        {
            return Raw(KnownFunction.Tuple, [.. all.Select(term => term.Value)]);
        }

        var parts = new Expression[all.Length];
        var numbers = new double[all.Length + 1];
        bool hasTranscendental = false;
        for (int i = 0; i < parts.Length; i++)
        {
            (parts[i], numbers[i]) = all[i];
            hasTranscendental |= parts[i].HasTranscendental;
        }

        numbers[parts.Length] = constant;
        return Make(new Key("sum", null, isInteger, parts, numbers), id => new Sum(id, constant, all, isInteger, hasTranscendental));
    }

    private Expression Raw(KnownFunction function, params Expression[] arguments)
    {
        bool isInteger = function switch
        {
            KnownFunction.ToInteger or KnownFunction.IntegerQuotient or KnownFunction.Count or KnownFunction.NextInteger or KnownFunction.Sign
                or KnownFunction.BitwiseAnd or KnownFunction.BitwiseOr => true,
            KnownFunction.Abs or KnownFunction.Max or KnownFunction.Min or KnownFunction.Clamp or KnownFunction.Remainder => arguments.All(argument => argument.IsInteger),
            _ => false,
        };
        return Make(
            new Key("call", function, isInteger, arguments),
            id => new Call(id, function, arguments.ToImmutableArray(), isInteger, function.IsTranscendental() || arguments.Any(argument => argument.HasTranscendental)));
    }

    private Expression Make(Key key, Func<int, Expression> make)
    {
        if (!_made.TryGetValue(key, out Expression? known))
        {
            known = make(_nextId++);
            _made.Add(key, known);
        }

        return known;
    }

    private static bool IsWhole(double value) => value == Math.Floor(value);

    private sealed class Key(string kind, object? detail, bool isInteger, Expression[] parts, double[]? numbers = null) : IEquatable<Key>
    {
        private readonly string _kind = kind;
        private readonly object? _detail = detail;
        private readonly bool _isInteger = isInteger;
        private readonly Expression[] _parts = parts;
        private readonly double[]? _numbers = numbers;

        public bool Equals(Key? other)
        {
            if (other is null || _kind != other._kind || _isInteger != other._isInteger || _parts.Length != other._parts.Length
                || (_numbers is null) != (other._numbers is null) || !Equals(_detail, other._detail))
            {
                return false;
            }

            for (int i = 0; i < _parts.Length; i++)
            {
                if (!ReferenceEquals(_parts[i], other._parts[i]))
                {
                    return false;
                }
            }

            for (int i = 0; i < _numbers?.Length; i++)
            {
                if (!_numbers[i].Equals(other._numbers![i]))
                {
                    return false;
                }
            }

            return true;
        }

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode()
        {
            int hash = _kind.GetHashCode() ^ (_detail?.GetHashCode() ?? 0) ^ (_isInteger ? 1 : 0);
            foreach (Expression part in _parts)
            {
                hash = unchecked((hash * 31) + part.Id);
            }

            for (int i = 0; i < _numbers?.Length; i++)
            {
                hash = unchecked((hash * 31) + _numbers[i].GetHashCode());
            }

            return hash;
        }
    }
}
