using System.ComponentModel;
using System.Reflection;
using System.Text;

namespace LossGen.Tests.PublicApi;

/// <summary>The public types and members that exist for generated code alone: those that editors do not offer.</summary>
internal sealed class GeneratedCodeMembers(Assembly assembly)
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>Their full names without type parameters, as <c>LossGen.Kernels.ModelEngine</c> or <c>LossGen.ITypedModel.Encode</c>.</summary>
    public IReadOnlyList<string> Names { get; } = [.. assembly.GetExportedTypes().SelectMany(NamesIn).Distinct(StringComparer.Ordinal)];

    /// <summary>Whether a line of PublicAPI.*.txt lists one of them.</summary>
    public bool Contains(string entry) => Names.Any(name => IsOf(entry, name));

    /// <summary>Whether a line of PublicAPI.*.txt lists the type or member of a name, or a member of that type.</summary>
    public static bool IsOf(string entry, string name)
    {
        string declared = WithoutTypeParameters(WithoutModifiers(entry));
        return declared.StartsWith(name, StringComparison.Ordinal)
            && (declared.Length == name.Length || !(char.IsLetterOrDigit(declared[name.Length]) || declared[name.Length] == '_'));
    }

    private static IEnumerable<string> NamesIn(Type type)
    {
        string name = type.FullName!.Split('`')[0].Replace('+', '.');
        if (IsHidden(type)) return [name];
        return type.GetMembers(Declared)
            .Where(IsHidden)
            .Select(member => $"{name}.{member.Name}");
    }

    private static bool IsHidden(MemberInfo member) =>
        member.GetCustomAttribute<EditorBrowsableAttribute>(inherit: false) is { State: EditorBrowsableState.Never };

    /// <summary>static, abstract, const and the like come first, and ~ before what is oblivious to nullability.</summary>
    private static string WithoutModifiers(string entry)
    {
        int start = entry.IndexOf("LossGen.", StringComparison.Ordinal);
        return start < 0 ? entry : entry[start..];
    }

    private static string WithoutTypeParameters(string entry)
    {
        var text = new StringBuilder();
        int depth = 0;
        foreach (char c in entry)
        {
            if (c == '<') depth++;
            if (depth == 0) text.Append(c);
            if (c == '>' && depth > 0) depth--; // not the arrow before the type of a member
        }

        return text.ToString();
    }
}
