using System.ComponentModel;
using LossGen.Numerics;
using LossGen.Text;

namespace LossGen.TypedRows;

/// <summary>Takes the features of one row after another, as generated code writes them; what is 0 is left out.</summary>
/// <remarks>There is one for each thread, which keeps its memory from call to call.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class SparseRowWriter
{
    /// <summary>A list with more features is not kept: 8 MiB.</summary>
    private const int MostKept = 1 << 20;

    /// <summary>Numbers of a date: two points on a circle, seven days, a number of days.</summary>
    private const int MostDateColumns = 12;

    [ThreadStatic]
    private static SparseRowWriter? _idle;

    private readonly SparseRowList _own = new();

    private SparseRowWriter() => Rows = _own;

    /// <summary>The number of the member that is being written, among those that are features.</summary>
    public int Member { get; set; }

    /// <summary>The rows that have been written.</summary>
    internal SparseRowList Rows { get; private set; }

    /// <summary>Collects the member of each feature, if it is there.</summary>
    internal List<int>? Members { get; private set; }

    /// <summary>A writer for the calling thread alone, until it is returned.</summary>
    /// <param name="into">The list to write to; null: one of its own, which is empty.</param>
    /// <param name="members">Takes the number of the member of each feature; null: nobody asks.</param>
    internal static SparseRowWriter Rent(SparseRowList? into = null, List<int>? members = null)
    {
        // A getter of a row may ask a model in turn: it gets another writer.
        SparseRowWriter writer = _idle ?? new();
        _idle = null;
        writer._own.Clear();
        (writer.Rows, writer.Members) = (into ?? writer._own, members);
        return writer;
    }

    /// <summary>Makes the writer ready for the next call.</summary>
    internal void Return()
    {
        Rows.DropRow(); // after an exception
        (Rows, Members) = (_own, null);
        if (_own.FeatureCapacity <= MostKept) _idle = this;
    }

    /// <summary>A number.</summary>
    public void Number(int column, float value)
    {
        if (value != 0) Add(column, value); // NaN as well, which is refused later
    }

    /// <summary>1 if it is so.</summary>
    public void Flag(int column, bool value)
    {
        if (value) Add(column, 1);
    }

    /// <summary>A number, or what stands for a missing one and 1 in the next column.</summary>
    public void Optional(int column, float? value, float fill)
    {
        bool isMissing = value is null || float.IsNaN(value.GetValueOrDefault());
        Number(column, isMissing ? fill : value.GetValueOrDefault());
        Flag(column + 1, isMissing);
    }

    /// <summary>A bool, or 1 in the next column where it is missing.</summary>
    public void Optional(int column, bool? value)
    {
        Flag(column, value.GetValueOrDefault());
        Flag(column + 1, value is null);
    }

    /// <summary>1 in the bucket of a string.</summary>
    /// <exception cref="ArgumentException">The string is null.</exception>
    public void Bucket(int column, int buckets, string? value, int row, string member) =>
        Add(column + RowFeatures.BucketOf(value ?? throw RowErrors.MissingString(row, member), buckets), 1);

    /// <summary>The same, or 1 in the column behind the buckets where the string is null.</summary>
    public void OptionalBucket(int column, int buckets, string? value) => Add(column + (value is null ? buckets : RowFeatures.BucketOf(value, buckets)), 1);

    /// <summary>1 in the shared column that the hash of member and value gives.</summary>
    /// <exception cref="ArgumentException">The string is null.</exception>
    public void Hashed(int first, int columns, string? value, int row, string member) =>
        Add(first + RowFeatures.BucketOf(member, value ?? throw RowErrors.MissingString(row, member), columns), 1);

    /// <summary>The same, or 1 in a column of its own where the string is null.</summary>
    public void OptionalHashed(int first, int columns, string? value, string member, int missing) =>
        Add(value is null ? missing : first + RowFeatures.BucketOf(member, value, columns), 1);

    /// <summary>The words and characters of a text.</summary>
    /// <exception cref="ArgumentException">The text is null, or too long.</exception>
    public void Text(int first, TextFeatures features, string? value, int row, string member) =>
        Words(first, features, value ?? throw RowErrors.MissingString(row, member));

    /// <summary>The same, or 1 in a column of its own where the text is null.</summary>
    public void OptionalText(int first, TextFeatures features, string? value, int missing)
    {
        if (value is null) Add(missing, 1);
        else Words(first, features, value);
    }

    /// <summary>The parts of a date with a time.</summary>
    public void Date(int column, DateTime value, DateParts parts)
    {
        Span<float> numbers = stackalloc float[MostDateColumns];
        numbers.Clear();
        RowFeatures.Date(value, parts, numbers);
        for (int i = 0; i < numbers.Length; i++) Number(column + i, numbers[i]);
    }

    /// <summary>The parts of a date with a time and an offset, as its clock shows them.</summary>
    public void Date(int column, DateTimeOffset value, DateParts parts) => Date(column, value.DateTime, parts);

    /// <summary>The parts of a date.</summary>
    public void Date(int column, DateOnly value, DateParts parts) => Date(column, value.ToDateTime(TimeOnly.MinValue), parts);

    /// <summary>The time of a day.</summary>
    public void Date(int column, TimeOnly value, DateParts parts) => Date(column, RowFeatures.Epoch + value.ToTimeSpan(), parts);

    /// <summary>The parts of a date, or 1 in a column of its own where it is null.</summary>
    public void OptionalDate(int column, DateTime? value, DateParts parts, int missing)
    {
        if (value is { } known) Date(column, known, parts);
        else Add(missing, 1);
    }

    /// <inheritdoc cref="OptionalDate(int, DateTime?, DateParts, int)"/>
    public void OptionalDate(int column, DateTimeOffset? value, DateParts parts, int missing) => OptionalDate(column, value?.DateTime, parts, missing);

    /// <inheritdoc cref="OptionalDate(int, DateTime?, DateParts, int)"/>
    public void OptionalDate(int column, DateOnly? value, DateParts parts, int missing) => OptionalDate(column, value?.ToDateTime(TimeOnly.MinValue), parts, missing);

    /// <inheritdoc cref="OptionalDate(int, DateTime?, DateParts, int)"/>
    public void OptionalDate(int column, TimeOnly? value, DateParts parts, int missing) => OptionalDate(column, RowFeatures.Epoch + value?.ToTimeSpan(), parts, missing);

    /// <summary>How a text becomes features.</summary>
    /// <param name="columns">Its columns.</param>
    /// <param name="wordNGrams">The longest run of words; 0: none.</param>
    /// <param name="minCharacterNGram">The shortest group of characters.</param>
    /// <param name="maxCharacterNGram">The longest; 0: none.</param>
    /// <param name="sharedBy">The member, where it shares its columns with others: then its words have columns other than the same words of another member; else empty.</param>
    public static TextFeatures TextOf(int columns, int wordNGrams, int minCharacterNGram, int maxCharacterNGram, string sharedBy) => new(columns)
    {
        WordNGrams = wordNGrams,
        MinCharacterNGram = minCharacterNGram,
        MaxCharacterNGram = maxCharacterNGram,
        Seed = sharedBy.Length == 0 ? 0 : MurmurHash3.Hash32(System.Text.Encoding.UTF8.GetBytes(sharedBy), 0),
    };

    private void Words(int first, TextFeatures features, string text)
    {
        var counts = new HashedCounts(features.FeatureCount, features.Seed, features.Signed);
        try
        {
            features.Count(text, ref counts);
            for (int i = 0; i < counts.Features.Length; i++) Number(first + counts.Features[i], counts.Values[i]);
        }
        finally
        {
            counts.Dispose();
        }
    }

    private void Add(int column, float value)
    {
        Rows.AddToRow(column, value);
        Members?.Add(Member);
    }
}
