using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Shared;
using Microsoft.CodeAnalysis;

namespace LossGen.Analyzers.Flow;

/// <summary>
/// The functions of one compilation's libraries, found by binding: the declaring type decides, whatever alias or using led to it.
/// A project's own class called Math is not System.Math.
/// </summary>
internal sealed class KnownSymbols
{
    private static readonly Dictionary<string, KnownFunction> Elementary = new Dictionary<string, KnownFunction>
    {
        ["Exp"] = KnownFunction.Exp,
        ["Exp2"] = KnownFunction.Exp2,
        ["Exp10"] = KnownFunction.Exp10,
        ["Pow"] = KnownFunction.Power,
        ["ExpM1"] = KnownFunction.NaiveExpM1,
        ["Exp2M1"] = KnownFunction.NaiveExp2M1,
        ["Exp10M1"] = KnownFunction.NaiveExp10M1,
        ["Log"] = KnownFunction.Log,
        ["Log2"] = KnownFunction.Log2,
        ["Log10"] = KnownFunction.Log10,
        ["LogP1"] = KnownFunction.NaiveLog1P,
        ["Log2P1"] = KnownFunction.NaiveLog2P1,
        ["Log10P1"] = KnownFunction.NaiveLog10P1,
        ["Sinh"] = KnownFunction.Sinh,
        ["Cosh"] = KnownFunction.Cosh,
        ["Tanh"] = KnownFunction.Tanh,
        ["Asinh"] = KnownFunction.Asinh,
        ["Acosh"] = KnownFunction.Acosh,
        ["Atanh"] = KnownFunction.Atanh,
        ["Sin"] = KnownFunction.Sin,
        ["Cos"] = KnownFunction.Cos,
        ["Tan"] = KnownFunction.Tan,
        ["Asin"] = KnownFunction.Asin,
        ["Acos"] = KnownFunction.Acos,
        ["Atan"] = KnownFunction.Atan,
        ["Atan2"] = KnownFunction.Atan2,
        ["Hypot"] = KnownFunction.Hypot,
        ["Sqrt"] = KnownFunction.Sqrt,
        ["Cbrt"] = KnownFunction.Cbrt,
        ["Abs"] = KnownFunction.Abs,
        ["Max"] = KnownFunction.Max,
        ["Min"] = KnownFunction.Min,
        ["MaxNumber"] = KnownFunction.Max,
        ["MinNumber"] = KnownFunction.Min,
        ["MaxNative"] = KnownFunction.Max,
        ["MinNative"] = KnownFunction.Min,
        ["Clamp"] = KnownFunction.Clamp,
        ["Sign"] = KnownFunction.Sign,
        ["Floor"] = KnownFunction.Floor,
        ["Ceiling"] = KnownFunction.Ceiling,
        ["Round"] = KnownFunction.Round,
        ["Truncate"] = KnownFunction.Truncate,
        ["FusedMultiplyAdd"] = KnownFunction.FusedMultiplyAdd,
        ["IsNaN"] = KnownFunction.IsNaN,
        ["IsInfinity"] = KnownFunction.IsInfinite,
        ["IsPositiveInfinity"] = KnownFunction.IsInfinite,
        ["IsNegativeInfinity"] = KnownFunction.IsInfinite,
        ["IsFinite"] = KnownFunction.IsFinite,
    };

    private static readonly Dictionary<string, KnownFunction> Stable = new Dictionary<string, KnownFunction>
    {
        [StableMathNames.Log1P] = KnownFunction.Log1P,
        [StableMathNames.ExpM1] = KnownFunction.ExpM1,
        [StableMathNames.ExpOfSum] = KnownFunction.ExpOfSum,
        [StableMathNames.Sigmoid] = KnownFunction.Sigmoid,
        [StableMathNames.LogSigmoid] = KnownFunction.LogSigmoid,
        [StableMathNames.Softplus] = KnownFunction.Softplus,
        [StableMathNames.XLogX] = KnownFunction.XLogX,
        [StableMathNames.XLogY] = KnownFunction.XLogY,
        [StableMathNames.RelativeEntropy] = KnownFunction.RelativeEntropy,
        [StableMathNames.LogAddExp] = KnownFunction.LogAddExp,
        [StableMathNames.Log1MExp] = KnownFunction.Log1MExp,
        [StableMathNames.BinaryCrossEntropy] = KnownFunction.BinaryCrossEntropy,
        [StableMathNames.LogSumExp] = KnownFunction.LogSumExp,
        [StableMathNames.Entropy] = KnownFunction.Entropy,
    };

