using System.Runtime.Intrinsics;
using LossGen.Kernels;

namespace LossGen.Losses;

/// <summary>What is known of eight rows' logits after some tiles of the classes: enough for their loss and residuals after the last one.</summary>
/// <remarks>
/// The maximum and the sum of the exponentials relative to it can be corrected when a later tile has a larger one (Milakov and Gimelshein 2018, "Online
/// normalizer calculation for softmax", arXiv:1805.02867). The exponential of the maximum itself, which is 1, stays out of the sum, so that log(1 + others)
/// keeps a small rest; the sum is compensated, since there may be thousands of classes.
/// </remarks>
internal struct TileStatistics
{
    /// <summary>The largest logit so far.</summary>
    public Vector256<float> Max;

    /// <summary>Its class.</summary>
    public Vector256<int> Argmax;

    /// <summary>Σ e^(z − max) over the classes but that of the maximum.</summary>
    public Vector256<float> Others;

    /// <summary>What rounding took from <see cref="Others"/>, to be given back with the next term.</summary>
    public Vector256<float> Lost;

    /// <summary>The logit of the true class, once its tile has been seen.</summary>
    public Vector256<float> OfLabel;

    /// <summary>Σ w z over the classes with their weights w, for label smoothing; else 0.</summary>
    public Vector256<float> Weighted;

    /// <summary>What rounding took from <see cref="Weighted"/>.</summary>
    public Vector256<float> WeightedLost;

    /// <summary>Before the first tile.</summary>
    public static TileStatistics None => new() { Max = Vector256.Create(float.NegativeInfinity), Argmax = Vector256<int>.Zero };

    /// <summary>Takes up the largest logit of a tile and its class, so that exponentials can be relative to the larger of both.</summary>
    public void Raise(Vector256<float> max, Vector256<int> argmax)
    {
        // Where the maximum is a new one, the old one joins the others: (1 + others) e^(old - new). Before the first tile there are none.
        Vector256<float> isNew = Lanes.Greater(max, Max);
        Vector256<float> shrink = Lanes.ExpOfDifference(Max, Lanes.Larger(max, Max));
        Others = Lanes.Select(isNew, (Lanes.One + Others) * shrink, Others);
        Lost = Lanes.Select(isNew, Lost * shrink, Lost);
        Argmax = Lanes.Select(isNew, argmax, Argmax);
        Max = Lanes.Larger(max, Max);
    }
}
