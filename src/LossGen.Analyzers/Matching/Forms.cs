using System.Globalization;
using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Shared;

namespace LossGen.Analyzers.Matching;

/// <summary>
/// Source text for values, as a fix needs it at a site: the text already written there, a variable that holds the value, or the two put
/// together. No text, no fix.
/// </summary>
internal sealed class Forms(WrittenValues written)
{
    private const int Deepest = 6;

    /// <summary>
    /// A call of StableMath with the overload of the site's type; null where an argument cannot be written or the type has none.
    /// </summary>
    public Replacement? Stable(Site site, Place place, string function, params Expression[] arguments) =>
        Call(site, place, StableMathNames.Class + "." + function, needsStableMath: true, arguments);

    /// <summary>A call of a function of System.Math, or of MathF where the site computes in float.</summary>
    public Replacement? Library(Site site, Place place, string function, params Expression[] arguments) =>
        Call(site, place, LibraryOf(site) + "." + function, needsStableMath: false, arguments);

    /// <summary>Math or MathF, written as the site's own call writes it.</summary>
    public string LibraryOf(Site site) => written.LibraryOf(site) ?? (site.RealType == RealType.Single ? "MathF" : "Math");

    /// <summary>The value as an argument of the site's real type: with a cast where the text alone would choose another overload.</summary>
    public string? Argument(Site site, Expression value) => Text(site, value) is not { } found
        ? null
        : site.RealType == RealType.None ? null : AsReal(site, found);

    /// <summary>A replacement that is in nats, in the unit of a logarithm: divided by the logarithm of its base. Null where the base is no constant.</summary>
    public Replacement? InBaseOf(Site site, Call logarithm, Replacement? natural)
    {
        double? radix = RadixOf(logarithm);
        return radix is Math.E || natural is not { } found
            ? natural
            : radix is > 0 and not 1
                && (radix == Math.Floor(radix.Value) ? radix.Value.ToString("F0", CultureInfo.InvariantCulture) : Literal(radix.Value, site.RealType)) is { } number
                ? found with { Text = $"{found.Text} / {LibraryOf(site)}.Log({number})" }
                : null;
    }

    /// <summary>The same of the logarithm that the site itself is.</summary>
    public Replacement? InBaseOf(Site site, Replacement? natural) => site.Function switch
    {
        KnownFunction.Log or KnownFunction.Log1P or KnownFunction.NaiveLog1P => natural,
        _ => site.Value is Call logarithm ? InBaseOf(site, logarithm, natural) : null,
    };

    /// <summary>The base of a logarithm; null where it is no constant.</summary>
    public static double? RadixOf(Call logarithm) => logarithm.Function switch
    {
        KnownFunction.Log => Math.E,
        KnownFunction.Log2 => 2,
        KnownFunction.Log10 => 10,
        KnownFunction.LogBase => (logarithm.Arguments[1] as Constant)?.Value,
        _ => null,
    };

    /// <summary>What advice without a text has to add where the logarithm has another base than e.</summary>
    public static string OverBase(Site site) => site.Function is KnownFunction.Log2 or KnownFunction.Log10 or KnownFunction.LogBase ? ", over the logarithm of the base" : "";

    /// <summary>Whether a value is written within the site, or is in a variable there: its text then rounds as the code does.</summary>
    public bool IsWritten(Site site, Expression value) => written.Find(site, value) is not null;

    /// <summary>The value's text, of whatever type.</summary>
    public TypedText? Text(Site site, Expression value) => Text(site, value, 0);

    public static string? Literal(double value, RealType type) => double.IsNaN(value) || double.IsInfinity(value)
        ? null
        : type == RealType.Single
            ? ((float)value).ToString("R", CultureInfo.InvariantCulture) + "f"
            : value.ToString("R", CultureInfo.InvariantCulture) is var text && text.IndexOfAny(['.', 'E']) < 0 ? text + ".0" : text;

    private Replacement? Call(Site site, Place place, string function, bool needsStableMath, Expression[] arguments)
    {
        if (site.RealType == RealType.None)
        {
            return null;
        }

        string?[] texts = [.. arguments.Select(argument => Argument(site, argument))];
        return texts.Contains(null)
            ? null
            : new Replacement(place, function + "(" + string.Join(", ", texts) + ")", function, needsStableMath);
    }

    private static string AsReal(Site site, TypedText found) => found.Type == site.RealType
        ? found.Text
        : "(" + Keyword(site.RealType) + ")" + ExpressionText.Bracketed(found.Text);

    private static string Keyword(RealType real) => real == RealType.Single ? "float" : "double";

    private TypedText? Text(Site site, Expression value, int depth) => depth > Deepest
        ? null
        : written.Find(site, value) ?? (Composed(site, value, depth) is { } text ? new TypedText(text, site.RealType) : null);

    private string? Composed(Site site, Expression value, int depth) => value switch
    {
        Constant constant => Literal(constant.Value, site.RealType),
        Sum { Terms.Length: <= 4 } sum => OfSum(site, sum, depth),
        Product { Factors.Length: <= 4 } product => OfProduct(site, product, depth),
        _ => null,
    };

    private string? OfSum(Site site, Sum sum, int depth)
    {
        string text = "";
        foreach ((Expression term, double coefficient) in sum.Terms.OrderBy(term => term.Coefficient < 0))
        {
            if (RealText(site, term, depth) is not { } part)
            {
                return null;
            }

            string scaled = Math.Abs(coefficient) == 1
                ? ExpressionText.Bracketed(part)
                : Literal(Math.Abs(coefficient), site.RealType) + " * " + ExpressionText.Bracketed(part);
            text += text.Length == 0 ? (coefficient < 0 ? "-" : "") + scaled : (coefficient < 0 ? " - " : " + ") + scaled;
        }

        return sum.Constant == 0 ? text : text + (sum.Constant < 0 ? " - " : " + ") + Literal(Math.Abs(sum.Constant), site.RealType);
    }

    private string? OfProduct(Site site, Product product, int depth)
    {
        string text = "";
        foreach ((Expression factor, int power) in product.Factors.OrderBy(factor => factor.Power < 0))
        {
            if (Math.Abs(power) > 2 || RealText(site, factor, depth) is not { } part)
            {
                return null;
            }

            for (int i = 0; i < Math.Abs(power); i++)
            {
                text = text.Length == 0
                    ? (power < 0 ? "1 / " : "") + ExpressionText.Bracketed(part)
                    : text + (power < 0 ? " / " : " * ") + ExpressionText.Bracketed(part);
            }
        }

        return text;
    }

    /// <summary>
    /// A part of a composed text, with a cast where integers would otherwise divide as integers or floats compute in float.
    /// </summary>
    private string? RealText(Site site, Expression value, int depth) => Text(site, value, depth + 1) is not { } found
        ? null
        : site.RealType == RealType.None ? found.Text : AsReal(site, found);
}
