using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace LossGen.Testing.Rooms;

/// <summary>The metadata that a method's code refers to (ECMA-335, partition III).</summary>
internal static class Instructions
{
    private const byte TwoBytePrefix = 0xFE;

    private static readonly Dictionary<int, OpCode> ByValue = typeof(OpCodes).GetFields()
        .Select(static field => field.GetValue(null)).OfType<OpCode>()
        .ToDictionary(static code => code.Value & 0xFFFF);

    /// <summary>Each instruction that names a type, a member or a signature.</summary>
    public static IEnumerable<(string Instruction, EntityHandle Operand)> Operands(MethodBodyBlock body)
    {
        var found = new List<(string, EntityHandle)>();
        BlobReader code = body.GetILReader();
        while (code.RemainingBytes > 0)
        {
            int value = code.ReadByte();
            if (value == TwoBytePrefix) value = (TwoBytePrefix << 8) | code.ReadByte();
            OpCode instruction = ByValue[value];
            switch (instruction.OperandType)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineType or OperandType.InlineTok
                    or OperandType.InlineSig:
                    found.Add((instruction.Name!, MetadataTokens.EntityHandle(code.ReadInt32())));
                    break;
                case OperandType.InlineSwitch:
                    int targets = code.ReadInt32();
                    code.Offset += targets * sizeof(int);
                    break;
                default:
                    code.Offset += SizeOf(instruction.OperandType);
                    break;
            }
        }

        return found;
    }

    private static int SizeOf(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };
}
