using LossGen.Serving;

namespace LossGen;

/// <summary>Makes holders of models, and what they learn from: each update is one step of an <see cref="OnlineLearner{TModel}"/>.</summary>
public static class ModelHolder
{
    /// <summary>A holder of the model in a file; without a file, of a new model, which is saved there at once.</summary>
    /// <param name="path">The safetensors file, in a folder that exists.</param>
    /// <param name="create">Makes the model if there is no file: trains it, say.</param>
    /// <param name="options">How it learns, saves and reloads; the path takes the place of theirs.</param>
    /// <exception cref="InvalidDataException">The file is damaged or of another model. It stays as it is.</exception>
    /// <exception cref="IOException">The file cannot be read, or the first one not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read the file, or not write the first one.</exception>
    public static ModelHolder<TModel> Open<TModel>(string path, Func<TModel> create, ModelHolderOptions? options = null)
        where TModel : class, ICrossEntropyModel<TModel>, new()
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(create);
        options = (options ?? new()) with { Path = path };
        if (File.Exists(path) || Directory.Exists(path))
        {
            // By its name, for a message that has it; then once more as what this process knows of the file.
            TModel model = ModelFile.Load<TModel>(path);
            var file = new WatchedFile(Path.GetFullPath(path));
            file.ReadIfOther(stream => ModelFile.LoadInto(model, stream));
            return new ModelHolder<TModel>(model, options, file);
        }

        var holder = new ModelHolder<TModel>(create(), options);
        try
        {
            holder.Save();
            return holder;
        }
        catch
        {
            holder.Abandon();
            throw;
        }
    }

    /// <summary>One step on rows with a target for each class or label; returns the loss before it, infinite if no step was taken.</summary>
    /// <param name="holder">The holder.</param>
    /// <param name="rows">n x FeatureCount finite numbers.</param>
    /// <param name="targets">n x ClassCount numbers, 0 to 1.</param>
    /// <exception cref="ArgumentException">A length does not fit, there are no rows, targets of a row do not sum to 1, or a row holds NaN or an infinity.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A target is outside 0 to 1.</exception>
    /// <exception cref="InvalidOperationException">The call comes from within <see cref="ModelHolder{TModel}.Learn"/>.</exception>
    /// <exception cref="ObjectDisposedException">The holder has been disposed of.</exception>
    public static double Update<TModel>(this ModelHolder<TModel> holder, ReadOnlySpan<float> rows, ReadOnlySpan<float> targets)
        where TModel : class, ICrossEntropyModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(holder);
        lock (holder.Changing)
        {
            OnlineLearner<TModel> learner = holder.Enter();
            try
            {
                return holder.Learned(learner.Update(rows, targets));
            }
            finally
            {
                holder.CountRefused();
            }
        }
    }

    /// <summary>One step on rows with one true class each; returns the loss before it, infinite if no step was taken.</summary>
    /// <param name="holder">The holder.</param>
    /// <param name="rows">n x FeatureCount finite numbers.</param>
    /// <param name="labels">The true class of each row.</param>
    /// <exception cref="ArgumentException">A length does not fit, there are no rows, or a row holds NaN or an infinity.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class.</exception>
    /// <exception cref="InvalidOperationException">The call comes from within <see cref="ModelHolder{TModel}.Learn"/>.</exception>
    /// <exception cref="ObjectDisposedException">The holder has been disposed of.</exception>
    public static double Update<TModel>(this ModelHolder<TModel> holder, ReadOnlySpan<float> rows, ReadOnlySpan<int> labels)
        where TModel : class, ILabelModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(holder);
        lock (holder.Changing)
        {
            OnlineLearner<TModel> learner = holder.Enter();
            try
            {
                return holder.Learned(learner.Update(rows, labels));
            }
            finally
            {
                holder.CountRefused();
            }
        }
    }

    /// <summary>One step on a row of the user's type, which has its label; returns the loss before it, infinite if no step was taken.</summary>
    /// <param name="holder">The holder.</param>
    /// <param name="row">The row.</param>
    /// <exception cref="ArgumentException">The row is null, or a feature is NaN or infinite; the message names it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A member that is an enum has a value its type does not define, or the label is not a class; the message names it.</exception>
    /// <exception cref="InvalidOperationException">The call comes from within <see cref="ModelHolder{TModel}.Learn"/>.</exception>
    /// <exception cref="ObjectDisposedException">The holder has been disposed of.</exception>
    public static double Update<TModel, TRow>(this ModelHolder<TModel> holder, in TRow row)
        where TModel : class, IExampleModel<TModel, TRow>
    {
        ArgumentNullException.ThrowIfNull(holder);
        lock (holder.Changing)
        {
            OnlineLearner<TModel> learner = holder.Enter();
            try
            {
                return holder.Learned(learner.Update(in row));
            }
            finally
            {
                holder.CountRefused();
            }
        }
    }
}
