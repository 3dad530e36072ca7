using LossGen.Kernels;

namespace LossGen;

/// <summary>A model that other machines train: until this is disposed of, calls that would change it are refused, as they are during <c>Fit</c>.</summary>
/// <typeparam name="TModel">The model.</typeparam>
public sealed class RemoteFit<TModel> : IDisposable
    where TModel : class, IClassifier<TModel>
{
    private readonly TModel _model;
    private int _isDisposed;

    /// <summary>Claims a model.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="InvalidOperationException">Another call is training or otherwise changing the model, or it is shared.</exception>
    public RemoteFit(TModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model is IParameterOwner owner) owner.Parameters.Hold(ModelChange.RemoteFit);
        _model = model;
    }

    /// <summary>Gives the model what <see cref="ModelFile.ToBytes"/> has written of the trained one. If that fails the model is unchanged.</summary>
    /// <param name="trained">The bytes.</param>
    /// <exception cref="InvalidDataException">The bytes are damaged, or of another model; the message says what was expected.</exception>
    /// <exception cref="ObjectDisposedException">The model may be changed by others again.</exception>
    public void Finish(ReadOnlyMemory<byte> trained)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) == 1, this);
        ModelFile.LoadIntoClaimed(_model, trained);
    }

    /// <summary>Lets go of the model.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0 && _model is IParameterOwner owner) owner.Parameters.Release();
    }
}
