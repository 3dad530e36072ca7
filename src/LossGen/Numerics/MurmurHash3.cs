using System.Buffers.Binary;
using System.Numerics;

namespace LossGen.Numerics;

/// <summary>MurmurHash3, the 32-bit variant for x86 (Austin Appleby, 2011): fast, well spread, and the same everywhere. Not for security.</summary>
internal static class MurmurHash3
{
    private const uint First = 0xCC9E2D51, Second = 0x1B873593;

    public static uint Hash32(ReadOnlySpan<byte> data, uint seed)
    {
        uint hash = seed;
        ReadOnlySpan<byte> rest = data;
        for (; rest.Length >= sizeof(uint); rest = rest[sizeof(uint)..])
        {
            hash ^= Scrambled(BinaryPrimitives.ReadUInt32LittleEndian(rest));
            hash = (BitOperations.RotateLeft(hash, 13) * 5) + 0xE6546B64;
        }

        uint tail = 0;
        for (int i = rest.Length - 1; i >= 0; i--) tail = (tail << 8) | rest[i];
        hash ^= Scrambled(tail); // of no bytes: 0, which changes nothing

        hash ^= (uint)data.Length;
        hash = (hash ^ (hash >> 16)) * 0x85EBCA6B;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35;
        return hash ^ (hash >> 16);
    }

    private static uint Scrambled(uint word) => BitOperations.RotateLeft(word * First, 15) * Second;
}
