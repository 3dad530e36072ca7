using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace LossGen.Testing.Rooms;

/// <summary>
/// Reads from a built assembly which of its types use which: base types, interfaces, constraints, fields, signatures, locals, catch
/// clauses, attributes with their arguments, and every instruction that names a type or a member.
/// </summary>
/// <remarks>
/// The compiler leaves no trace of constants, of members of enums used as numbers, and of nameof; what a file only names in a using
/// directive or a comment is no use either.
/// </remarks>
public sealed class RoomReader
{
    private readonly MetadataReader _metadata;
    private readonly PEReader _file;
    private readonly HashSet<TypeUse> _uses = [];
    private OutermostType _user = new("", "", "");
    private string _member = "";

    private RoomReader(PEReader file)
    {
        _file = file;
        _metadata = file.GetMetadataReader();
    }

    /// <summary>Every use, own types and those of other assemblies alike; none of a type by itself.</summary>
    public static ImmutableArray<TypeUse> Read(ImmutableArray<byte> image)
    {
        using var file = new PEReader(image);
        var reader = new RoomReader(file);
        foreach (TypeDefinitionHandle type in reader._metadata.TypeDefinitions) reader.ReadType(type);
        return [.. reader._uses];
    }

    /// <summary>The types that are not nested, without those that the compiler makes for the whole assembly.</summary>
    public static ImmutableArray<OutermostType> Types(ImmutableArray<byte> image)
    {
        using var file = new PEReader(image);
        var reader = new RoomReader(file);
        IEnumerable<OutermostType> types = reader._metadata.TypeDefinitions.Select(handle => reader.NameOf(handle)).Distinct();
        return [.. types.Where(static type => !type.Name.StartsWith('<'))];
    }

    private void ReadType(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _metadata.GetTypeDefinition(handle);
        _user = NameOf(handle);
        string nested = type.IsNested ? NestedName(handle) + "." : "";
        _member = nested.TrimEnd('.');
        Use("base type", type.BaseType);
        foreach (InterfaceImplementation implementation in type.GetInterfaceImplementations().Select(_metadata.GetInterfaceImplementation))
        {
            Use("interface", implementation.Interface);
            UseAttributes(implementation.GetCustomAttributes());
        }

        UseParameters(type.GetGenericParameters());
        UseAttributes(type.GetCustomAttributes());
        foreach (MethodImplementation implementation in type.GetMethodImplementations().Select(_metadata.GetMethodImplementation))
        {
            Use("implemented member", implementation.MethodDeclaration);
        }

        foreach (FieldDefinition field in type.GetFields().Select(_metadata.GetFieldDefinition))
        {
            _member = nested + _metadata.GetString(field.Name);
            field.DecodeSignature(Signature("field"), default);
            UseAttributes(field.GetCustomAttributes());
        }

        foreach (PropertyDefinition property in type.GetProperties().Select(_metadata.GetPropertyDefinition))
        {
            _member = nested + _metadata.GetString(property.Name);
            UseAttributes(property.GetCustomAttributes());
        }

        foreach (EventDefinition @event in type.GetEvents().Select(_metadata.GetEventDefinition))
        {
            _member = nested + _metadata.GetString(@event.Name);
            Use("event", @event.Type);
            UseAttributes(@event.GetCustomAttributes());
        }

        foreach (MethodDefinition method in type.GetMethods().Select(_metadata.GetMethodDefinition))
        {
            _member = nested + _metadata.GetString(method.Name);
            ReadMethod(method);
        }
    }

    private void ReadMethod(MethodDefinition method)
    {
        method.DecodeSignature(Signature("signature"), default);
        UseParameters(method.GetGenericParameters());
        UseAttributes(method.GetCustomAttributes());
        foreach (Parameter parameter in method.GetParameters().Select(_metadata.GetParameter))
        {
            UseAttributes(parameter.GetCustomAttributes());
        }

        if (method.RelativeVirtualAddress == 0) return;

        MethodBodyBlock body = _file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(Signature("local"), default);
        }

