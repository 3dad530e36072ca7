using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LossGen.Kernels;
using LossGen.Storage;

namespace LossGen.Training;

// Steps over the features of a batch, a vector of numbers at a time.
internal sealed partial class SparseStepState<TRule, TPenalty>
{
    /// <summary>Features of up to four units: as many as fill a vector take a step together.</summary>
    private double StepPacked<TPack>(Span<float> parameters, TouchedFeatures touched, in StepSettings settings)
        where TPack : struct, IPack
    {
        ref float w = ref MemoryMarshal.GetReference(parameters);
        ref float g = ref touched.Rows;
        ref int list = ref touched.Features;
        ref float firsts = ref Start(_first);
        ref float seconds = ref Start(_second);
        var scale = Vector256.Create(settings.Scale);
        Vector256<float> l1 = Vector256.Create(settings.L1), l2 = Vector256.Create(settings.L2), kept = Vector256.Create(Kept);
        TRule rule = _rule;
        Vector256<double> low = default, high = default;
        int units = _units, count = touched.Count, stride = touched.Stride, features = Lanes.Width / stride, s = 0;
        bool decays = _weightDecay > 0, isLarge = _table > SparseBlock.CachedNumbers;
        for (; s <= count - features; s += features)
        {
            ref int f = ref Lanes.At(ref list, s);
            if (isLarge)
            {
                ref int ahead = ref Lanes.At(ref list, Math.Min(s + FetchedFeatures, count - features));
                if (TRule.Moments > 0) TPack.Fetch(ref firsts, ref ahead, units);
                if (TRule.Moments > 1) TPack.Fetch(ref seconds, ref ahead, units);
            }

            Vector256<float> weights = TPack.Load(ref w, ref f, units);
            if (decays) weights *= kept;
            Vector256<float> gradients = Lanes.MultiplyAdd(l2, weights, Lanes.Load(ref g, s * stride) * scale);
            Lanes.AddSquares(gradients, ref low, ref high);
            Vector256<float> first = TRule.Moments > 0 ? TPack.Load(ref firsts, ref f, units) : default;
            Vector256<float> second = TRule.Moments > 1 ? TPack.Load(ref seconds, ref f, units) : default;
            PenaltySlack slack = default;
            if (TPenalty.IsThere) slack = new() { Above = TPack.Load(ref Start(_above), ref f, units), Below = TPack.Load(ref Start(_below), ref f, units) };
            TPack.Store(rule.Next<TPenalty>(weights, gradients, l1, ref first, ref second, ref slack), ref w, ref f, units);
            if (TRule.Moments > 0) TPack.Store(first, ref firsts, ref f, units);
            if (TRule.Moments > 1) TPack.Store(second, ref seconds, ref f, units);
            if (!TPenalty.IsThere) continue;
            TPack.Store(slack.Above, ref Start(_above), ref f, units);
            TPack.Store(slack.Below, ref Start(_below), ref f, units);
        }

        double squaredNorm = Lanes.Sum(low, high);
        for (; s < count; s++) squaredNorm += StepFeature(parameters, Lanes.At(ref list, s), 0, touched.Row(s), settings);
        return squaredNorm;
    }

    /// <summary>Features of more units: whole vectors where they lie, then those that the units do not fill.</summary>
    /// <remarks>There is no call in the loop: everything that is used from turn to turn would be in memory around it. The weights are near since the forward pass.</remarks>
    private double StepVectors(Span<float> parameters, TouchedFeatures touched, in StepSettings settings)
    {
        ref float table = ref MemoryMarshal.GetReference(parameters);
        ref float rows = ref touched.Rows;
        ref float firsts = ref Start(_first);
        ref float seconds = ref Start(_second);
        var constants = new StepConstants(settings, _weightDecay > 0 ? Kept : 1);
        TRule rule = _rule;
        Vector256<double> low = default, high = default;
        int units = _units, stride = touched.Stride, whole = units / Lanes.Width * Lanes.Width, end = parameters.Length - stride, late = 0;
        Vector256<float> mask = Lanes.FirstLanes(units - whole);
        ref int list = ref touched.Features;
        int count = touched.Count;
        for (int s = 0; s < count; s++)
        {
            int ahead = Lanes.At(ref list, Math.Min(s + FetchedFeatures, count - 1)) * units;
            if (TRule.Moments > 0) Lanes.Fetch(ref Lanes.At(ref firsts, ahead), units);
            if (TRule.Moments > 1) Lanes.Fetch(ref Lanes.At(ref seconds, ahead), units);
            int at = Lanes.At(ref list, s) * units;
            if (at > end)
            {
                late++;
                continue;
            }

            ref float g = ref Lanes.At(ref rows, s * stride);
            int u = 0;
            for (; u < whole; u += Lanes.Width) StepVector<Whole>(rule, constants, mask, ref table, ref firsts, ref seconds, at + u, Lanes.Load(ref g, u), ref low, ref high);
            if (u < units) StepVector<Part>(rule, constants, mask, ref table, ref firsts, ref seconds, at + u, Lanes.Load(ref g, u), ref low, ref high);
        }

        double squaredNorm = Lanes.Sum(low, high);
        return late == 0 ? squaredNorm : squaredNorm + StepLate(parameters, touched, end, settings);
    }

