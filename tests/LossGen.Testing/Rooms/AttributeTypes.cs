using System.Reflection;
using System.Reflection.Metadata;

namespace LossGen.Testing.Rooms;

/// <summary>Visits every type that the arguments of an attribute name: typeof, and the types of enum values.</summary>
internal sealed class AttributeTypes(MetadataReader reader, Func<EntityHandle, OutermostType> nameOf, Action<OutermostType> visit)
    : ICustomAttributeTypeProvider<AttributeTypes.Argument>
{
    /// <summary>The type of an argument, as far as its size has to be known.</summary>
    internal sealed record Argument(PrimitiveTypeCode Code = PrimitiveTypeCode.Int32, bool IsSystemType = false);

    public void Visit(CustomAttribute attribute) => attribute.DecodeValue(this);

    public Argument GetPrimitiveType(PrimitiveTypeCode typeCode) => new(typeCode);

    public Argument GetSystemType() => new(IsSystemType: true);

    public bool IsSystemType(Argument type) => type.IsSystemType;

    public Argument GetSZArrayType(Argument elementType) => elementType;

    public Argument GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        visit(nameOf(handle));
        foreach (FieldDefinitionHandle field in reader.GetTypeDefinition(handle).GetFields())
        {
            // Of an enum the one field that is no constant has its underlying type.
            FieldDefinition definition = reader.GetFieldDefinition(field);
            if ((definition.Attributes & FieldAttributes.Static) == 0) return UnderlyingTypeOf(definition);
        }

        return new();
    }

    public Argument GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        OutermostType type = nameOf(handle);
        visit(type);
        bool isSystemType = type is { Namespace: "System", Name: "Type" };
        return new(CodeOf(Type.GetType($"{type}, {type.Assembly}")), isSystemType);
    }

    public Argument GetTypeFromSerializedName(string name)
    {
        TypeName parsed = TypeName.Parse(name);
        Visit(parsed);
        if (parsed.AssemblyName is not null) return new(CodeOf(Type.GetType(name)));
        TypeDefinitionHandle own = reader.TypeDefinitions.FirstOrDefault(handle => FullName(handle) == parsed.FullName);
        return own.IsNil ? new() : GetTypeFromDefinition(reader, own, 0);
    }

    public PrimitiveTypeCode GetUnderlyingEnumType(Argument type) => type.Code;

    private Argument UnderlyingTypeOf(FieldDefinition field)
    {
        BlobReader signature = reader.GetBlobReader(field.Signature);
        signature.ReadSignatureHeader();
        return new((PrimitiveTypeCode)signature.ReadByte());
    }

    private static PrimitiveTypeCode CodeOf(Type? type) => type is { IsEnum: true }
        ? Enum.Parse<PrimitiveTypeCode>(Enum.GetUnderlyingType(type).Name)
        : PrimitiveTypeCode.Int32;

    private void Visit(TypeName type)
    {
        if (type.IsArray || type.IsPointer || type.IsByRef)
        {
            Visit(type.GetElementType());
        }
        else if (type.IsConstructedGenericType)
        {
            Visit(type.GetGenericTypeDefinition());
            foreach (TypeName argument in type.GetGenericArguments()) Visit(argument);
        }
        else if (type.IsNested)
        {
            Visit(type.DeclaringType);
        }
        else
        {
            string full = type.FullName;
            int end = full.LastIndexOf('.');
            visit(new(type.AssemblyName?.Name ?? "", end < 0 ? "" : full[..end], full[(end + 1)..]));
        }
    }

    private string FullName(TypeDefinitionHandle handle)
    {
        TypeDefinition type = reader.GetTypeDefinition(handle);
        string name = reader.GetString(type.Name);
        if (type.IsNested) return $"{FullName(type.GetDeclaringType())}+{name}";
        string space = reader.GetString(type.Namespace);
        return space.Length == 0 ? name : $"{space}.{name}";
    }
}
