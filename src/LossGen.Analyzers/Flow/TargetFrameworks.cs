using System.Collections.Immutable;
using System.Globalization;
using LossGen.Analyzers.Shared;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LossGen.Analyzers.Flow;

/// <summary>The target frameworks of a project that has several: a file is compiled once for each of them, and what one lacks cannot be written.</summary>
internal sealed class TargetFrameworks(ImmutableArray<string> names)
{
    /// <summary>The option in which the targets of the package pass them, with commas: a semicolon would begin a comment.</summary>
    public const string Property = "build_property.LossGenTargetFrameworks";

    // By the documentation of System.Math; what is not here has been there since .NET Framework and netstandard1.0.
    private static readonly string[] SinceNetCore2 = ["Asinh", "Acosh", "Atanh", "Cbrt", "Clamp"];
    private static readonly string[] SinceNetCore3 = ["Log2", "ScaleB", "FusedMultiplyAdd"];

    private readonly ImmutableArray<string> _names = names;

    public static TargetFrameworks Of(AnalyzerConfigOptions options) => new(options.TryGetValue(Property, out string? value)
        ? value.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries).ToImmutableArray()
        : ImmutableArray<string>.Empty);

    /// <summary>The first target that lacks a function of StableMath, Math or MathF; null if there is none.</summary>
    public string? FirstWithout(string type, string function) => _names.FirstOrDefault(name => !Has(name, type, function));

    private static bool Has(string target, string type, string function)
    {
        (string family, double version) = Parse(target);
        bool isModern = family == "net" && version is >= 5 and < 100;
        bool isNetCore2 = isModern || (family == "netcoreapp" && version >= 2.1) || (family == "netstandard" && version >= 2.1);
        bool isNetCore3 = isModern || (family == "netcoreapp" && version >= 3);
        return type switch
        {
            StableMathNames.Class => isModern && version >= 8,
            "MathF" when function == "Log2" => isNetCore3,
            "MathF" => isNetCore2,
            _ => SinceNetCore3.Contains(function) ? isNetCore3 : !SinceNetCore2.Contains(function) || isNetCore2,
        };
    }

    /// <summary>net8.0-windows is net 8; net48 and net472 are of a family of their own: their versions have no dot.</summary>
    private static (string Family, double Version) Parse(string target)
    {
        string plain = target.Split('-')[0];
        int digits = plain.IndexOfAny(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
        if (digits < 0 || plain.IndexOf('.') < 0)
        {
            return ("", 0);
        }

        bool isVersion = double.TryParse(plain.Substring(digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double version);
        return (plain.Substring(0, digits), isVersion ? version : 0);
    }
}
