using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace LossGen.Testing.Rooms;

/// <summary>Visits every type that a signature names, those under arrays, pointers and generic arguments included.</summary>
internal sealed class SignatureTypes(Action<EntityHandle> visit) : ISignatureTypeProvider<ValueTuple, ValueTuple>
{
    public ValueTuple GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => Visit(handle);

    public ValueTuple GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => Visit(handle);

    public ValueTuple GetTypeFromSpecification(MetadataReader reader, ValueTuple context, TypeSpecificationHandle handle,
        byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, context);

    public ValueTuple GetSZArrayType(ValueTuple elementType) => default;

    public ValueTuple GetArrayType(ValueTuple elementType, ArrayShape shape) => default;

    public ValueTuple GetByReferenceType(ValueTuple elementType) => default;

    public ValueTuple GetPointerType(ValueTuple elementType) => default;

    public ValueTuple GetPinnedType(ValueTuple elementType) => default;

    public ValueTuple GetModifiedType(ValueTuple modifier, ValueTuple unmodifiedType, bool isRequired) => default;

    public ValueTuple GetFunctionPointerType(MethodSignature<ValueTuple> signature) => default;

    public ValueTuple GetGenericInstantiation(ValueTuple genericType, ImmutableArray<ValueTuple> typeArguments) => default;

    public ValueTuple GetGenericMethodParameter(ValueTuple context, int index) => default;

    public ValueTuple GetGenericTypeParameter(ValueTuple context, int index) => default;

    public ValueTuple GetPrimitiveType(PrimitiveTypeCode typeCode) => default;

    private ValueTuple Visit(EntityHandle handle)
    {
        visit(handle);
        return default;
    }
}
