using System.Text.RegularExpressions;

namespace LossGen.Generators.Parsing;

/// <summary>A generated member as the clash check compares it with the user's.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name.</param>
/// <param name="ParameterTypes">For a method, the types of its parameters, namespaces and all, without nullability.</param>
internal sealed record GeneratedMember(MemberKind Kind, string Name, IReadOnlyList<string> ParameterTypes)
{
    /// <summary>The type of a property; null if it is the model itself.</summary>
    public string? Type { get; init; }

    /// <summary>The parameter types as one string, by which overloads are told apart.</summary>
    public string Signature => string.Join(", ", ParameterTypes);

    /// <summary>What it is, in words.</summary>
    public string KindText => Kind switch
    {
        MemberKind.Constant => "constant",
        MemberKind.Property => "property",
        MemberKind.Field => "field",
        MemberKind.NestedType => "nested type",
        _ => "method",
    };

    /// <summary>Its name and, for a method, its signature, namespaces left out.</summary>
    public string Text => Kind == MemberKind.Method
        ? $"{Name}{(IsGeneric ? $"<{MemberSpec.RowsParameter}>" : "")}({Regex.Replace(Signature, @"(?:\w+\.)+", "")})"
        : Name;

    /// <summary>How messages name it.</summary>
    public string Display => $"{KindText} '{Text}'";

    private bool IsGeneric => ParameterTypes.Contains(MemberSpec.RowsParameter);

    /// <summary>The member of a model whose types are given.</summary>
    public static GeneratedMember Of(MemberSpec member, MemberTypes types) => new(member.Kind, member.Name, SignatureOf(member, types))
    {
        Type = member.Kind == MemberKind.Property && member.Type.Text != MemberType.Model ? member.Type.Display(types) : null,
    };

    /// <summary>The parameter types of the member of a model whose types are given.</summary>
    public static IReadOnlyList<string> SignatureOf(MemberSpec member, MemberTypes types) =>
        [.. member.Parameters.Select(parameter => parameter.Signature(types))];
}

/// <summary>The members the generator adds to a model: what a user's own members must stay clear of.</summary>
internal static class GeneratedMembers
{
    private static readonly HashSet<string> MethodNames =
        new(ModelMembers.OfRows.Where(static member => member.Kind == MemberKind.Method).Select(static member => member.Name));

    /// <summary>The members of a model of the given task, which is resolved.</summary>
    /// <param name="task">The task.</param>
    /// <param name="row">The type of its rows, if they have one.</param>
    /// <param name="hasHiddenLayers">Whether it is a network.</param>
    /// <param name="canBeCreated">Whether <c>new</c> without arguments makes a model.</param>
    /// <param name="isBaked">Whether a file of trained weights is asked for.</param>
    /// <param name="model">The full name of the model, as <see cref="MemberChecks.TypeName"/> gives it.</param>
    /// <param name="isSparse">Whether its rows are sparse.</param>
    /// <remarks>Constructors are not among them: they give way to the user's.</remarks>
    public static IReadOnlyList<GeneratedMember> For(ModelTask task, RowSpec? row, bool hasHiddenLayers, bool canBeCreated, bool isBaked, string model, bool isSparse = false)
    {
        MemberTypes types = MemberTypes.Compared(task, row, model, isSparse);
        return [.. ModelMembers.All.Where(Has).Select(member => GeneratedMember.Of(member, types))];

        bool Has(MemberSpec member) => member.Condition switch
        {
            MemberCondition.Labels => task != ModelTask.MultiLabel,
            MemberCondition.Rows => row is not null,
            MemberCondition.DenseRowType => row is { IsSparse: false },
            MemberCondition.SparseRowType => row is { IsSparse: true },
            MemberCondition.ClassRows => row is { Label.IsBinned: false },
            MemberCondition.NumberRows => row is { Label.IsBinned: true },
            MemberCondition.DenseRows => !isSparse,
            MemberCondition.DenseRowsWithLabels => !isSparse && task != ModelTask.MultiLabel,
            MemberCondition.HiddenLayers => hasHiddenLayers,
            MemberCondition.Creation => canBeCreated,
            MemberCondition.Weights => isBaked,
            MemberCondition.DenseWeights => isBaked && !isSparse,
            MemberCondition.SparseWeights => isBaked && isSparse,
            _ => true,
        };
    }

    /// <summary>The signatures of the methods of this name that take or describe rows, in a model whose rows have one true class.</summary>
    public static IEnumerable<IReadOnlyList<string>> SignaturesOf(string name, RowSpec? row)
    {
        MemberTypes types = MemberTypes.Compared(ModelTask.Multiclass, row, isSparse: row is { IsSparse: true });
        return ModelMembers.OfRows
            .Where(member => member.Kind == MemberKind.Method && member.Name == name)
            .Where(member => member.Condition switch
            {
                MemberCondition.Rows => row is not null,
                MemberCondition.DenseRowType => row is { IsSparse: false },
                MemberCondition.SparseRowType => row is { IsSparse: true },
                MemberCondition.ClassRows => row is { Label.IsBinned: false },
                MemberCondition.NumberRows => row is { Label.IsBinned: true },
                _ => true,
            })
            .Select(member => GeneratedMember.SignatureOf(member, types));
    }

    /// <summary>Whether some model has a generated method of this name that takes rows.</summary>
    public static bool IsMethodName(string name) => MethodNames.Contains(name);

    /// <summary>Whether a static member of the library's interfaces is implemented explicitly by every model that has it.</summary>
    public static bool IsImplementedExplicitly(string name) =>
        name is "FeatureCount" or "ClassCount" or "ParameterCount" or "Layout" or "Activation" or "Task" or "LabelName" or "LabelOf" or "HasLabel" or "Encode"
            or "RowEncoding" or "Columns" or "Smoothing";
}
