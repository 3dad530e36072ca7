using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace LossGen.Tests;

/// <summary>A hash of numbers by their bits.</summary>
public sealed class Bits : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Add(ReadOnlySpan<float> numbers) => _hash.AppendData(MemoryMarshal.AsBytes(numbers));

    public void Add(double number) => _hash.AppendData(MemoryMarshal.AsBytes([number]));

    /// <summary>The first 64 bits of the hash, which starts again.</summary>
    public override string ToString() => Convert.ToHexString(_hash.GetHashAndReset(), 0, 8);

    public void Dispose() => _hash.Dispose();
}
