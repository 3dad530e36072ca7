using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LossGen.Kernels;

// Steps of softmax cross-entropy that concern single classes of a row.
public static partial class Lanes
{
    /// <summary>Of eight rows of a block, the number of one class each.</summary>
    /// <param name="block">The first row's number of class 0.</param>
    /// <param name="classes">The class of each row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Pick(ref float block, Vector256<int> classes) => Vector256.Create(
        InBlock(ref block, classes, 0), InBlock(ref block, classes, 1), InBlock(ref block, classes, 2), InBlock(ref block, classes, 3),
        InBlock(ref block, classes, 4), InBlock(ref block, classes, 5), InBlock(ref block, classes, 6), InBlock(ref block, classes, 7));

    /// <summary>Writes the same number for one class each of eight rows of a block.</summary>
    public static void Put(float value, ref float block, Vector256<int> classes)
    {
        for (int row = 0; row < Width; row++) InBlock(ref block, classes, row) = value;
    }

    /// <summary>
    /// Puts right what differs for two classes of each row once all exponentials, 0 for that of the maximum, are multiplied with the inverse
    /// of their sum: the maximum has p = 1 / (1 + others), and the true class has the residual p − 1, which where it is the maximum is minus
    /// the sum of the others.
    /// </summary>
    /// <param name="block">The first row's number of class 0.</param>
    /// <param name="label">The true class of each of eight rows.</param>
    /// <param name="argmax">The class with the largest logit of each.</param>
    /// <param name="others">The sum of the exponentials of the other classes.</param>
    /// <param name="inverse">1 / (1 + others).</param>
    public static void PutResiduals(
        ref float block, Vector256<int> label, Vector256<int> argmax, Vector256<float> others, Vector256<float> inverse)
    {
        Vector256<float> certain = -others * inverse;
        for (int row = 0; row < Width; row++)
        {
            InBlock(ref block, argmax, row) = inverse[row];
            ref float residual = ref InBlock(ref block, label, row);
            residual = label[row] == argmax[row] ? certain[row] : residual - 1;
        }
    }

    /// <summary>Residuals p − t and cross-entropy of one row with its classes in the lanes, −Infinity where there is none.</summary>
    /// <param name="z">The logits.</param>
    /// <param name="max">The largest of them.</param>
    /// <param name="argmax">Its class.</param>
    /// <param name="label">The true class.</param>
    /// <param name="loss">log Σ exp z − z_y.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> RowResiduals(Vector256<float> z, float max, int argmax, int label, out float loss)
    {
        Vector256<int> classes = Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7);
        Vector256<float> isLargest = Equal(classes, argmax), isTrue = Equal(classes, label);
        Vector256<float> e = ExpOfDifference(z, Vector256.Create(max));
        float others = Sum(Drop(isLargest, e));
        float total = 1 + others;
        loss = (max - Sum(Keep(isTrue, z))) + Log1P(Vector256.CreateScalar(others)).ToScalar();

        // For the true class p − 1, as minus the sum of the others where it is the largest.
        Vector256<float> missing = Select(isLargest, Vector256.Create(-others), e - Vector256.Create(total));
        return Select(isTrue, missing, e) * (1 / total);
    }

    /// <summary>Cross-entropy of one row of a binary model; the logit becomes the residual σ(z) − t.</summary>
    public static float SigmoidLoss(ref float logit, int label)
    {
        // softplus(m) and ±σ(m) with m = −z where the label is 1 and m = z where it is 0
        Vector256<float> m = Vector256.CreateScalar(label == 1 ? -logit : logit);
        float sigmoid = Sigmoid(m).ToScalar();
        logit = label == 1 ? -sigmoid : sigmoid;
        return Softplus(m).ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref float InBlock(ref float block, Vector256<int> classes, int row) => ref At(ref block, (classes[row] * Block.Rows) + row);
}
