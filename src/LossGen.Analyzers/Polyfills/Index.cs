namespace System;

/// <summary>Lets list patterns and indices from the end compile for netstandard2.0, which lacks this type.</summary>
internal readonly struct Index(int value, bool fromEnd = false)
{
    public int Value { get; } = value;

    public bool IsFromEnd { get; } = fromEnd;

    public static implicit operator Index(int value) => new(value);

    public int GetOffset(int length) => IsFromEnd ? length - Value : Value;
}
