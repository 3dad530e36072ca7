using LossGen.Kernels;

namespace LossGen.Passes;

/// <summary>How far rows can be changed: from where they are given to the intervals of what a network sees.</summary>
/// <param name="given">The whole set as it was given.</param>
/// <param name="scale">From numbers as given to those that the model sees.</param>
/// <param name="scaled">ε for each feature, as the model sees it.</param>
/// <param name="plan">Norm, ε and range.</param>
internal readonly ref struct IntervalReach(ReadOnlySpan<float> given, RowScale scale, ReadOnlySpan<float> scaled, AttackPlan plan)
{
    private readonly ReadOnlySpan<float> _given = given;
    private readonly RowScale _scale = scale;
    private readonly AttackPlan _plan = plan;

    /// <summary>How changes are measured.</summary>
    public Norm Norm => _plan.Norm;

    /// <summary>ε for each feature, as the model sees it.</summary>
    public ReadOnlySpan<float> Scaled { get; } = scaled;

    /// <summary>Writes the centres and radii of a block, feature by feature; rows that are not there get 0.</summary>
    /// <remarks>For L2, the first layer's reach is another, and the centres are the rows.</remarks>
    public void Write(in Batch block, Span<float> centres, Span<float> radii)
    {
        int width = Scaled.Length;
        if (block.Count < Block.Rows)
        {
            centres.Clear();
            radii.Clear();
        }

        for (int r = 0; r < block.Count; r++)
        {
            int place = block.Range.Place(r);
            ReadOnlySpan<float> row = block.Rows.Values.Slice(place * width, width), given = _given.Slice(place * width, width);
            for (int i = 0; i < width; i++)
            {
                // What the range cuts off the interval shifts its centre and takes from its radius.
                double low = Math.Min(_plan.Epsilon, (double)given[i] - _plan.Minimum), high = Math.Min(_plan.Epsilon, (double)_plan.Maximum - given[i]);
                float factor = _scale.Factors.IsEmpty ? 1 : _scale.Factors[i];
                bool isCut = Norm == Norm.LInfinity;
                centres[(i * Block.Rows) + r] = isCut ? row[i] + ((float)(high - low) * 0.5f * factor) : row[i];
                radii[(i * Block.Rows) + r] = isCut ? (float)(high + low) * 0.5f * factor : 0;
            }
        }
    }
}