    private static readonly Dictionary<string, KnownFunction> AccurateNames = new Dictionary<string, KnownFunction>(StringComparer.OrdinalIgnoreCase)
    {
        ["Log1p"] = KnownFunction.Log1P,
        ["LogP1"] = KnownFunction.Log1P,
        ["Log1Plus"] = KnownFunction.Log1P,
        ["LogOnePlus"] = KnownFunction.Log1P,
        ["LogOnePlusX"] = KnownFunction.Log1P,
        ["LogPlusOne"] = KnownFunction.Log1P,
        ["Ln1p"] = KnownFunction.Log1P,
        ["LnOnePlus"] = KnownFunction.Log1P,
        ["Expm1"] = KnownFunction.ExpM1,
        ["ExpMinus1"] = KnownFunction.ExpM1,
        ["ExpMinusOne"] = KnownFunction.ExpM1,
    };

    // Mathf is Unity's: float in, float out, forwarding to System.Math.
    private static readonly string[] ElementaryTypes =
    [
        "System.Math", "System.MathF", "System.Double", "System.Single", "System.Half", "UnityEngine.Mathf", "Unity.Mathematics.math",
    ];

    private static readonly string[] GenericTypes =
    [
        "System.Numerics.IExponentialFunctions`1", "System.Numerics.ILogarithmicFunctions`1", "System.Numerics.IPowerFunctions`1",
        "System.Numerics.IHyperbolicFunctions`1", "System.Numerics.ITrigonometricFunctions`1", "System.Numerics.IRootFunctions`1",
        "System.Numerics.INumber`1", "System.Numerics.IFloatingPointConstants`1", "System.Numerics.ISignedNumber`1", "System.Numerics.INumberBase`1",
        "System.Numerics.IFloatingPoint`1", "System.Numerics.IFloatingPointIeee754`1",
    ];

    private readonly HashSet<ITypeSymbol> _elementary = new(SymbolEqualityComparer.Default);
    private readonly INamedTypeSymbol? _stable;
    private readonly INamedTypeSymbol? _math;
    private readonly INamedTypeSymbol? _mathF;
    private readonly INamedTypeSymbol? _random;

    public KnownSymbols(Compilation compilation)
    {
        foreach (string name in ElementaryTypes.Concat(GenericTypes))
        {
            if (compilation.GetTypeByMetadataName(name) is { } type)
            {
                _elementary.Add(type);
            }
        }

        _stable = compilation.GetTypeByMetadataName(StableMathNames.Namespace + "." + StableMathNames.Class);
        _math = compilation.GetTypeByMetadataName("System.Math");
        _mathF = compilation.GetTypeByMetadataName("System.MathF");
        _random = compilation.GetTypeByMetadataName("System.Random");

        // A class of that name that somebody else wrote, for older frameworks, has formulas of its own.
        TensorPrimitives = compilation.GetTypeByMetadataName("System.Numerics.Tensors.TensorPrimitives") is { ContainingAssembly: var assembly } known
            && assembly.Name == "System.Numerics.Tensors" && !SymbolEqualityComparer.Default.Equals(assembly, compilation.Assembly) ? known : null;
        Enumerable = compilation.GetTypeByMetadataName("System.Linq.Enumerable");
        ParallelEnumerable = compilation.GetTypeByMetadataName("System.Linq.ParallelEnumerable");
    }

    public INamedTypeSymbol? TensorPrimitives { get; }

    public INamedTypeSymbol? Enumerable { get; }

    public INamedTypeSymbol? ParallelEnumerable { get; }

