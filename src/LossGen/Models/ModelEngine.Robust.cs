using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Numerics;
using LossGen.Passes;
using LossGen.Validation;

namespace LossGen.Models;

// Attacks on a model, and what none of them can do.
public abstract partial class ModelEngine<TPass>
{
    /// <summary>Writes rows that are changed to raise the loss against their true classes.</summary>
    public static void Attack(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, Span<float> destination, Adversary adversary, int seed) =>
        Attack(parameters, Acceptance<TPass>.Of(rows, labels, null), destination, adversary, seed);

    /// <summary>Writes rows that are changed to raise the loss against their targets.</summary>
    public static void Attack(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, Span<float> destination, Adversary adversary, int seed) =>
        Attack(parameters, Acceptance<TPass>.Of(rows, targets, null), destination, adversary, seed);

    /// <summary>The size that a change of a row must reach to change its class.</summary>
    public static double CertifiedRadius(ReadOnlySpan<float> parameters, ReadOnlySpan<float> row, int label, Norm norm, float minimum, float maximum) =>
        Certificate.Radius(parameters, TPass.Layout, TPass.Activation, TPass.ClassCount, row, label, norm, minimum, maximum);

    private static void Attack(ReadOnlySpan<float> parameters, in Batch batch, Span<float> destination, Adversary adversary, int seed)
    {
        ArgumentNullException.ThrowIfNull(adversary);
        ReadOnlySpan<float> rows = batch.Rows.Values;
        Check.Length(destination.Length, batch.Count, TPass.FeatureCount, nameof(destination));
        if (adversary.Kind == AdversaryKind.Certified)
            throw new ArgumentException("Adversary.Certified is a way to train, and changes no rows; expected Fgsm or Pgd.", nameof(adversary));
        Check.OwnMemory(destination, nameof(destination), parameters, rows, batch.Truth.Targets);
        Check.Finite(rows, TPass.FeatureCount);
        adversary.CheckRange(rows, TPass.FeatureCount);

        int attack = AttackMemory.LengthFor(TPass.FeatureCount), length = TPass.Size.Length + attack;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        var workspace = new Workspace(scratch.Memory[attack..], TPass.Size);
        var memory = new AttackMemory(scratch.Memory[..attack], TPass.FeatureCount);
        TPass.Prepare(parameters, workspace);
        RowAttack<TPass>.Run(
            parameters, batch, rows, default, new LossSettings(null), new AttackPlan(adversary, RandomSource.Key(seed, 0, 0)), workspace, memory, destination);
    }
}
