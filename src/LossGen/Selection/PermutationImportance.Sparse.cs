using LossGen.TypedRows;
using LossGen.Validation;

namespace LossGen;

// Models with sparse rows.
public sealed partial class PermutationImportance
{
    /// <summary>Measures a binary or multiclass model with sparse rows.</summary>
    /// <param name="model">The model, which is not changed.</param>
    /// <param name="rows">n rows with finite values.</param>
    /// <param name="labels">The true class of each row.</param>
    /// <param name="repeats">How often each feature is shuffled, 1 or above.</param>
    /// <param name="seed">Decides the shuffles.</param>
    /// <param name="groups">Columns to shuffle together; null: each feature that occurs by itself.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or a group is null.</exception>
    /// <exception cref="ArgumentException">There are no rows, lengths do not fit, or a row is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A feature, a label, <paramref name="repeats"/> or a column of a group is out of range.</exception>
    public static PermutationImportance Of<TModel>(
        TModel model, SparseRows rows, ReadOnlySpan<int> labels, int repeats = 5, int seed = 0, IReadOnlyList<FeatureGroup>? groups = null)
        where TModel : class, ISparseLabelModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        int[] truth = labels.ToArray();
        return Measure<TModel>(rows, truth.Length, (some, indices) => model.Loss(some.Rows, Resampling.Take<int>(truth, indices)), groups, repeats, seed);
    }

    /// <summary>Measures a model with sparse rows against targets: soft ones, or any number of labels a row.</summary>
    /// <param name="model">The model, which is not changed.</param>
    /// <param name="rows">n rows with finite values.</param>
    /// <param name="targets">n x ClassCount, as <c>Loss</c> takes them.</param>
    /// <param name="repeats">How often each feature is shuffled, 1 or above.</param>
    /// <param name="seed">Decides the shuffles.</param>
    /// <param name="groups">Columns to shuffle together; null: each feature that occurs by itself.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or a group is null.</exception>
    /// <exception cref="ArgumentException">There are no rows, lengths do not fit, or a row is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A feature, a target, <paramref name="repeats"/> or a column of a group is out of range.</exception>
    public static PermutationImportance Of<TModel>(
        TModel model, SparseRows rows, ReadOnlySpan<float> targets, int repeats = 5, int seed = 0, IReadOnlyList<FeatureGroup>? groups = null)
        where TModel : class, ISparseModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        float[] truth = targets.ToArray();
        Check.Targets(truth, rows.Count, TModel.ClassCount, TModel.Task != ClassificationTask.MultiLabel);
        return Measure<TModel>(
            rows, truth.Length / TModel.ClassCount, (some, indices) => model.Loss(some.Rows, Resampling.Take<float>(truth, indices, TModel.ClassCount)), groups, repeats, seed);
    }

    /// <summary>Measures a binary or multiclass model on typed rows that become sparse, member by member.</summary>
    /// <param name="model">The model, which is not changed.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="repeats">How often each member is shuffled, 1 or above.</param>
    /// <param name="seed">Decides the shuffles.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or <paramref name="rows"/> is null.</exception>
    /// <exception cref="ArgumentException">There are no rows, or one is null or has a feature that is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A member has a value its type does not define, a label is no class, or <paramref name="repeats"/> is below 1.</exception>
    public static PermutationImportance Of<TModel, TRow, TLabel>(ISparseTypedModel<TModel, TRow, TLabel> model, IEnumerable<TRow> rows, int repeats = 5, int seed = 0)
        where TModel : class, ISparseTypedModel<TModel, TRow, TLabel>, ISparseLabelModel<TModel>
        where TLabel : struct
    {
        ArgumentNullException.ThrowIfNull(model);
        Require.AtLeast(repeats, 1, nameof(repeats));
        var members = new List<int>();
        (SparseRowList list, int[] labels) = SparseClassRows<TModel, TRow, TLabel>.Lists(RowLists.SpanOf(rows), RowErrors.Predicting, members);
        string[] names = [.. TModel.Columns.Members];
        var importance = new SparseImportance(
            list, [.. members], names, [.. names.Select((_, member) => ColumnsOf(list.Rows.Features, members, member))],
            (some, indices) => ((TModel)model).Loss(some.Rows, Resampling.Take<int>(labels, indices)));
        return new(importance.Loss, importance.Measure(repeats, seed), repeats);
    }

    private static PermutationImportance Measure<TModel>(
        in SparseRows rows, int count, Func<SparseRowList, int[], double> lossOf, IReadOnlyList<FeatureGroup>? groups, int repeats, int seed)
        where TModel : class, ISparseModel<TModel>
    {
        Require.AtLeast(repeats, 1, nameof(repeats));
        SparseRowList list = SparseSets.CopyOf(rows, count, TModel.FeatureCount);
        if (groups is not null) FeatureGroup.Require(groups, TModel.FeatureCount);
        groups ??= [.. list.Rows.Features.ToArray().Distinct().Order().Select(static feature => new FeatureGroup(TModel.FeatureName(feature), feature))];
        var groupOf = new Dictionary<int, int>();
        for (int group = 0; group < groups.Count; group++)
        {
            foreach (int column in groups[group].Columns)
            {
                if (!groupOf.TryAdd(column, group) && groupOf[column] != group)
                {
                    throw new ArgumentException(
                        Require.Invariant($"The groups '{groups[groupOf[column]].Name}' and '{groups[group].Name}' both have column {column}; expected each column in one."), nameof(groups));
                }
            }
        }

        int[] ofEntries = Array.ConvertAll(list.Rows.Features.ToArray(), feature => groupOf.GetValueOrDefault(feature, -1));
        var importance = new SparseImportance(list, ofEntries, [.. groups.Select(static group => group.Name)], [.. groups.Select(static group => group.Columns)], lossOf);
        return new(importance.Loss, importance.Measure(repeats, seed), repeats);
    }

    /// <summary>The columns in which a member occurs, ascending.</summary>
    private static int[] ColumnsOf(ReadOnlySpan<int> features, List<int> members, int member)
    {
        var columns = new SortedSet<int>();
        for (int i = 0; i < features.Length; i++)
        {
            if (members[i] == member) columns.Add(features[i]);
        }

        return [.. columns];
    }
}