    /// <summary>The step of eight weights, or of those among them that the mask keeps.</summary>
    /// <remarks>What is behind the units is the next feature's, or behind the table; it is written as it was.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void StepVector<TReach>(
        in TRule rule, in StepConstants constants, Vector256<float> mask, ref float table, ref float firsts, ref float seconds, int place, Vector256<float> sums,
        ref Vector256<double> low, ref Vector256<double> high)
        where TReach : struct, IReach
    {
        Vector256<float> before = Lanes.Load(ref table, place), weights = before * constants.Kept;
        Vector256<float> gradients = Lanes.MultiplyAdd(constants.L2, weights, sums * constants.Scale);
        if (TReach.IsPart) gradients = Lanes.Keep(mask, gradients);
        Lanes.AddSquares(gradients, ref low, ref high);
        Vector256<float> first = TRule.Moments > 0 ? Lanes.Load(ref firsts, place) : default, firstBefore = first;
        Vector256<float> second = TRule.Moments > 1 ? Lanes.Load(ref seconds, place) : default, secondBefore = second;
        PenaltySlack slack = default;
        if (TPenalty.IsThere) slack = new() { Above = Lanes.Load(ref Start(_above), place), Below = Lanes.Load(ref Start(_below), place) };
        PenaltySlack slackBefore = slack;
        Vector256<float> next = rule.Next<TPenalty>(weights, gradients, constants.L1, ref first, ref second, ref slack);
        Lanes.Store(TReach.IsPart ? Lanes.Select(mask, next, before) : next, ref table, place);
        if (TRule.Moments > 0) Lanes.Store(TReach.IsPart ? Lanes.Select(mask, first, firstBefore) : first, ref firsts, place);
        if (TRule.Moments > 1) Lanes.Store(TReach.IsPart ? Lanes.Select(mask, second, secondBefore) : second, ref seconds, place);
        if (!TPenalty.IsThere) return;
        Lanes.Store(TReach.IsPart ? Lanes.Select(mask, slack.Above, slackBefore.Above) : slack.Above, ref Start(_above), place);
        Lanes.Store(TReach.IsPart ? Lanes.Select(mask, slack.Below, slackBefore.Below) : slack.Below, ref Start(_below), place);
    }

    /// <summary>What all weights of a step have in common.</summary>
    private readonly struct StepConstants(in StepSettings settings, float kept)
    {
        public readonly Vector256<float> Scale = Vector256.Create(settings.Scale);
        public readonly Vector256<float> L1 = Vector256.Create(settings.L1);
        public readonly Vector256<float> L2 = Vector256.Create(settings.L2);

        /// <summary>What decoupled weight decay leaves of a weight.</summary>
        public readonly Vector256<float> Kept = Vector256.Create(kept);
    }

    /// <summary>Whether a vector belongs to a feature as a whole.</summary>
    private interface IReach
    {
        static abstract bool IsPart { get; }
    }

    private readonly struct Whole : IReach
    {
        public static bool IsPart => false;
    }

    private readonly struct Part : IReach
    {
        public static bool IsPart => true;
    }

    /// <summary>The last features of a table with so little behind it that their vectors would reach beyond the parameters.</summary>
    private double StepLate(Span<float> parameters, TouchedFeatures touched, int end, in StepSettings settings)
    {
        double squaredNorm = 0;
        for (int s = 0; s < touched.Count; s++)
        {
            int feature = touched.List[s];
            for (int u = 0; u < _units && feature * _units > end; u += Lanes.Width) squaredNorm += StepFeature(parameters, feature, u, touched.Row(s), settings);
        }

        return squaredNorm;
    }

    /// <summary>How the numbers of several features make a vector.</summary>
    private interface IPack
    {
        static abstract void Fetch(ref float table, ref int features, int units);

        static abstract Vector256<float> Load(ref float table, ref int features, int units);

        static abstract void Store(Vector256<float> value, ref float table, ref int features, int units);
    }

    private readonly struct OneUnit : IPack
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Fetch(ref float table, ref int features, int units)
        {
            for (int i = 0; i < Lanes.Width; i++) Lanes.Fetch(ref Lanes.At(ref table, Lanes.At(ref features, i)));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Load(ref float table, ref int features, int units) => Vector256.Create(
            Lanes.At(ref table, features),
            Lanes.At(ref table, Lanes.At(ref features, 1)),
            Lanes.At(ref table, Lanes.At(ref features, 2)),
            Lanes.At(ref table, Lanes.At(ref features, 3)),
            Lanes.At(ref table, Lanes.At(ref features, 4)),
            Lanes.At(ref table, Lanes.At(ref features, 5)),
            Lanes.At(ref table, Lanes.At(ref features, 6)),
            Lanes.At(ref table, Lanes.At(ref features, 7)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(Vector256<float> value, ref float table, ref int features, int units)
        {
            Lanes.At(ref table, features) = value.ToScalar();
            Lanes.At(ref table, Lanes.At(ref features, 1)) = value.GetElement(1);
            Lanes.At(ref table, Lanes.At(ref features, 2)) = value.GetElement(2);
            Lanes.At(ref table, Lanes.At(ref features, 3)) = value.GetElement(3);
            Lanes.At(ref table, Lanes.At(ref features, 4)) = value.GetElement(4);
            Lanes.At(ref table, Lanes.At(ref features, 5)) = value.GetElement(5);
            Lanes.At(ref table, Lanes.At(ref features, 6)) = value.GetElement(6);
            Lanes.At(ref table, Lanes.At(ref features, 7)) = value.GetElement(7);
        }
    }

    private readonly struct TwoUnits : IPack
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Fetch(ref float table, ref int features, int units)
        {
            for (int i = 0; i < Lanes.Width / 2; i++) Lanes.Fetch(ref Lanes.At(ref table, 2 * Lanes.At(ref features, i)));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Load(ref float table, ref int features, int units) => Vector256.Create(
            Two(ref table, features), Two(ref table, Lanes.At(ref features, 1)), Two(ref table, Lanes.At(ref features, 2)), Two(ref table, Lanes.At(ref features, 3))).AsSingle();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(Vector256<float> value, ref float table, ref int features, int units)
        {
            for (int i = 0; i < Lanes.Width / 2; i++)
                Unsafe.WriteUnaligned(ref Unsafe.As<float, byte>(ref Lanes.At(ref table, 2 * Lanes.At(ref features, i))), value.AsDouble().GetElement(i));
        }

        private static double Two(ref float table, int feature) => Unsafe.ReadUnaligned<double>(ref Unsafe.As<float, byte>(ref Lanes.At(ref table, 2 * feature)));
    }

    private readonly struct FourUnits : IPack
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Fetch(ref float table, ref int features, int units)
        {
            Lanes.Fetch(ref Lanes.At(ref table, units * features));
            Lanes.Fetch(ref Lanes.At(ref table, units * Lanes.At(ref features, 1)));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Load(ref float table, ref int features, int units)
        {
            // The fourth number of three units is the next feature's, or of the parameters behind the table; nothing comes of it.
            var first = Vector128.LoadUnsafe(ref Lanes.At(ref table, units * features));
            var second = Vector128.LoadUnsafe(ref Lanes.At(ref table, units * Lanes.At(ref features, 1)));
            var both = Vector256.Create(first, second);
            return units == 4 ? both : Lanes.Keep(Vector256.Create(-1, -1, -1, 0, -1, -1, -1, 0).AsSingle(), both);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(Vector256<float> value, ref float table, ref int features, int units)
        {
            Store(value.GetLower(), ref Lanes.At(ref table, units * features), units);
            Store(value.GetUpper(), ref Lanes.At(ref table, units * Lanes.At(ref features, 1)), units);
        }

        private static void Store(Vector128<float> value, ref float to, int units)
        {
            if (units == 4)
            {
                value.StoreUnsafe(ref to);
                return;
            }

            Lanes.StoreTwo(value, ref to);
            Lanes.At(ref to, 2) = value.GetElement(2);
        }
    }
}
