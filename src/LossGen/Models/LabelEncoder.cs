using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>Classes by name: strings to the class numbers that models take, and back.</summary>
/// <remarks>
/// Names are compared exactly (ordinal). A model that declares <c>ClassNames</c> has them saved in its files, and <see cref="Of{TModel}"/> makes its
/// encoder; so the two cannot fall apart.
/// </remarks>
/// <example><code>
/// LabelEncoder species = LabelEncoder.Of(names);
/// model.Fit(rows, species.Encode(names));
/// string predicted = species.Decode(model.Predict(row));
/// </code></example>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class LabelEncoder
{
    private readonly string[] _names;
    private readonly Dictionary<string, int> _numbers;

    /// <summary>Classes in a given order.</summary>
    /// <param name="classNames">The name of class 0, of class 1 and so on.</param>
    /// <exception cref="ArgumentNullException"><paramref name="classNames"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no name, or one is null or there twice.</exception>
    public LabelEncoder(params string[] classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        if (classNames.Length == 0) throw new ArgumentException("There are no class names; expected one or more.", nameof(classNames));
        _names = classNames.ToArray();
        _numbers = new(_names.Length, StringComparer.Ordinal);
        for (int k = 0; k < _names.Length; k++)
        {
            if (_names[k] is null) throw new ArgumentException(Invariant($"The name of class {k} is null; expected a string."), nameof(classNames));
            if (!_numbers.TryAdd(_names[k], k))
                throw new ArgumentException(Invariant($"Class {_numbers[_names[k]]} and class {k} are both named '{_names[k]}'; expected another name for each."), nameof(classNames));
        }
    }

    /// <summary>The number of classes.</summary>
    public int Count => _names.Length;

    /// <summary>The names of the classes, in their order: what evaluations, reports and exports take as names.</summary>
    public IReadOnlyList<string> ClassNames => Array.AsReadOnly(_names);

    /// <summary>The classes that occur among labels, in ordinal order: the same whatever the order of the labels.</summary>
    /// <param name="labels">The labels.</param>
    /// <exception cref="ArgumentNullException"><paramref name="labels"/> is null.</exception>
    /// <exception cref="ArgumentException">There are no labels, or one is null.</exception>
    public static LabelEncoder Of(IEnumerable<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var names = new SortedSet<string>(StringComparer.Ordinal);
        int row = 0;
        foreach (string label in labels)
        {
            names.Add(label ?? throw new ArgumentException(Invariant($"The label of row {row} is null; expected a string."), nameof(labels)));
            row++;
        }

        if (row == 0) throw new ArgumentException("There are no labels; expected at least one.", nameof(labels));
        return new([.. names]);
    }

    /// <summary>The classes of a model that declares their names.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <exception cref="ArgumentException">The model declares no class names.</exception>
    public static LabelEncoder Of<TModel>()
        where TModel : class, IClassifier<TModel> => TModel.ClassNames.IsEmpty
            ? throw new ArgumentException($"{typeof(TModel).Name} declares no class names; expected a static member ClassNames.", nameof(TModel))
            : new(TModel.ClassNames.ToArray());

    /// <summary>The number of a class.</summary>
    /// <param name="label">Its name.</param>
    /// <exception cref="ArgumentNullException"><paramref name="label"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no class of that name.</exception>
    public int Encode(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        return TryEncode(label, out int number) ? number : throw new ArgumentException($"No class is named '{label}'; expected one of{Printed.InBrackets(_names)}.", nameof(label));
    }

    /// <summary>The numbers of the classes of many rows.</summary>
    /// <param name="labels">The name of the class of each row.</param>
    /// <exception cref="ArgumentNullException"><paramref name="labels"/> is null.</exception>
    /// <exception cref="ArgumentException">A label is null or names no class; the message names its row.</exception>
    public int[] Encode(IEnumerable<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        List<int> numbers = [];
        foreach (string label in labels)
        {
            if (!TryEncode(label, out int number))
            {
                string shown = label is null ? "null" : $"'{label}'";
                throw new ArgumentException(Invariant($"The label of row {numbers.Count} is {shown}; expected one of{Printed.InBrackets(_names)}."), nameof(labels));
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    /// <summary>The number of a class, if there is one of that name.</summary>
    /// <param name="label">The name; null is none.</param>
    /// <param name="number">Its number, or −1.</param>
    public bool TryEncode([NotNullWhen(true)] string? label, out int number)
    {
        if (label is not null && _numbers.TryGetValue(label, out number)) return true;
        number = -1;
        return false;
    }

    /// <summary>The name of a class.</summary>
    /// <param name="number">Its number, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public string Decode(int number) => (uint)number < (uint)_names.Length
        ? _names[number]
        : throw new ArgumentOutOfRangeException(nameof(number), number, Invariant($"The class number is {number}; expected 0 to {_names.Length - 1}."));

    /// <summary>The names of the classes of many rows.</summary>
    /// <param name="numbers">The number of the class of each row.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public string[] Decode(ReadOnlySpan<int> numbers)
    {
        var names = new string[numbers.Length];
        for (int row = 0; row < names.Length; row++) names[row] = Decode(numbers[row]);
        return names;
    }

    /// <summary>The number of classes and their names.</summary>
    public override string ToString() => Printed.Count(_names.Length, "class", "classes") + Printed.InBrackets(_names);
}