        foreach (ExceptionRegion region in body.ExceptionRegions) Use("catch", region.CatchType);
        foreach ((string instruction, EntityHandle operand) in Instructions.Operands(body)) Use(instruction, operand);
    }

    private void UseParameters(GenericParameterHandleCollection parameters)
    {
        foreach (GenericParameter parameter in parameters.Select(_metadata.GetGenericParameter))
        {
            UseAttributes(parameter.GetCustomAttributes());
            foreach (GenericParameterConstraint constraint in parameter.GetConstraints().Select(_metadata.GetGenericParameterConstraint))
            {
                Use("constraint", constraint.Type);
                UseAttributes(constraint.GetCustomAttributes());
            }
        }
    }

    private void UseAttributes(CustomAttributeHandleCollection attributes)
    {
        foreach (CustomAttribute attribute in attributes.Select(_metadata.GetCustomAttribute))
        {
            Use("attribute", attribute.Constructor);
            new AttributeTypes(_metadata, NameOf, type => Add("argument of an attribute", type)).Visit(attribute);
        }
    }

    /// <summary>
    /// The types that a handle refers to: a type, the declaring type of a member, what a generic instantiation is made of.
    /// </summary>
    private void Use(string how, EntityHandle handle)
    {
        if (handle.IsNil) return;
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition or HandleKind.TypeReference:
                Add(how, NameOf(handle));
                break;
            case HandleKind.TypeSpecification:
                _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(Signature(how), default);
                break;
            case HandleKind.MethodDefinition:
                Add(how, NameOf(_metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType()));
                break;
            case HandleKind.FieldDefinition:
                Add(how, NameOf(_metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType()));
                break;
            case HandleKind.MemberReference:
                Use(how, _metadata.GetMemberReference((MemberReferenceHandle)handle).Parent);
                break;
            case HandleKind.MethodSpecification:
                MethodSpecification generic = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                Use(how, generic.Method);
                generic.DecodeSignature(Signature(how), default);
                break;
            case HandleKind.StandaloneSignature:
                _metadata.GetStandaloneSignature((StandaloneSignatureHandle)handle).DecodeMethodSignature(Signature(how), default);
                break;
        }
    }

    private SignatureTypes Signature(string how) => new(handle => Add(how, NameOf(handle)));

    private void Add(string how, OutermostType used)
    {
        if (used != _user) _uses.Add(new(_user, _member, how, used));
    }

    private OutermostType NameOf(EntityHandle handle) => handle.Kind == HandleKind.TypeReference
        ? NameOf((TypeReferenceHandle)handle)
        : NameOf((TypeDefinitionHandle)handle);

    private OutermostType NameOf(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _metadata.GetTypeDefinition(handle);
        return type.IsNested
            ? NameOf(type.GetDeclaringType())
            : new("", _metadata.GetString(type.Namespace), _metadata.GetString(type.Name));
    }

    private OutermostType NameOf(TypeReferenceHandle handle)
    {
        TypeReference type = _metadata.GetTypeReference(handle);
        return type.ResolutionScope.Kind switch
        {
            HandleKind.TypeReference => NameOf((TypeReferenceHandle)type.ResolutionScope),
            HandleKind.AssemblyReference => new(
                _metadata.GetString(_metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name),
                _metadata.GetString(type.Namespace),
                _metadata.GetString(type.Name)),
            _ => new("", _metadata.GetString(type.Namespace), _metadata.GetString(type.Name)),
        };
    }

    private string NestedName(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _metadata.GetTypeDefinition(handle);
        string name = _metadata.GetString(type.Name);
        return _metadata.GetTypeDefinition(type.GetDeclaringType()).IsNested ? $"{NestedName(type.GetDeclaringType())}.{name}" : name;
    }
}
