using System.Runtime.InteropServices;
using LossGen.Storage;
using LossGen.Training;
using LossGen.Validation;

namespace LossGen.Serving;

/// <summary>The parameters that are trained for a model: those for standardised features, if it has a scaling, else its own.</summary>
/// <remarks>
/// They are those of another model of the same class, whose losses and gradients are then those of the objective that is minimised. The model itself
/// changes only when a step is known to be finite.
/// </remarks>
internal sealed class TrainedCopy<TModel>
    where TModel : class, ICrossEntropyModel<TModel>
{
    private readonly TModel _model;

    // What the model was given last; where it has something else, it was changed by other code.
    private readonly float[] _given;
    private FeatureScaling? _scaling;
    private Standardization? _standardization;

    /// <summary>Copies a model.</summary>
    public TrainedCopy(TModel model)
    {
        _model = model;
        Model = model.Clone();
        _given = new float[TModel.ParameterCount];
        Read();
    }

    /// <summary>A model with the trained parameters.</summary>
    public TModel Model { get; }

    /// <summary>Takes over what the model has, if that was changed since it was given something; returns whether it was.</summary>
    public bool TakeOver()
    {
        // By their bits: a NaN differs from itself, and would be taken over in every step.
        bool isSame = ReferenceEquals(_scaling, _model.Scaling) && SameBits(_given, _model.ReadOnlyParameters);
        if (!isSame) Read();
        return !isSame;
    }

    /// <summary>Writes rows as the trained parameters take them; false where they are taken as they are.</summary>
    public bool Standardize(ReadOnlySpan<float> rows, Span<float> destination)
    {
        if (_standardization is null) return false;
        _standardization.Apply(rows, destination);
        return true;
    }

    /// <summary>Whether rows are standardised.</summary>
    public bool IsStandardized => _standardization is not null;

    /// <summary>Gives the model the trained parameters, unless one would not be finite: then both are as they were before, and it returns false.</summary>
    public bool TryGive()
    {
        Span<float> trained = Model.Parameters;
        bool isFinite = Check.IndexOfNonFinite(trained) < 0;
        if (isFinite)
        {
            if (_standardization is null) trained.CopyTo(_given);
            else _standardization.Fold(TModel.Layout, trained, _given);
            isFinite = _standardization is null || Check.IndexOfNonFinite(_given) < 0;
        }

        if (!isFinite)
        {
            Read();
            return false;
        }

        _given.CopyTo(_model.Parameters);
        return true;
    }

    /// <summary>Visits the trained parameters, which folded ones cannot give back to the last digit, and what the model had then.</summary>
    public void Visit(StateVisitor visitor)
    {
        visitor.Floats("learner.trained", Model.Parameters);
        visitor.Floats("learner.given", _given);
    }

    /// <summary>Takes over what the model has.</summary>
    public void Read()
    {
        ReadOnlySpan<float> parameters = _model.ReadOnlyParameters;
        if (!ReferenceEquals(_scaling, _model.Scaling))
        {
            _scaling = _model.Scaling;
            _standardization = _scaling is null ? null : Standardization.Of(_scaling);
        }

        parameters.CopyTo(_given);
        if (_standardization is null) parameters.CopyTo(Model.Parameters);
        else _standardization.Standardize(TModel.Layout, parameters, Model.Parameters);
    }

    private static bool SameBits(ReadOnlySpan<float> a, ReadOnlySpan<float> b) =>
        MemoryMarshal.AsBytes(a).SequenceEqual(MemoryMarshal.AsBytes(b));
}
