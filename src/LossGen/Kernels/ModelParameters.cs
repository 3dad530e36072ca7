using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace LossGen.Kernels;

/// <summary>The parameters of one model, and the call that is changing them, if any. The field of every generated model.</summary>
/// <remarks>
/// Calls that only read take the numbers as a span and never wait. Calls that change them claim them first: a second one is refused and
/// does not wait, because two that change a model at once are a mistake in the program, and from within a progress callback it would wait
/// for itself. A mutable struct: pass it by reference.
/// </remarks>
/// <param name="count">The number of parameters.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct ModelParameters(int count)
{
    // A shared or published model is immutable: no claim succeeds again.
    private const int Nobody = 0, Shared = -1, Published = -2;

    private readonly float[] _values = new float[count];
    private readonly ScalingSlot _scaling = new();
    private int _change;

    /// <summary>The numbers, for a run that outlives the call that a span would be bound to.</summary>
    internal readonly float[] Values => _values;

    /// <summary>The features' scaling, for a run as well.</summary>
    internal readonly ScalingSlot ScalingSlot => _scaling;

    /// <summary>The means and scales of the features that the model was last trained with; null if they were not standardised.</summary>
    public readonly FeatureScaling? Scaling => _scaling.Value;

    /// <summary>The bins that the classes of the model are; null where they are not known yet, or are no bins.</summary>
    public readonly Bins? Bins => _scaling.Bins;

    /// <summary>The numbers, to be read or written in place.</summary>
    public static implicit operator Span<float>(in ModelParameters parameters) => parameters._values;

    /// <summary>The numbers, to be read.</summary>
    public static implicit operator ReadOnlySpan<float>(in ModelParameters parameters) => parameters._values;

    /// <summary>The numbers of a model that may be the shared one, to be written in place.</summary>
    /// <exception cref="InvalidOperationException">The model is shared.</exception>
    public readonly Span<float> Writable
    {
        get
        {
            if (_change < Nobody) StaysAsItIs(_change);
            return _values;
        }
    }

    /// <summary>The same numbers, scaling and bins for another model, which nobody is changing.</summary>
    public readonly ModelParameters Copy()
    {
        var copy = new ModelParameters(_values.Length);
        _values.CopyTo(copy._values, 0);
        copy._scaling.Value = _scaling.Value;
        copy._scaling.Bins = _scaling.Bins;
        copy._scaling.Naming = _scaling.Naming;
        return copy;
    }

    /// <summary>Takes over the numbers, the scaling and the bins of another model of the same class.</summary>
    /// <param name="other">The parameters of the other.</param>
    /// <exception cref="InvalidOperationException">The model is shared, or another call is changing it.</exception>
    // By value: a class that derives from MarshalByRefObject may not hand out references to its fields.
    public void CopyFrom(ModelParameters other)
    {
        using Claim claim = ClaimFor(ModelChange.Copy);
        other._values.CopyTo(_values, 0);
        _scaling.Value = other._scaling.Value;
        _scaling.Bins = other._scaling.Bins;
    }

    /// <summary>Makes the model the shared one, which is immutable from now on.</summary>
    internal void Share() => Volatile.Write(ref _change, Shared);

    /// <summary>Makes the model one that many threads read, which is immutable from now on.</summary>
    internal void Publish() => Volatile.Write(ref _change, Published);

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StaysAsItIs(int change) => throw new InvalidOperationException(change == Published
        ? "The model is the Current of a ModelHolder, which other threads read and nobody changes. To change it use Learn, Update or Publish of the holder; to train on from it, use a Clone of it."
        : "The model is Pretrained, which is shared and cannot be changed. To read its parameters use PretrainedParameters; "
            + "to train on from them, use a Clone of it, or copy PretrainedParameters to the Parameters of a new model.");

    /// <summary>Claims the parameters for a call that changes them, until what is returned is disposed of.</summary>
    /// <exception cref="InvalidOperationException">Another call is changing them.</exception>
    [UnscopedRef]
    internal Claim ClaimFor(ModelChange change) => new(ref _change, change);

    /// <summary>Claims them for a call that ends on another thread, until <see cref="Release"/>.</summary>
    /// <exception cref="InvalidOperationException">Another call is changing them.</exception>
    internal void Hold(ModelChange change) => _ = ClaimFor(change);

    /// <summary>Ends <see cref="Hold"/>.</summary>
    internal void Release() => Volatile.Write(ref _change, Nobody);

    /// <summary>A call's claim to the parameters.</summary>
    internal readonly ref struct Claim
    {
        private readonly ref int _change;

        public Claim(ref int change, ModelChange own)
        {
            int other = Interlocked.CompareExchange(ref change, (int)own, Nobody);
            if (other < Nobody) StaysAsItIs(other);
            if (other != Nobody) Refuse(own, (ModelChange)other);
            _change = ref change;
        }

        /// <summary>Releases the parameters. A default claim holds nothing.</summary>
        public void Dispose()
        {
            if (!Unsafe.IsNullRef(ref _change)) Volatile.Write(ref _change, Nobody);
        }

        [DoesNotReturn]
        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Refuse(ModelChange own, ModelChange other) => throw new InvalidOperationException(
            $"{NameOf(own)} cannot change the model while {NameOf(other)} is changing it; expected one call at a time, and none from a progress callback. "
            + "A ModelHolder takes updates from any thread.");

        private static string NameOf(ModelChange change) => change switch
        {
            ModelChange.Fit => "Fit",
            ModelChange.RemoteFit => "FitAsync on other machines",
            ModelChange.Update => "Update",
            ModelChange.Load => "LoadInto",
            ModelChange.Initialize => "Initialize",
            ModelChange.Copy => "CopyFrom",
            ModelChange.Bins => "Bins",
            _ => "TemperatureScaling.Apply",
        };
    }
}

