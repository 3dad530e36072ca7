using System;
using System.Collections.Generic;

namespace LossGen.Storage;

/// <summary>One tensor as the header of a safetensors file describes it.</summary>
internal sealed class TensorEntry(string name, string type, IReadOnlyList<long> shape, long begin, long end)
{
    public string Name { get; } = name;

    /// <summary>The element type in the format's words: F32, F64, F16, BF16 and others.</summary>
    public string Type { get; } = type;

    public IReadOnlyList<long> Shape { get; } = shape;

    /// <summary>The first byte, counted from the end of the header.</summary>
    public long Begin { get; } = begin;

    /// <summary>The first byte after it.</summary>
    public long End { get; } = end;

    /// <summary>Bytes of one element; 0 for a type that parameters are not read from.</summary>
    public int ElementSize => Type switch
    {
        "F64" => 8,
        "F32" => 4,
        "F16" or "BF16" => 2,
        _ => 0,
    };

    /// <summary>The shape as messages show it.</summary>
    public string ShapeText => "[" + string.Join(", ", Shape.Take(8)) + (Shape.Count > 8 ? ", …]" : "]");

    /// <summary>The shape of a matrix as messages show it.</summary>
    public static string ShapeTextOf(int rows, int columns) => FormattableString.Invariant($"[{rows}, {columns}]");
}
