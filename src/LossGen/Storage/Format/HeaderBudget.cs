using System;
using System.IO;
using static System.FormattableString;

namespace LossGen.Storage;

/// <summary>Counts what a header holds while it is read, so that a hostile one is refused before it takes many times its own length of memory.</summary>
/// <remarks>Far above what any linear layer needs: what is beyond is refused anyway once it is read.</remarks>
/// <param name="mostTensors">Tensors, where they are those of something else than a model.</param>
internal sealed class HeaderBudget(int mostTensors = HeaderBudget.MaxTensors)
{
    /// <summary>Tensors, of which a linear layer has two.</summary>
    public const int MaxTensors = 1024;

    /// <summary>The most dimensions that NumPy gives an array.</summary>
    public const int MaxDimensions = 64;

    /// <summary>Strings under <c>__metadata__</c>.</summary>
    public const int MaxStrings = 1024;

    /// <summary>Bytes of all strings and names, as written in the header: for the largest model 128 for each name, and 32 for each feature's mean and scale.</summary>
    public const int MaxText = 20 * 1024 * 1024;

    /// <summary>Names of features or of classes: the largest count a model is declared with.</summary>
    public const int MaxNames = 65_536;

    private int _tensors;
    private int _strings;
    private int _text;

    /// <summary>Counts a tensor.</summary>
    public void AddTensor()
    {
        if (++_tensors <= mostTensors) return;
        throw new InvalidDataException(Invariant($"its header has more than {mostTensors} tensors{(mostTensors == MaxTensors ? ", expected the two of a linear layer" : "")}"));
    }

    /// <summary>Counts a string of the metadata.</summary>
    public void AddString()
    {
        if (++_strings > MaxStrings) throw new InvalidDataException(Invariant($"its metadata has more than {MaxStrings} strings"));
    }

    /// <summary>Counts the bytes of a string, before it is decoded.</summary>
    public void AddText(int bytes)
    {
        if (bytes > MaxText - _text) throw new InvalidDataException(Invariant($"its header has more than {MaxText} bytes of names and other strings"));
        _text += bytes;
    }

    /// <summary>The fault of a shape with too many dimensions.</summary>
    public static InvalidDataException TooManyDimensions(string tensor) =>
        new(Invariant($"its tensor {Quoted.Text(tensor)} has more than {MaxDimensions} dimensions, expected [classes, features] or [classes]"));
}
