using System.Diagnostics;
using System.Runtime.Intrinsics;
using LossGen.Kernels;
using LossGen.Losses;

namespace LossGen.Passes;

/// <summary>
/// The worst loss of a network over all changes of a row within bounds, by interval arithmetic, and its gradient: a bound that no change exceeds but for rounding.
/// </summary>
/// <remarks>
/// Gowal et al., "On the effectiveness of interval bound propagation for training verifiably robust models", 2018: through the hidden layers centres and radii;
/// the last layer by differences, z_j − z_y ≤ (w_j − w_y) c + b_j − b_y + |w_j − w_y| r, which is tighter than the difference of two bounds (their section 3, elision
/// of the last layer). Logits of these worst differences go through the head as any others.
/// </remarks>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal static class IntervalPass<TPass>
    where TPass : struct, IPass
{
    private static LayerShape[] Layers => TPass.Layout.LayerArray;

    private static LayerShape Last => Layers[^1];

    /// <summary>Prepares for any number of parts with the same parameters.</summary>
    public static void Prepare(ReadOnlySpan<float> parameters, in IntervalReach reach, in IntervalMemory memory)
    {
        if (reach.Norm != Norm.L2) return;
        LayerShape first = Layers[0];
        for (int unit = 0; unit < first.Units; unit++)
        {
            ReadOnlySpan<float> w = parameters.Slice(first.Weights + (unit * first.Inputs), first.Inputs);
            double squares = 0;
            for (int i = 0; i < w.Length; i++)
            {
                double reached = (double)w[i] * reach.Scaled[i];
                squares += reached * reached;
            }

            memory.FirstNorms[unit] = (float)Math.Sqrt(squares);
        }
    }

    /// <summary>The worst losses of a part, and the sum over its rows of the gradient, which is written.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="part">The rows, as the model sees them, with their labels.</param>
    /// <param name="reach">How far the rows can be changed.</param>
    /// <param name="settings">The options of the loss.</param>
    /// <param name="workspace">Scratch memory of the model's pass, of which logits and targets are used.</param>
    /// <param name="memory">Memory of the bounds.</param>
    /// <param name="gradient">Receives the gradient.</param>
    public static LossSums Gradient(
        ReadOnlySpan<float> parameters,
        in Batch part,
        in IntervalReach reach,
        in LossSettings settings,
        in Workspace workspace,
        in IntervalMemory memory,
        Span<float> gradient) => TPass.Activation switch
        {
            Activation.Relu => Gradient<ReluActivation>(parameters, part, reach, settings, workspace, memory, gradient),
            Activation.LeakyRelu => Gradient<LeakyReluActivation>(parameters, part, reach, settings, workspace, memory, gradient),
            Activation.Tanh => Gradient<TanhActivation>(parameters, part, reach, settings, workspace, memory, gradient),
            Activation.Sigmoid => Gradient<SigmoidActivation>(parameters, part, reach, settings, workspace, memory, gradient),
            Activation.Gelu => Gradient<GeluActivation>(parameters, part, reach, settings, workspace, memory, gradient),
            Activation.Silu => Gradient<SiluActivation>(parameters, part, reach, settings, workspace, memory, gradient),
            _ => throw new UnreachableException(),
        };

    private static LossSums Gradient<TActivation>(
        ReadOnlySpan<float> parameters,
        in Batch part,
        in IntervalReach reach,
        in LossSettings settings,
        in Workspace workspace,
        in IntervalMemory memory,
        Span<float> gradient)
        where TActivation : struct, IActivationKernels
    {
        gradient.Clear();
        LossSums sums = default;
        Span<int> labels = stackalloc int[Block.Rows];
        for (int first = 0; first < part.Count; first += Block.Rows)
        {
            int count = Math.Min(Block.Rows, part.Count - first);
            Batch block = part.Slice(first, count);
            block.Truth.BlockLabels(block.Range, 0, count, TPass.ClassCount, labels);
            reach.Write(block, memory.Centres(0), memory.Radii(0));
            Forward<TActivation>(parameters, reach, memory);
            WorstLogits(parameters, labels, count, workspace.Logits, memory);
            sums.Add(TPass.Residuals(block, settings, 0, count, workspace));
            Backward<TActivation>(parameters, labels, count, reach, workspace.Logits, memory, gradient);
        }

        return sums;
    }

    private static void Forward<TActivation>(ReadOnlySpan<float> parameters, in IntervalReach reach, in IntervalMemory memory)
        where TActivation : struct, IActivationKernels
    {
        for (int l = 0; l < Layers.Length; l++)
        {
            LayerShape layer = Layers[l];
            IntervalProduct.Forward(
                WeightsOf(parameters, layer), parameters.Slice(layer.Biases, layer.Units), memory.Centres(l), memory.Radii(l), memory.Z(l), memory.Reach(l));
            if (l == 0 && reach.Norm == Norm.L2)
            {
                for (int unit = 0; unit < layer.Units; unit++) memory.Reach(0).Slice(unit * Block.Rows, Block.Rows).Fill(memory.FirstNorms[unit]);
            }

            if (l < Layers.Length - 1) IntervalActivation<TActivation>.Forward(memory.Z(l), memory.Reach(l), memory.Centres(l + 1), memory.Radii(l + 1));
        }
    }

    /// <summary>The worst logits of a block: those of the centres, each class moved up by what it can gain on the true one.</summary>
    private static void WorstLogits(ReadOnlySpan<float> parameters, ReadOnlySpan<int> labels, int count, Span<float> logits, in IntervalMemory memory)
    {
        LayerShape last = Last;
        int l = Layers.Length - 1;
        memory.Z(l).CopyTo(logits);
        if (last.Units == 1)
        {
            for (int r = 0; r < count; r++) logits[r] += labels[r] == 1 ? -memory.Reach(l)[r] : memory.Reach(l)[r];
            return;
        }

        Block.ToRows(memory.Radii(l), last.Inputs, count, memory.LastRadii);
        for (int r = 0; r < count; r++)
        {
            ReadOnlySpan<float> radii = memory.LastRadii.Slice(r * last.Inputs, last.Inputs);
            for (int j = 0; j < last.Units; j++)
            {
                if (j != labels[r]) logits[(j * Block.Rows) + r] += DifferenceReach(RowOf(parameters, j), RowOf(parameters, labels[r]), radii);
            }
        }
    }

    private static ReadOnlySpan<float> RowOf(ReadOnlySpan<float> parameters, int unit) => parameters.Slice(Last.Weights + (unit * Last.Inputs), Last.Inputs);

    /// <summary>Σ |a − b| r.</summary>
    private static float DifferenceReach(ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> radii)
    {
        ref float first = ref Lanes.Start(a), second = ref Lanes.Start(b), r = ref Lanes.Start(radii);
        Vector256<float> sum = Vector256<float>.Zero;
        int i = 0;
        for (; i <= radii.Length - Lanes.Width; i += Lanes.Width)
            sum = Lanes.MultiplyAdd(Vector256.Abs(Lanes.Load(ref first, i) - Lanes.Load(ref second, i)), Lanes.Load(ref r, i), sum);
        float rest = 0;
        for (; i < radii.Length; i++) rest = Lanes.MultiplyAdd(Math.Abs(a[i] - b[i]), radii[i], rest);
        return Lanes.Sum(sum) + rest;
    }

    private static void Backward<TActivation>(
        ReadOnlySpan<float> parameters, ReadOnlySpan<int> labels, int count, in IntervalReach reach, ReadOnlySpan<float> residuals, in IntervalMemory memory, Span<float> gradient)
        where TActivation : struct, IActivationKernels
    {
        int l = Layers.Length - 1;
        LayerShape last = Last;
        Span<float> ofZ = memory.Derivatives(0)[..(last.Units * Block.Rows)], ofReach = memory.Derivatives(1)[..(last.Units * Block.Rows)];
        residuals[..ofZ.Length].CopyTo(ofZ);
        ofReach.Clear();
        if (last.Units == 1)
        {
            for (int r = 0; r < count; r++) ofReach[r] = labels[r] == 1 ? -residuals[r] : residuals[r];
        }

        Span<float> ofCentres = memory.Derivatives(4)[..(last.Inputs * Block.Rows)], ofRadii = memory.Derivatives(5)[..(last.Inputs * Block.Rows)];
        AddGradient(parameters, l, memory.Centres(l), last.Units == 1 ? memory.Radii(l) : default, ofZ, ofReach, gradient);
        IntervalProduct.InputDeltas(WeightsOf(parameters, last), last.Inputs, ofZ, ofReach, ofCentres, ofRadii);
        if (last.Units > 1) LastDifferences(parameters, labels, count, residuals, memory, gradient, ofRadii);

        while (--l >= 0)
        {
            LayerShape layer = Layers[l];
            IntervalActivation<TActivation>.Backward(memory.Z(l), memory.Reach(l), ofCentres, ofRadii);
            if (l == 0)
            {
                FirstLayer(parameters, reach, memory, ofCentres, ofRadii, gradient);
                return;
            }

            AddGradient(parameters, l, memory.Centres(l), memory.Radii(l), ofCentres, ofRadii, gradient);
            bool isOdd = (Layers.Length - l) % 2 == 0;
            Span<float> nextCentres = memory.Derivatives(isOdd ? 0 : 4)[..(layer.Inputs * Block.Rows)];
            Span<float> nextRadii = memory.Derivatives(isOdd ? 1 : 5)[..(layer.Inputs * Block.Rows)];
            IntervalProduct.InputDeltas(WeightsOf(parameters, layer), layer.Inputs, ofCentres, ofRadii, nextCentres, nextRadii);
            ofCentres = nextCentres;
            ofRadii = nextRadii;
        }
    }

    /// <summary>The share of the differences of the last layer's weights in the gradient and in the derivatives by its inputs' radii.</summary>
    private static void LastDifferences(
        ReadOnlySpan<float> parameters, ReadOnlySpan<int> labels, int count, ReadOnlySpan<float> residuals, in IntervalMemory memory, Span<float> gradient, Span<float> ofRadii)
    {
        LayerShape last = Last;
        memory.LastRadiiDeltas.Clear();
        for (int r = 0; r < count; r++)
        {
            ReadOnlySpan<float> radii = memory.LastRadii.Slice(r * last.Inputs, last.Inputs);
            Span<float> deltas = memory.LastRadiiDeltas.Slice(r * last.Inputs, last.Inputs);
            int y = labels[r];
            Span<float> ofTrue = gradient.Slice(last.Weights + (y * last.Inputs), last.Inputs);
            for (int j = 0; j < last.Units; j++)
            {
                float residual = residuals[(j * Block.Rows) + r];
                if (j == y || residual == 0) continue;
                Span<float> ofClass = gradient.Slice(last.Weights + (j * last.Inputs), last.Inputs);
                AddDifference(residual, RowOf(parameters, j), RowOf(parameters, y), radii, deltas, ofClass, ofTrue);
            }
        }

        for (int r = 0; r < count; r++)
        {
            for (int i = 0; i < last.Inputs; i++) ofRadii[(i * Block.Rows) + r] += memory.LastRadiiDeltas[(r * last.Inputs) + i];
        }
    }

    /// <summary>The derivatives of ρ Σ |a − b| r: ρ |a − b| by r, ρ sign(a − b) r by a, and minus that by b.</summary>
    private static void AddDifference(
        float residual, ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> radii, Span<float> ofRadii, Span<float> ofA, Span<float> ofB)
    {
        ref float first = ref Lanes.Start(a), second = ref Lanes.Start(b), r = ref Lanes.Start(radii);
        ref float toRadii = ref Lanes.Start(ofRadii), up = ref Lanes.Start(ofA), down = ref Lanes.Start(ofB);
        Vector256<float> rho = Vector256.Create(residual), sign = Vector256.Create(-0f);
        int i = 0;
        for (; i <= radii.Length - Lanes.Width; i += Lanes.Width)
        {
            Vector256<float> difference = Lanes.Load(ref first, i) - Lanes.Load(ref second, i);
            Lanes.AddProduct(rho, Vector256.Abs(difference), ref toRadii, i);
            Vector256<float> change = (rho * Lanes.Load(ref r, i)) ^ (difference & sign);
            change &= ~Vector256.Equals(difference, Vector256<float>.Zero);
            Lanes.Add(change, ref up, i);
            Lanes.Add(-change, ref down, i);
        }

        for (; i < radii.Length; i++)
        {
            float difference = a[i] - b[i], change = difference > 0 ? residual * radii[i] : difference < 0 ? -(residual * radii[i]) : 0;
            ofRadii[i] = Lanes.MultiplyAdd(residual, Math.Abs(difference), ofRadii[i]);
            ofA[i] += change;
            ofB[i] -= change;
        }
    }

    /// <summary>The gradient of the first layer, whose radii come from the reach and not from a layer before.</summary>
    private static void FirstLayer(
        ReadOnlySpan<float> parameters, in IntervalReach reach, in IntervalMemory memory, ReadOnlySpan<float> ofZ, ReadOnlySpan<float> ofReach, Span<float> gradient)
    {
        bool isL2 = reach.Norm == Norm.L2;
        AddGradient(parameters, 0, memory.Centres(0), isL2 ? default : memory.Radii(0), ofZ, ofReach, gradient);
        if (!isL2) return;

        // d/dw √Σ (w s)² = w s² / √…
        LayerShape first = Layers[0];
        for (int unit = 0; unit < first.Units; unit++)
        {
            float norm = memory.FirstNorms[unit];
            if (norm == 0) continue;
            Vector256<float> sum = Vector256<float>.Zero;
            ref float wide = ref Lanes.Start(ofReach.Slice(unit * Block.Rows, Block.Rows));
            for (int lane = 0; lane < Block.Rows; lane += Lanes.Width) sum += Lanes.Load(ref wide, lane);
            float factor = Lanes.Sum(sum) / norm;
            int at = first.Weights + (unit * first.Inputs);
            for (int i = 0; i < first.Inputs; i++) gradient[at + i] += factor * parameters[at + i] * reach.Scaled[i] * reach.Scaled[i];
        }
    }

    private static void AddGradient(
        ReadOnlySpan<float> parameters, int l, ReadOnlySpan<float> centres, ReadOnlySpan<float> radii, ReadOnlySpan<float> ofZ, ReadOnlySpan<float> ofReach, Span<float> gradient)
    {
        LayerShape layer = Layers[l];
        IntervalProduct.AddGradient(
            WeightsOf(parameters, layer), centres, radii, ofZ, ofReach, gradient.Slice(layer.Weights, layer.Inputs * layer.Units), gradient.Slice(layer.Biases, layer.Units));
    }

    private static ReadOnlySpan<float> WeightsOf(ReadOnlySpan<float> parameters, LayerShape layer) => parameters.Slice(layer.Weights, layer.Inputs * layer.Units);
}
