using System.ComponentModel;
using System.Text;
using LossGen.Numerics;

namespace LossGen.TypedRows;

/// <summary>How generated code writes the features of members that are more than a number: missing values, strings, dates.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class RowFeatures
{
    private const int BytesOnStack = 512;

    /// <summary>The day that days are counted from.</summary>
    internal static readonly DateTime Epoch = new(2000, 1, 1);

    /// <summary>A number and whether it is missing: null or NaN.</summary>
    /// <param name="value">The number.</param>
    /// <param name="fill">What is written in place of a missing one.</param>
    /// <param name="destination">Two numbers.</param>
    public static void Optional(float? value, float fill, Span<float> destination)
    {
        bool isMissing = value is null || float.IsNaN(value.GetValueOrDefault());
        destination[0] = isMissing ? fill : value.GetValueOrDefault();
        destination[1] = isMissing ? 1 : 0;
    }

    /// <summary>A bool and whether it is missing.</summary>
    /// <param name="value">The bool.</param>
    /// <param name="destination">Two numbers.</param>
    public static void Optional(bool? value, Span<float> destination)
    {
        destination[0] = value.GetValueOrDefault() ? 1 : 0;
        destination[1] = value is null ? 1 : 0;
    }

    /// <summary>1 in the bucket of a string, 0 in the others.</summary>
    /// <param name="value">The string.</param>
    /// <param name="row">The number of the row, for the message.</param>
    /// <param name="member">The member, for the message.</param>
    /// <param name="destination">The buckets.</param>
    /// <exception cref="ArgumentException">The string is null.</exception>
    public static void Bucket(string? value, int row, string member, Span<float> destination)
    {
        if (value is null) throw RowErrors.MissingString(row, member);
        destination.Clear();
        destination[BucketOf(value, destination.Length)] = 1;
    }

    /// <summary>As <see cref="Bucket"/>, with one number more that is 1 where the string is null.</summary>
    /// <param name="value">The string.</param>
    /// <param name="destination">The buckets, and one more.</param>
    public static void OptionalBucket(string? value, Span<float> destination)
    {
        destination.Clear();
        destination[value is null ? destination.Length - 1 : BucketOf(value, destination.Length - 1)] = 1;
    }

    /// <summary>The parts of a date with a time.</summary>
    public static void Date(DateTime value, DateParts parts, Span<float> destination)
    {
        double day = value.TimeOfDay.Ticks / (double)TimeSpan.TicksPerDay;
        int at = 0;
        if ((parts & DateParts.TimeOfDay) != 0) Cycle(day, destination, ref at);
        if ((parts & DateParts.DayOfWeek) != 0)
        {
            destination.Slice(at, 7).Clear();
            destination[at + (((int)value.DayOfWeek + 6) % 7)] = 1;
            at += 7;
        }

        if ((parts & DateParts.DayOfYear) != 0) Cycle((value.DayOfYear - 1 + day) / (DateTime.IsLeapYear(value.Year) ? 366 : 365), destination, ref at);
        if ((parts & DateParts.Days) != 0) destination[at] = (float)((value - Epoch).Ticks / (double)TimeSpan.TicksPerDay);
    }

    /// <summary>The parts of a date with a time and an offset, as its clock shows them.</summary>
    public static void Date(DateTimeOffset value, DateParts parts, Span<float> destination) => Date(value.DateTime, parts, destination);

    /// <summary>The parts of a date.</summary>
    public static void Date(DateOnly value, DateParts parts, Span<float> destination) => Date(value.ToDateTime(TimeOnly.MinValue), parts, destination);

    /// <summary>The time of a day.</summary>
    public static void Date(TimeOnly value, DateParts parts, Span<float> destination) => Date(Epoch + value.ToTimeSpan(), parts, destination);

    /// <summary>As <see cref="Date(DateTime, DateParts, Span{float})"/>, with one number more that is 1 where the date is null and the others are 0.</summary>
    public static void OptionalDate(DateTime? value, DateParts parts, Span<float> destination)
    {
        destination.Clear();
        if (value is { } known) Date(known, parts, destination[..^1]);
        else destination[^1] = 1;
    }

    /// <inheritdoc cref="OptionalDate(DateTime?, DateParts, Span{float})"/>
    public static void OptionalDate(DateTimeOffset? value, DateParts parts, Span<float> destination) => OptionalDate(value?.DateTime, parts, destination);

    /// <inheritdoc cref="OptionalDate(DateTime?, DateParts, Span{float})"/>
    public static void OptionalDate(DateOnly? value, DateParts parts, Span<float> destination) => OptionalDate(value?.ToDateTime(TimeOnly.MinValue), parts, destination);

    /// <inheritdoc cref="OptionalDate(DateTime?, DateParts, Span{float})"/>
    public static void OptionalDate(TimeOnly? value, DateParts parts, Span<float> destination) => OptionalDate(Epoch + value?.ToTimeSpan(), parts, destination);

    /// <summary>|h| mod buckets, h the MurmurHash3 of the UTF-8 bytes.</summary>
    internal static int BucketOf(string value, int buckets) => BucketOf("", value, buckets);

    /// <summary>The same of a value that belongs to a member: of <c>member=value</c>, as scikit-learn's FeatureHasher takes a value that is a string.</summary>
    internal static int BucketOf(string member, string value, int buckets)
    {
        int length = Encoding.UTF8.GetMaxByteCount(member.Length + value.Length) + 1;
        using var memory = new Pooled<byte>(stackalloc byte[length <= BytesOnStack ? length : 0], length);
        int bytes = 0;
        if (member.Length > 0)
        {
            bytes = Encoding.UTF8.GetBytes(member, memory.Memory);
            memory.Memory[bytes++] = (byte)'=';
        }

        bytes += Encoding.UTF8.GetBytes(value, memory.Memory[bytes..]);
        long hash = (int)MurmurHash3.Hash32(memory.Memory[..bytes], 0); // long: the absolute value of the lowest int is no int
        return (int)(Math.Abs(hash) % buckets);
    }

    private static void Cycle(double turns, Span<float> destination, ref int at)
    {
        (double sin, double cos) = Turns.SinCos(turns);
        destination[at++] = (float)sin;
        destination[at++] = (float)cos;
    }
}
