using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace LossGen.Testing;

/// <summary>Walks every object reachable from a value, private fields included.</summary>
/// <remarks>
/// Refused are objects of the compiler, which keep a whole compilation alive and are never equal to those of the next one; delegates;
/// and collections compared by reference (arrays, ImmutableArray, List, …), unless the type that holds the collection writes its own
/// equality, as an equatable array does.
/// </remarks>
public static class ObjectWalk
{
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> FieldsOf = new();

    /// <summary>The first object that must not be reachable, and the path to it; null if there is none.</summary>
    public static string? FindOffender(object? value, string name)
    {
        var pending = new Queue<(object? Value, string Path, Type? Holder)>();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        pending.Enqueue((value, name, null));
        while (pending.TryDequeue(out (object? Value, string Path, Type? Holder) next))
        {
            if (next.Value is not { } item) continue;
            Type type = item.GetType();
            if (Refusal(item, type, next.Holder) is { } refusal) return $"{next.Path} is {refusal} (its type: {type}).";
            if (IsPlain(type) || (!type.IsValueType && !seen.Add(item))) continue;

            if (item is Array array)
            {
                int index = 0;
                foreach (object? element in array) pending.Enqueue((element, $"{next.Path}[{index++}]", type));
                continue;
            }

            foreach (FieldInfo field in FieldsOf.GetOrAdd(type, static t => [.. AllFields(t)]))
                pending.Enqueue((field.GetValue(item), $"{next.Path}.{Readable(field)}", type));
        }

        return null;
    }

    private static string? Refusal(object item, Type type, Type? holder) => item switch
    {
        ISymbol => "a symbol (ISymbol)",
        SyntaxNode => "a syntax node (SyntaxNode)",
        SyntaxToken or SyntaxTrivia or SyntaxNodeOrToken => $"syntax ({type.Name})",
        SyntaxReference => "a reference to syntax (SyntaxReference)",
        SyntaxTree => "a syntax tree (SyntaxTree)",
        Location => "a source location (Location)",
        Compilation => "a compilation (Compilation)",
        SemanticModel => "a semantic model (SemanticModel)",
        IOperation => "an operation (IOperation)",
        AttributeData or TypedConstant => $"attribute data of a symbol ({type.Name})",
        Diagnostic => "a diagnostic with its location (Diagnostic)",
        SourceText or AdditionalText or AnalyzerConfigOptions => $"an input of the compiler ({type.Name})",
        MetadataReference => "a metadata reference (MetadataReference)",
        Delegate => "a delegate, which is equal only to itself",
        CancellationToken => "a cancellation token of one run",
        IEnumerable when IsComparedByReference(type) && !(holder is not null && WritesOwnEquality(holder)) =>
            $"a collection compared by reference ({(type.IsArray ? "array" : type.Name.Split('`')[0])}) in "
            + (holder is null ? "the step itself" : $"{holder.Name}, which does not write its own equality"),
        _ => null,
    };

    private static bool IsComparedByReference(Type type) =>
        type != typeof(string)
        && (type.IsArray
            || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
            || type.GetMethod(nameof(Equals), [typeof(object)])!.DeclaringType == typeof(object)
            || type.GetMethod(nameof(Equals), [typeof(object)])!.DeclaringType == typeof(ValueType));

    // A record's Equals is the compiler's and compares its fields with their default equality; so do tuples and plain structs.
    private static bool WritesOwnEquality(Type type)
    {
        if (type.IsArray) return false;
        // The parts of a collection that has been let through belong to it.
        if (typeof(IEnumerable).IsAssignableFrom(type) && type.Namespace?.StartsWith("System.Collections", StringComparison.Ordinal) == true)
            return true;
        if (typeof(ITuple).IsAssignableFrom(type)) return false;
        MethodInfo typed = type.GetMethod(nameof(Equals), [type]) ?? type.GetMethod(nameof(Equals), [typeof(object)])!;
        return typed.DeclaringType != typeof(object) && typed.DeclaringType != typeof(ValueType)
            && !typed.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);
    }

    private static bool IsPlain(Type type) =>
        type.IsPrimitive || type.IsEnum || type.IsPointer || type == typeof(string) || type == typeof(decimal)
        || typeof(Type).IsAssignableFrom(type) || typeof(System.Globalization.CultureInfo).IsAssignableFrom(type);

    private static IEnumerable<FieldInfo> AllFields(Type type)
    {
        for (Type? t = type; t is not null && t != typeof(object); t = t.BaseType)
        {
            foreach (FieldInfo field in t.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                // A pointer or by-ref-like field cannot be read by reflection, and cannot hold what is looked for.
                if (!field.FieldType.IsPointer && !field.FieldType.IsByRefLike) yield return field;
            }
        }
    }

    // An automatic property's field is called <Name>k__BackingField.
    private static string Readable(FieldInfo field) =>
        field.Name.StartsWith('<') && field.Name.IndexOf('>') is > 1 and int end ? field.Name[1..end] : field.Name;
}
