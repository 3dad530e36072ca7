using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Passes;
using LossGen.Validation;

namespace LossGen.Training;

// Between the parameters that are trained and those of the model, which differ where features are standardised.
internal ref partial struct Trainer<TPass>
{
    /// <summary>Learns from a standardised copy of the set.</summary>
    private void StandardizeSet()
    {
        var moments = new Standardization.Moments(TPass.FeatureCount);
        moments.Add(_original.Rows.Values);
        StartStandardized(moments.ToStandardization());

        var rows = new float[_original.Rows.Values.Length];
        _standardization!.Apply(_original.Rows.Values, rows);
        _set = _original.WithRows(rows);
    }

    private void StartStandardized(Standardization standardization)
    {
        _standardization = standardization;
        _published = _model.ToArray();
        standardization.Standardize(_model, _parameters);
        _parameters.CopyTo(_before);
        _parameters.CopyTo(_beforeLast);
    }

    /// <summary>Whether the trained parameters are still finite as those of the model. Divided by a small deviation they may not be.</summary>
    private readonly bool CanPublish()
    {
        if (_standardization is null) return true;
        _standardization.Fold(_parameters, _published);
        return Check.IndexOfNonFinite(_published) < 0;
    }

    /// <summary>Gives the model what has been learnt.</summary>
    private readonly void Publish()
    {
        if (_standardization is null)
        {
            _parameters.CopyTo(_model);
            return;
        }

        _standardization.Fold(_parameters, _published);
        _published.CopyTo(_model);
    }

    /// <summary>Takes the model's parameters for the trained ones, where somebody has changed them.</summary>
    private readonly void TakeOver()
    {
        if (_standardization is null) _model.CopyTo(_parameters);
        else if (!_model.SequenceEqual(_published)) _standardization.Standardize(_model, _parameters);
    }

    /// <summary>The mean loss of the model over the rows as they are.</summary>
    private double LossOfModel()
    {
        if (_standardization is null) return Loss();
        if (_source is not null) return LossOfSource(_model, standardized: false).Mean;
        return BatchPass<TPass>.Loss(_model, _original, _settings, _workspace).Mean;
    }
}