/// <summary>What changes the parameters of a model. 0 is nothing.</summary>
internal enum ModelChange
{
    /// <summary>Training.</summary>
    Fit = 1,

    /// <summary>One online step.</summary>
    Update,

    /// <summary>A file that is loaded into the model.</summary>
    Load,

    /// <summary>Initial values.</summary>
    Initialize,

    /// <summary>A temperature that is folded into the parameters.</summary>
    Temperature,

    /// <summary>Another model that is copied.</summary>
    Copy,

    /// <summary>Bins that are set.</summary>
    Bins,

    /// <summary>Training on other machines.</summary>
    RemoteFit,
}

/// <summary>Where a model has what its parameters mean nothing without: a run that publishes parameters publishes this with them.</summary>
internal sealed class ScalingSlot
{
    private (FeatureScaling? Scaling, Bins? Bins) _before;

    /// <summary>The scaling; null if the features of the last run were not standardised.</summary>
    public FeatureScaling? Value { get; set; }

    /// <summary>The bins of a model that predicts numbers; null where they are not known.</summary>
    public Bins? Bins { get; set; }

    /// <summary>What the model and its features and classes are called, for messages; null where nobody has said.</summary>
    public ModelNaming? Naming { get; set; }

    /// <summary>The bins of the run that is going on, which the model gets with the parameters of the first epoch; null where it keeps its own.</summary>
    public Bins? BinsOfRun { get; set; }

    /// <summary>Takes over what belongs to the parameters of a run.</summary>
    /// <param name="scaling">The scaling of its features; null: none.</param>
    public void Publish(FeatureScaling? scaling)
    {
        _before = (Value, Bins);
        Value = scaling;
        Bins = BinsOfRun ?? Bins;
    }

    /// <summary>Undoes the last <see cref="Publish"/>.</summary>
    public void TakeBack() => (Value, Bins) = _before;
}

/// <summary>The parameters of a model in the hands of somebody who has no field of it: only the library can do anything with it.</summary>
/// <param name="parameters">The field of the model.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly ref struct ParameterHandle(ref ModelParameters parameters)
{
    private readonly ref ModelParameters _parameters = ref parameters;

    /// <inheritdoc cref="ModelParameters.ClaimFor"/>
    internal ModelParameters.Claim ClaimFor(ModelChange change) => _parameters.ClaimFor(change);

    /// <inheritdoc cref="ModelParameters.Hold"/>
    internal void Hold(ModelChange change) => _parameters.Hold(change);

    /// <inheritdoc cref="ModelParameters.Release"/>
    internal void Release() => _parameters.Release();

    /// <inheritdoc cref="ModelParameters.Share"/>
    internal void Share() => _parameters.Share();

    /// <inheritdoc cref="ModelParameters.Publish"/>
    internal void Publish() => _parameters.Publish();

    /// <inheritdoc cref="ModelParameters.Values"/>
    internal float[] Values => _parameters.Values;

    /// <inheritdoc cref="ModelParameters.ScalingSlot"/>
    internal ScalingSlot ScalingSlot => _parameters.ScalingSlot;
}

/// <summary>What every generated model implements, so that the library can claim its parameters outside of training.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IParameterOwner
{
    /// <summary>The parameters, for the library alone.</summary>
    ParameterHandle Parameters { get; }

    /// <summary>Claims the parameters of a model; a model that is not generated has nothing to claim.</summary>
    /// <exception cref="InvalidOperationException">Another call is changing them.</exception>
    internal static ModelParameters.Claim Claim(object model, ModelChange change) =>
        model is IParameterOwner owner ? owner.Parameters.ClaimFor(change) : default;

    /// <summary>Makes a model immutable, which many threads will read; of a model that is not generated nobody can be kept from changing it.</summary>
    internal static void Publish(object model)
    {
        if (model is IParameterOwner owner) owner.Parameters.Publish();
    }

    /// <summary>Gives a claimed model a scaling, or takes it away; a model that is not generated keeps none.</summary>
    internal static void SetScaling(object model, FeatureScaling? scaling)
    {
        if (model is IParameterOwner owner) owner.Parameters.ScalingSlot.Value = scaling;
    }

    /// <summary>Says what a model and its features and classes are called; a model that is not generated has no messages that name them.</summary>
    internal static void SetNaming(object model, ModelNaming naming)
    {
        if (model is IParameterOwner owner) owner.Parameters.ScalingSlot.Naming = naming;
    }

    /// <summary>Gives a claimed model bins; a model that is not generated keeps none.</summary>
    internal static void SetBins(object model, Bins? bins)
    {
        if (model is IParameterOwner owner) owner.Parameters.ScalingSlot.Bins = bins;
    }
}
