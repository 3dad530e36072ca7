using System.Collections.Immutable;
using System.Threading;
using LossGen.Generators.Rules;
using Microsoft.CodeAnalysis;

namespace LossGen.Generators.Parsing;

/// <summary>Whether the user's members leave the generated ones their names and signatures.</summary>
internal static class MemberChecks
{
    /// <summary>The full name of the generator, which stands above this room; a test holds the two together.</summary>
    internal const string GeneratorName = "LossGen.Generators.CrossEntropyModelGenerator";

    /// <summary>The generator of next-token models.</summary>
    private const string TokenGeneratorName = "LossGen.Generators.NextTokenModelGenerator";

    private static readonly SymbolDisplayFormat TypeFormat = new(
        globalNamespaceStyle: SymbolDisplayGlobalNamespaceStyle.Omitted,
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    private static readonly SymbolDisplayFormat MemberFormat = new(
        memberOptions: SymbolDisplayMemberOptions.IncludeParameters,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeParamsRefOut,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    public static void Report(
        INamedTypeSymbol type,
        Location className,
        IReadOnlyList<GeneratedMember> members,
        Compilation compilation,
        ImmutableArray<Diagnostic>.Builder problems,
        CancellationToken cancellationToken)
    {
        ILookup<string, GeneratedMember> generated = members.ToLookup(static member => member.Name);

        if (generated[type.Name].FirstOrDefault() is { } namesake)
        {
            Add(problems, className, $"The class name '{type.Name}'", namesake,
                "a class cannot have a member of its own name, so choose another");
        }

        foreach (ISymbol member in OwnMembers(type, cancellationToken))
        {
            if (FindOwnClash(member, generated) is not { } clash) continue;
            bool mayOverload = member.Kind == SymbolKind.Method && clash.Kind == MemberKind.Method;
            string advice = mayOverload ? "rename it or give it other parameters" : "rename it";
            Add(problems, member.Locations[0], $"'{type.Name}.{member.ToDisplayString(MemberFormat)}'", clash, advice);
        }

        foreach (IParameterSymbol parameter in PrimaryConstructorParameters(type, cancellationToken))
        {
            // Inside field initializers a primary constructor's parameter hides the member of the same name.
            if (generated[parameter.Name].FirstOrDefault(static member => member.Kind != MemberKind.Method) is { } clash)
                Add(problems, parameter.Locations[0], $"The primary constructor's parameter '{parameter.Name}'", clash, "rename it");
        }

        ReportInherited(type, className, generated, compilation, problems, cancellationToken);
    }

    /// <summary>Whether a method of a valid model is a generated one: no user's method can have its signature.</summary>
    public static bool IsGenerated(IMethodSymbol method, RowSpec? row) =>
        GeneratedMembers.SignaturesOf(method.Name, row).Any(signature => HasSignature(method.OriginalDefinition, signature));

    /// <summary>Whether <c>ToString()</c> is ours to write: where the user or a base class has something of that name, it stays as it is.</summary>
    public static bool LeavesToStringToUs(INamedTypeSymbol type, CancellationToken cancellationToken)
    {
        if (type.Name == nameof(ToString) || OwnMembers(type, cancellationToken).Any(static member => IsInTheWayOfToString(member))) return false;
        for (INamedTypeSymbol? parent = type.BaseType; parent is { SpecialType: SpecialType.None }; parent = parent.BaseType)
        {
            if (parent.GetMembers(nameof(ToString)).Any(static member => IsInTheWayOfToString(member))) return false;
        }
        return true;
    }

    private static bool IsInTheWayOfToString(ISymbol member) =>
        member.Name == nameof(ToString) && member is not IMethodSymbol { Parameters.Length: > 0 } and not IMethodSymbol { Arity: > 0 };

    /// <summary>A type as the parameter types of <see cref="GeneratedMember"/> name it.</summary>
    public static string TypeName(ITypeSymbol type) => type.ToDisplayString(TypeFormat);

    private static void ReportInherited(
        INamedTypeSymbol type,
        Location className,
        ILookup<string, GeneratedMember> generated,
        Compilation compilation,
        ImmutableArray<Diagnostic>.Builder problems,
        CancellationToken cancellationToken)
    {
        for (INamedTypeSymbol? parent = type.BaseType; parent is { SpecialType: SpecialType.None }; parent = parent.BaseType)
        {
            // A model above is a problem of its own (LG0003), and its members are not there yet when the generator looks.
            if (ModelAttribute.IsOn(parent)) return;
            cancellationToken.ThrowIfCancellationRequested();

            foreach (ISymbol member in parent.GetMembers())
            {
                if (!member.IsImplicitlyDeclared
                    && FindClash(member, generated) is { } clash
                    && compilation.IsSymbolAccessibleWithin(member, type))
                {
                    Add(problems, className, $"The inherited member '{parent.Name}.{member.ToDisplayString(MemberFormat)}'", clash,
                        "the generated one would hide it, so rename it or derive from another class");
                }
            }
        }
    }

    private static IEnumerable<ISymbol> OwnMembers(INamedTypeSymbol type, CancellationToken cancellationToken) =>
        type.GetMembers().Where(member => IsUsers(member, cancellationToken));

    /// <summary>The generated member a user's member cannot stand beside, if there is one.</summary>
    private static GeneratedMember? FindClash(ISymbol member, ILookup<string, GeneratedMember> generated) => member switch
    {
        IMethodSymbol { AssociatedSymbol: null } method => FindClashOfMethod(method, generated),
        IMethodSymbol => null,
        _ => generated[member.Name].FirstOrDefault(),
    };

    /// <summary>
    /// The generated member that a member of the class itself cannot stand beside. Names in metadata count as well: those of a property's
    /// accessors and that of an indexer; and a member that we implement explicitly is implemented once.
    /// </summary>
    private static GeneratedMember? FindOwnClash(ISymbol member, ILookup<string, GeneratedMember> generated)
    {
        if (FindClash(member, generated) is { } clash) return clash;
        if (ExplicitlyImplemented(member) is { } implemented) return implemented;
        return member switch
        {
            IMethodSymbol => null,
            IPropertySymbol { IsIndexer: true } => generated[member.MetadataName].FirstOrDefault(),
            _ => generated.SelectMany(static group => group).FirstOrDefault(property => property.Kind == MemberKind.Property
                && (member.Name == "get_" + property.Name || member.Name == "set_" + property.Name)),
        };
    }

    private static GeneratedMember? ExplicitlyImplemented(ISymbol member)
    {
        ISymbol? implemented = member switch
        {
            IPropertySymbol property => property.ExplicitInterfaceImplementations.FirstOrDefault(),
            IMethodSymbol { AssociatedSymbol: null } method => method.ExplicitInterfaceImplementations.FirstOrDefault(),
            _ => null,
        };
        return implemented is { IsStatic: true, ContainingType.ContainingNamespace: { Name: "LossGen", ContainingNamespace.IsGlobalNamespace: true } }
            && GeneratedMembers.IsImplementedExplicitly(implemented.Name)
                ? new(MemberKind.Property, implemented.ContainingType.Name + "." + implemented.Name, [])
                : null;
    }

    private static GeneratedMember? FindClashOfMethod(IMethodSymbol method, ILookup<string, GeneratedMember> generated)
    {
        if (method.MethodKind is not (MethodKind.Ordinary or MethodKind.DeclareMethod)) return null;

        foreach (GeneratedMember candidate in generated[method.Name])
        {
            if (candidate.Kind != MemberKind.Method || HasSignature(method, candidate.ParameterTypes)) return candidate;
        }

        // C# keeps both accessor names of a property, written or not (CS0082).
        foreach (GeneratedMember property in generated.SelectMany(static group => group))
        {
            if (property.Kind != MemberKind.Property) continue;
            if (method.Name == "get_" + property.Name && HasSignature(method, [])) return property;
            if (method.Name == "set_" + property.Name && HasSignature(method, [property.Type ?? TypeName(method.ContainingType)])) return property;
        }

        return null;
    }

    private static bool HasSignature(IMethodSymbol method, IReadOnlyList<string> parameterTypes) =>
        method.TypeParameters.Length == (parameterTypes.Contains(MemberSpec.RowsParameter) ? 1 : 0)
        && method.Parameters.Length == parameterTypes.Count
        && method.Parameters.Select(static parameter => Passing(parameter) + ParameterType(parameter.Type)).SequenceEqual(parameterTypes);

    // Whatever a method calls its type parameter, to the compiler it is the first.
    private static string ParameterType(ITypeSymbol type) => type is ITypeParameterSymbol { DeclaringMethod: not null }
        ? MemberSpec.RowsParameter
        : TypeName(type);

    // C# tells overloads apart by whether a parameter is passed by reference, not by the kind of reference (CS0663).
    private static string Passing(IParameterSymbol parameter) => parameter.RefKind == RefKind.None ? "" : MemberParameter.ByReference;

    private static IEnumerable<IParameterSymbol> PrimaryConstructorParameters(INamedTypeSymbol type, CancellationToken cancellationToken) =>
        ConstructorChecks.PrimaryConstructor(type, cancellationToken)?.Parameters ?? Enumerable.Empty<IParameterSymbol>();

    /// <summary>Whether the user wrote the member. The analyzer meets the generated ones beside it, the generator does not.</summary>
    internal static bool IsUsers(ISymbol member, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return !member.IsImplicitlyDeclared
            && member.DeclaringSyntaxReferences.Any(static reference => !IsWrittenByGenerator(reference.SyntaxTree));
    }

    /// <summary>Whether a file is one of ours.</summary>
    internal static bool IsWrittenByGenerator(SyntaxTree tree)
    {
        // The compiler files what a generator adds under <assembly of the generator>/<its type>/<hint name>.
        string[] parts = tree.FilePath.Split('/', '\\');
        return parts.Length >= 2 && parts[parts.Length - 2] is (GeneratorName or TokenGeneratorName);
    }

    private static void Add(
        ImmutableArray<Diagnostic>.Builder problems, Location location, string subject, GeneratedMember clash, string advice) =>
        problems.Add(Diagnostic.Create(DeclarationRules.MemberClash, location, subject, clash.Display, advice));
}
