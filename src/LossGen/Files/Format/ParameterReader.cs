using System;
using System.Buffers.Binary;
using System.IO;
using LossGen.Storage;
using static System.FormattableString;

namespace LossGen.Files;

/// <summary>Turns the data of a file into the parameters of a model, as its layout has them.</summary>
/// <remarks>
/// float32 stays as it is, bit for bit; float16 and bfloat16 widen exactly; float64 is rounded to the nearest float32. Two rows for a binary
/// model become their difference, computed in float64 and rounded once: softmax over (z0, z1) gives class 1 the probability σ(z1 − z0).
/// </remarks>
internal sealed class ParameterReader
{
    private readonly FileLayout _layout;
    private readonly ModelShape _model;
    private readonly float[] _parameters;

    // Of the last layer row 1 minus row 0, the biases' difference last; null where rows are taken over as they are.
    private readonly double[]? _difference;

    public ParameterReader(FileLayout layout, ModelShape model)
    {
        _layout = layout;
        _model = model;
        _parameters = new float[model.Parameters];
        if (layout.Rows != model.Logits) _difference = new double[layout.Last.Inputs + 1];
    }

    /// <summary>Takes the next elements of a tensor, which come in order.</summary>
    /// <param name="tensor">The weights or the biases of a layer.</param>
    /// <param name="first">The index of the first element among all of the tensor.</param>
    /// <param name="bytes">Whole elements, little-endian.</param>
    public void Take(TensorEntry tensor, long first, ReadOnlySpan<byte> bytes)
    {
        if (ReferenceEquals(tensor, _layout.Embedding))
        {
            TakeEmbedding(tensor, first, bytes);
            return;
        }

        int size = tensor.ElementSize, at = 0;
        while (!Array.Exists([.. _layout.Layers[at].Tensors], candidate => ReferenceEquals(candidate, tensor))) at++;
        FileLayer layer = _layout.Layers[at];
        LayerShape shape = _model.Layout.Layers[at];
        bool isWeight = ReferenceEquals(tensor, layer.Weight), isDifference = _difference is not null && layer == _layout.Last;
        for (long i = first; !bytes.IsEmpty; i++, bytes = bytes.Slice(size))
        {
            double value = Finite(tensor, i, bytes);
            int unit = isWeight ? layer.UnitOf(i) : (int)i, input = isWeight ? layer.InputOf(i) : layer.Inputs;
            if (isDifference) _difference![input] += unit == 0 ? -value : value;
            else if (!isWeight) _parameters[shape.Biases + unit] = Rounded(value, tensor, i);
            else if (at == 0 && _model.Layout.HasTable) _parameters[shape.Weights + (input * shape.Units) + unit] = Rounded(value, tensor, i);
            else _parameters[shape.Weights + (unit * shape.Inputs) + input] = Rounded(value, tensor, i);
        }
    }

    /// <summary>All parameters, once every tensor has been taken.</summary>
    public float[] Finish()
    {
        if (_difference is null) return _parameters;
        FileLayer last = _layout.Last;
        for (int i = 0; i < _difference.Length; i++)
        {
            bool isBias = i == last.Inputs;
            TensorEntry tensor = isBias && last.Bias is { } bias ? bias : last.Weight;
            _parameters[_model.Layout.Last.Weights + i] = Rounded(_difference[i], tensor, isBias ? 1 : last.ElementOf(1, i));
        }

        return _parameters;
    }

    private void TakeEmbedding(TensorEntry tensor, long first, ReadOnlySpan<byte> bytes)
    {
        for (long i = first; !bytes.IsEmpty; i++, bytes = bytes.Slice(tensor.ElementSize)) _parameters[i] = Rounded(Finite(tensor, i, bytes), tensor, i);
    }

    private static double Finite(TensorEntry tensor, long index, ReadOnlySpan<byte> bytes)
    {
        double value = Element(tensor.Type, bytes);
        if (!double.IsNaN(value) && !double.IsInfinity(value)) return value;
        throw new InvalidDataException(Invariant($"its tensor {Quoted.Text(tensor.Name)} has {Name(value)} at {Place(tensor, index)}, expected finite numbers"));
    }

    private static float Rounded(double value, TensorEntry tensor, long index)
    {
        float rounded = (float)value;
        if (!float.IsInfinity(rounded)) return rounded;
        throw new InvalidDataException(Invariant(
            $"its tensor {Quoted.Text(tensor.Name)} comes to {value:G4} at {Place(tensor, index)}, which float32 cannot hold, expected at most 3.4E+38"));
    }

    private static double Element(string type, ReadOnlySpan<byte> bytes) => type switch
    {
        "F32" => FloatBits.ToSingle(BinaryPrimitives.ReadInt32LittleEndian(bytes)),
        "F64" => BitConverter.Int64BitsToDouble(BinaryPrimitives.ReadInt64LittleEndian(bytes)),
        "BF16" => FloatBits.ToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16),
        _ => Half(BinaryPrimitives.ReadUInt16LittleEndian(bytes)),
    };

    /// <summary>IEEE 754 binary16: one bit of sign, five of exponent with the bias 15, ten of fraction.</summary>
    private static double Half(int bits)
    {
        const double smallest = 1.0 / (1 << 24);
        int exponent = (bits >> 10) & 31, fraction = bits & 1023;
        double magnitude = exponent switch
        {
            0 => fraction * smallest,
            31 => fraction == 0 ? double.PositiveInfinity : double.NaN,
            _ => (1024 + fraction) * smallest * (1 << (exponent - 1)),
        };
        return (bits & 0x8000) == 0 ? magnitude : -magnitude;
    }

    private static string Name(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "infinity" : "-infinity";

    private static string Place(TensorEntry tensor, long index) => tensor.Shape.Count == 2
        ? Invariant($"[{index / tensor.Shape[1]}, {index % tensor.Shape[1]}]")
        : Invariant($"[{index}]");
}
