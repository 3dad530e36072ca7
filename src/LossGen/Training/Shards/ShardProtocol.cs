using System.Reflection;
using System.Text;

namespace LossGen.Training;

/// <summary>What a request asks of shards.</summary>
internal enum ShardRequestKind : byte
{
    /// <summary>To be read, and what there is to know of them.</summary>
    Open,

    /// <summary>The moments of their features.</summary>
    Moments,

    /// <summary>Gradient and loss of their rows in a step.</summary>
    Step,

    /// <summary>Gradient and loss of all their rows.</summary>
    Gradient,

    /// <summary>The loss of all their rows, as they are learned from.</summary>
    Loss,

    /// <summary>The loss of all their rows, as they were given.</summary>
    LossAsGiven,

    /// <summary>Loss and right answers of those for validation.</summary>
    Validation,

    /// <summary>Which features their rows in a step hold.</summary>
    Features,

    /// <summary>The sums of squares of the features that they hold.</summary>
    Squares,
}

/// <summary>How requests and answers begin.</summary>
internal static class ShardProtocol
{
    private const byte Answered = 0, NeedsSettings = 1, Fault = 2;

    /// <summary>What workers and coordinator have to agree in: the library computes and writes messages as its version does.</summary>
    public static string Version { get; } = typeof(ShardProtocol).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    private static readonly byte[] VersionBytes = Encoding.UTF8.GetBytes(Version);

    public static void WriteHead(MessageWriter writer, ShardRequestKind kind, ShardSettings settings, bool withSettings, long round, int first, int count)
    {
        writer.Text(Version);
        writer.Long(round);
        writer.Long(unchecked((long)settings.Id));
        writer.Int(withSettings ? settings.Bytes.Length : 0);
        if (withSettings) writer.Bytes(settings.Bytes);
        writer.Byte((byte)kind);
        writer.Int(first);
        writer.Int(count);
    }

    /// <summary>Reads the head of a request.</summary>
    /// <exception cref="InvalidDataException">It is that of another version.</exception>
    public static ShardRequest ReadRequest(ref MessageReader reader)
    {
        ReadOnlySpan<byte> version = reader.Bytes(reader.Count());
        if (!version.SequenceEqual(VersionBytes))
        {
            throw new InvalidDataException(
                $"it runs LossGen {Version}, but the training run is one of LossGen {Encoding.UTF8.GetString(version)}; expected the same version on all machines.");
        }

        long round = reader.Long();
        ulong id = unchecked((ulong)reader.Long());
        int length = reader.Count();
        ShardSettings? settings = length == 0 ? null : ShardSettings.Read(reader.Bytes(length).ToArray());
        return new ShardRequest(round, id, settings, (ShardRequestKind)reader.Byte(), reader.Int(), reader.Int());
    }

    public static void WriteAnswered(MessageWriter writer, long round)
    {
        writer.Byte(Answered);
        writer.Long(round);
    }

    public static void WriteNeedsSettings(MessageWriter writer) => writer.Byte(NeedsSettings);

    public static void WriteFault(MessageWriter writer, int shard, string place, string cause)
    {
        writer.Clear();
        writer.Byte(Fault);
        writer.Int(shard);
        writer.Text(place);
        writer.Text(cause);
    }

    /// <summary>Reads the head of an answer: the round that it is of, or null where the worker needs the settings.</summary>
    /// <exception cref="ShardException">It is a fault.</exception>
    public static long? ReadHead(ref MessageReader reader) => reader.Byte() switch
    {
        Answered => reader.Long(),
        NeedsSettings => null,
        Fault => throw new ShardException(reader.Int(), reader.Text(), reader.Text()),
        _ => throw new InvalidDataException("The message is not an answer of a worker."),
    };
}

/// <summary>The head of a request.</summary>
internal readonly record struct ShardRequest(long Round, ulong SettingsId, ShardSettings? Settings, ShardRequestKind Kind, int First, int Count);

/// <summary>What every shard is asked, and what becomes of the answers.</summary>
internal abstract class ShardQuestion
{
    /// <summary>What is asked.</summary>
    public abstract ShardRequestKind Kind { get; }

    /// <summary>Writes what a request to some shards has behind its head.</summary>
    public virtual void Write(MessageWriter writer, int first, int count)
    {
    }

    /// <summary>Takes the answer of some shards.</summary>
    public abstract void Read(ref MessageReader reader, int first, int count);
}
