using LossGen.Numerics;

namespace LossGen;

/// <summary>Permutation importance over sparse rows.</summary>
/// <remarks>
/// A permutation gives the rows that have a group of features, d of n, to d rows drawn at random without replacement, each of them to one, and all other rows to the
/// rest. Only rows that have the group before or after change, so only their loss is computed again: the work follows the features that rows have, not n times the
/// number of features.
/// </remarks>
/// <param name="rows">The rows.</param>
/// <param name="groupOf">The group of each feature of the rows; −1: none.</param>
/// <param name="names">The names of the groups.</param>
/// <param name="columns">Their columns.</param>
/// <param name="lossOf">The mean loss of some rows, given their numbers.</param>
internal sealed class SparseImportance(SparseRowList rows, int[] groupOf, string[] names, IReadOnlyList<int>[] columns, Func<SparseRowList, int[], double> lossOf)
{
    /// <summary>The row that each row gets the group of; −1: of one without.</summary>
    private readonly int[] _giver = Filled(rows.Count, -1);

    private readonly int[] _order = [.. Enumerable.Range(0, rows.Count)];

    /// <summary>The mean loss of the rows as they are.</summary>
    public double Loss { get; } = lossOf(rows, [.. Enumerable.Range(0, rows.Count)]);

    /// <summary>The rise of the loss for each group.</summary>
    public FeatureImportance[] Measure(int repeats, int seed)
    {
        List<int>[] holders = Holders();
        var random = new RandomSource(seed);
        var rises = new double[repeats];
        var features = new FeatureImportance[names.Length];
        for (int group = 0; group < names.Length; group++)
        {
            for (int repeat = 0; repeat < repeats; repeat++)
            {
                // A shuffle of its own for each: a feature's figure does not depend on which others are measured before it.
                random.Restart(seed, columns[group].Count > 0 ? columns[group][0] : group, repeat);
                rises[repeat] = holders[group].Count == 0 ? 0 : Rise(group, holders[group], random);
            }

            features[group] = new(names[group], columns[group], MeanAndDeviation.Of(rises));
        }

        return features;
    }

    /// <summary>The rows that have each group, ascending.</summary>
    private List<int>[] Holders()
    {
        var holders = new List<int>[names.Length];
        for (int group = 0; group < holders.Length; group++) holders[group] = [];
        SparseRows all = rows.Rows;
        for (int row = 0; row < all.Count; row++)
        {
            for (int at = all.Starts[row]; at < all.Starts[row + 1]; at++)
            {
                if (groupOf[at] >= 0 && (holders[groupOf[at]] is not [.., var last] || last != row)) holders[groupOf[at]].Add(row);
            }
        }

        return holders;
    }

    private double Rise(int group, List<int> holders, RandomSource random)
    {
        // The first steps of a Fisher-Yates shuffle, which are undone afterwards.
        var takers = new int[holders.Count];
        var swapped = new int[holders.Count];
        for (int i = 0; i < takers.Length; i++)
        {
            swapped[i] = i + random.Next(_order.Length - i);
            (_order[i], _order[swapped[i]]) = (_order[swapped[i]], _order[i]);
            takers[i] = _order[i];
            _giver[takers[i]] = holders[i];
        }

        for (int i = takers.Length - 1; i >= 0; i--) (_order[i], _order[swapped[i]]) = (_order[swapped[i]], _order[i]);
        int[] affected = [.. holders.Union(takers).Order()];
        double before = lossOf(SparseSets.Take(rows, affected), affected), after = lossOf(Exchanged(group, affected), affected);
        foreach (int row in takers) _giver[row] = -1;
        return (after - before) * affected.Length / rows.Count;
    }

    /// <summary>Rows with the group of the row that each gets it from.</summary>
    private SparseRowList Exchanged(int group, int[] affected)
    {
        var changed = new SparseRowList();
        foreach (int row in affected)
        {
            AddTo(changed, row, group, isGroup: false);
            if (_giver[row] >= 0) AddTo(changed, _giver[row], group, isGroup: true);
            changed.EndRow();
        }

        return changed;
    }

    private void AddTo(SparseRowList changed, int row, int group, bool isGroup)
    {
        SparseRows all = rows.Rows;
        for (int at = all.Starts[row]; at < all.Starts[row + 1]; at++)
        {
            if ((groupOf[at] == group) == isGroup) changed.AddToRow(all.Features[at], all.Values.IsEmpty ? 1 : all.Values[at]);
        }
    }

    private static int[] Filled(int length, int value)
    {
        var numbers = new int[length];
        numbers.AsSpan().Fill(value);
        return numbers;
    }
}
