using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using LossGen.Kernels;

namespace LossGen.Passes;

// The same sixteen at a time, as many as there are; each returns how many.
internal static partial class AttackSteps
{
    private static int LimitsWide(ref float x, in AttackPlan plan, ref float low, ref float high, int length)
    {
        Vector512<float> reach = Vector512.Create(Ball.Reach(plan.Epsilon)), minimum = Vector512.Create(plan.Least), maximum = Vector512.Create(plan.Most);
        int i = 0;
        for (; i <= length - WideVector.Width; i += WideVector.Width)
        {
            Vector512<float> at = WideVector.Load(ref x, i);
            WideVector.Store(Avx512F.Max(Ball.Moved(at, -reach), minimum), ref low, i);
            WideVector.Store(Avx512F.Min(Ball.Moved(at, reach), maximum), ref high, i);
        }

        return i;
    }

    private static int StartWide(ulong state, ref float low, ref float high, ref float x, int length)
    {
        int i = 0;
        for (; i <= length - WideVector.Width; i += WideVector.Width)
        {
            Vector512<float> share = AttackPlan.RandomWide(state, i), least = WideVector.Load(ref low, i), most = WideVector.Load(ref high, i);
            WideVector.Store(Within((least * (Vector512<float>.One - share)) + (most * share), least, most), ref x, i);
        }

        return i;
    }

    private static int BySignWide(ref float x, ref float g, float step, ref float low, ref float high, int length)
    {
        Vector512<float> size = Vector512.Create(step);
        int i = 0;
        for (; i <= length - WideVector.Width; i += WideVector.Width)
        {
            Vector512<float> moved = WideVector.Load(ref x, i) + Signed(size, WideVector.Load(ref g, i));
            WideVector.Store(Within(moved, WideVector.Load(ref low, i), WideVector.Load(ref high, i)), ref x, i);
        }

        return i;
    }

    private static int ToBorderWide(ref float x, ref float g, in AttackPlan plan, int length)
    {
        Vector512<float> reach = Vector512.Create(Ball.Reach(plan.Epsilon)), minimum = Vector512.Create(plan.Least), maximum = Vector512.Create(plan.Most);
        int i = 0;
        for (; i <= length - WideVector.Width; i += WideVector.Width)
        {
            Vector512<float> moved = Ball.Moved(WideVector.Load(ref x, i), Signed(reach, WideVector.Load(ref g, i)));
            WideVector.Store(Within(moved, minimum, maximum), ref x, i);
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Signed(Vector512<float> size, Vector512<float> slope) =>
        (size | (slope & Vector512.Create(-0f))) & Vector512.GreaterThan(Vector512.Abs(slope), Vector512<float>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Within(Vector512<float> x, Vector512<float> low, Vector512<float> high) => Avx512F.Max(Avx512F.Min(x, high), low);
}