    /// <summary>Whether code here can call a function of StableMath, Math or MathF: netstandard2.0 lacks the first, the last, and Math.Asinh.</summary>
    public bool Has(string type, string function) => (type switch
    {
        StableMathNames.Class => _stable,
        "MathF" => _mathF,
        _ => _math,
    })?.GetMembers(function).IsEmpty == false;

    public bool IsLinq(IMethodSymbol method) => method.ContainingType is { } type
        && (SymbolEqualityComparer.Default.Equals(type, Enumerable) || SymbolEqualityComparer.Default.Equals(type, ParallelEnumerable));

    public bool IsTensorPrimitives(IMethodSymbol method) => TensorPrimitives is not null
        && SymbolEqualityComparer.Default.Equals(method.ContainingType, TensorPrimitives);

    public bool IsStable(IMethodSymbol method) => _stable is not null && SymbolEqualityComparer.Default.Equals(method.ContainingType, _stable);

    /// <summary>A function of StableMath that writes one number for each that it reads.</summary>
    public bool IsStableElementwise(IMethodSymbol method) => method.ReturnsVoid && IsStable(method)
        && (method.Name == StableMathNames.SoftMax || Stable.ContainsKey(method.Name));

    /// <summary>The constants of generic mathematics and of Half, which are properties.</summary>
    public double? ConstantOf(IPropertySymbol property) => !property.IsStatic || !_elementary.Contains(property.ContainingType.OriginalDefinition) ? null : property.Name switch
    {
        "One" or "MultiplicativeIdentity" => 1,
        "Zero" or "AdditiveIdentity" => 0,
        "NegativeOne" => -1,
        "E" => Math.E,
        "Pi" => Math.PI,
        "Tau" => 2 * Math.PI,
        _ => null,
    };

    /// <summary>The function of one number (or of two or three) that a method computes; None for everything else.</summary>
    public KnownFunction Identify(IMethodSymbol method)
    {
        if (method.ContainingType is not { } type)
        {
            return KnownFunction.None;
        }

        if (Elementary.TryGetValue(method.Name, out KnownFunction function) && _elementary.Contains(type.OriginalDefinition))
        {
            return function == KnownFunction.Log && method.Parameters.Length == 2 ? KnownFunction.LogBase : function;
        }

        if (IsStable(method))
        {
            return !method.ReturnsVoid && Stable.TryGetValue(method.Name, out function) ? function : KnownFunction.None;
        }

        return IsRandom(type) ? OfRandom(method) : OfName(method);
    }

    /// <summary>Accurate forms of any other type, by the names that the libraries of mathematics give them.</summary>
    private static KnownFunction OfName(IMethodSymbol method) => method is { Parameters: [{ Type: var type }], ReturnType: var result }
        && Numbers.RealTypeOf(type) != RealType.None && Numbers.RealTypeOf(result) != RealType.None && AccurateNames.TryGetValue(method.Name, out KnownFunction function)
            ? function
            : KnownFunction.None;

    /// <summary>The function that a method of TensorPrimitives or of StableMath applies to every element.</summary>
    public KnownFunction IdentifyElementwise(IMethodSymbol method) =>
        (IsStable(method) ? Stable : Elementary).TryGetValue(method.Name, out KnownFunction function) ? function : KnownFunction.None;

    /// <summary>
    /// A function of Unity's Mathf, where Unity itself is not referenced: a name that binds to nothing and that has only one common meaning.
    /// </summary>
    public static KnownFunction IdentifyUnbound(string type, string method) =>
        type == "Mathf" && Elementary.TryGetValue(method, out KnownFunction function) ? function : KnownFunction.None;

    private static KnownFunction OfRandom(IMethodSymbol method) => method.Name switch
    {
        "NextDouble" or "NextSingle" or "Sample" => KnownFunction.NextReal,
        "Next" or "NextInt64" => KnownFunction.NextInteger,
        _ => KnownFunction.None,
    };

    private bool IsRandom(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? current = type; _random is not null && current is not null; current = current.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(current, _random))
            {
                return true;
            }
        }

        return false;
    }
}
