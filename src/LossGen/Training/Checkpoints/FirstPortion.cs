using System.Text;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>The first portion of a source, by which it is known again when a run goes on. The source is not read an extra time for that.</summary>
internal sealed class FirstPortion
{
    /// <summary>Numbers of a fingerprint in a checkpoint: its bytes, one a number.</summary>
    public const int Numbers = 128;

    private string? _seen;
    private string? _expected;

    /// <summary>Compares the portion with that of the run that goes on, once.</summary>
    /// <exception cref="InvalidDataException">It is another.</exception>
    public void See(in Batch portion, LossOptions? loss, TrainingCheckpoint checkpoint)
    {
        if (_seen is not null) return;
        string seen = checkpoint.FingerprintOf(portion, loss);
        if (_expected is not null && _expected != seen)
        {
            throw new InvalidDataException(
                $"The checkpoint '{checkpoint.Path}' is not of this training: its source began with a batch of {_expected}, this one begins with {seen}. Nothing has been changed.");
        }

        _seen = seen;
    }

    /// <summary>Writes the fingerprint of what has been seen, or is expected; zeros for neither.</summary>
    public void CopyTo(Span<double> numbers)
    {
        numbers.Clear();
        if ((_seen ?? _expected) is not { } text) return;
        for (int i = 0; i < text.Length; i++) numbers[i] = text[i];
    }

    /// <summary>Expects a portion with this fingerprint.</summary>
    public void Expect(ReadOnlySpan<double> numbers)
    {
        var text = new StringBuilder();
        foreach (double number in numbers)
        {
            if (number is >= ' ' and < 127) text.Append((char)number);
        }

        _expected = text.Length == 0 ? null : text.ToString();
    }
}
