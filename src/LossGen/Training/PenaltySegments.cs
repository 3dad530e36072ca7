using System.Runtime.Intrinsics;
using LossGen.Kernels;

namespace LossGen.Training;

/// <summary>The parameters in vectors of eight, cut into runs that the penalties apply to, runs that they do not, and single vectors of both.</summary>
internal sealed class PenaltySegments
{
    private readonly int[] _ends;
    private readonly Vector256<float>[] _masks;

    /// <summary>Cuts the parameters.</summary>
    /// <param name="blocks">The blocks of parameters, one after another from 0 on.</param>
    public PenaltySegments(ParameterBlock[] blocks)
    {
        Count = blocks[^1].End;
        var ends = new List<int>();
        var masks = new List<Vector256<float>>();
        for (int i = 0; i < Whole;)
        {
            Vector256<float> mask = MaskAt(blocks, i);
            int end = i + Lanes.Width;
            if (IsUniform(mask)) end = Math.Max(end, EndOfRun(blocks, i));
            if (masks.Count > 0 && IsUniform(mask) && masks[^1] == mask) ends[^1] = end;
            else
            {
                ends.Add(end);
                masks.Add(mask);
            }

            i = end;
        }

        _ends = [.. ends];
        _masks = [.. masks];
        Rest = Whole == Count ? Vector256<float>.Zero : MaskAt(blocks, Whole);
    }

    /// <summary>Parameters in all.</summary>
    public int Count { get; }

    /// <summary>Parameters in whole vectors.</summary>
    public int Whole => Count / Lanes.Width * Lanes.Width;

    /// <summary>Where each run ends; the first begins at 0.</summary>
    public ReadOnlySpan<int> Ends => _ends;

    /// <summary>For each run, the lanes that the penalties apply to.</summary>
    public ReadOnlySpan<Vector256<float>> Masks => _masks;

    /// <summary>The run that a vector of parameters belongs to.</summary>
    /// <param name="parameter">The first of the eight; behind the last whole vector, the number of runs.</param>
    public int At(int parameter)
    {
        int run = 0;
        while (run < _ends.Length && _ends[run] <= parameter) run++;
        return run;
    }

    /// <summary>The same for the parameters behind the last whole vector.</summary>
    public Vector256<float> Rest { get; }

    private static bool IsUniform(Vector256<float> mask) => mask.ExtractMostSignificantBits() is 0 or 255;

    /// <summary>The end of the whole vectors that lie in one block with the parameter.</summary>
    private static int EndOfRun(ParameterBlock[] blocks, int parameter)
    {
        int inBlock = BlockOf(blocks, parameter).End - parameter;
        return parameter + (inBlock / Lanes.Width * Lanes.Width);
    }

    private static Vector256<float> MaskAt(ParameterBlock[] blocks, int first)
    {
        Vector256<int> mask = Vector256<int>.Zero;
        for (int lane = 0; lane < Lanes.Width && first + lane < blocks[^1].End; lane++)
        {
            if (BlockOf(blocks, first + lane).IsPenalised) mask = mask.WithElement(lane, -1);
        }

        return mask.AsSingle();
    }

    private static ParameterBlock BlockOf(ParameterBlock[] blocks, int parameter) => Array.Find(blocks, block => parameter < block.End);
}
