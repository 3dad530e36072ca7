using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Analyzers.Flow;

/// <summary>An operand as it is written, and its value.</summary>
internal sealed class Operand(Fragment code, Expression value)
{
    public Fragment Code { get; } = code;

    public Expression Value { get; } = value;

    public Place Place => Code.Place;
}

/// <summary>
/// An operation of the code that a rule may report on: what it computes, the values of the variables when it ran, and what the rules
/// ask of the code around it. Rules and matching see nothing else of the compiler.
/// </summary>
internal sealed class Site(
    IOperation operation,
    MemberFlow member,
    KnownFunction function,
    Expression value,
    ImmutableArray<Operand> operands,
    FlowState state,
    bool isHelperCall = false,
    bool isKnownByName = false)
{
    public Place Place => new(operation.Syntax);

    /// <summary>The function that is called here, before the canonical form: Pow(Math.E, x) is Power although its value is Exp(x).</summary>
    public KnownFunction Function { get; } = function;

    public Expression Value { get; } = value;

    /// <summary>The arguments of a call, the two sides of a binary operation, what a conversion or a sign applies to.</summary>
    public ImmutableArray<Operand> Operands { get; } = operands;

    public FactSet Facts => State.Facts;

    /// <summary>float or double, as the site computes.</summary>
    public RealType RealType => Numbers.RealTypeOf(operation.Type);

    /// <summary>The type that a call of a generic method is made for, where it is one real type.</summary>
    public RealType TypeArgument => Code.TypeArgument;

    /// <summary>The type parameter that the site computes in, in generic mathematics; null elsewhere.</summary>
    public string? TypeParameter => (operation.Type as ITypeParameterSymbol)?.Name;

    /// <summary>Whether a type parameter that the site computes in has a static function, by the interfaces it is constrained to.</summary>
    public bool TypeParameterHas(string function) => operation.Type is ITypeParameterSymbol parameter
        && parameter.ConstraintTypes.Any(constraint => constraint.GetMembers(function).Length > 0
            || constraint.AllInterfaces.Any(inherited => inherited.GetMembers(function).Length > 0));

    /// <summary>Of a type of real numbers, generic and decimal ones included.</summary>
    public bool IsReal => Code.IsReal;

    /// <summary>Of the type whose arithmetic throws where that of float and double gives infinities and NaN.</summary>
    public bool IsDecimal => operation.Type?.SpecialType == SpecialType.System_Decimal;

    /// <summary>The operator that is written here, also one with an assignment; None for a call, a conversion or a sign.</summary>
    public Operator Operator => IsHelperCall && Operands.Length == 2 ? Operator.Divide : Code.Operator;

    /// <summary>A call of a small method that does with its arguments what the site says: takes a logarithm, or divides.</summary>
    public bool IsHelperCall => isHelperCall;

    /// <summary>An exponential of a whole vector by a method of which there is the name alone.</summary>
    public bool IsKnownByName => isKnownByName;

    /// <summary>Whether a value of which only the place is known is what an operator made.</summary>
    public static bool IsOfOperator(Expression value) => value is Unknown { Origin: SyntaxOrigin { Syntax: BinaryExpressionSyntax or AssignmentExpressionSyntax } };

    /// <summary>Whether a value is what a method of the user's own returned, unless that is called a product of inputs and weights and does nothing else.</summary>
    public bool IsOfOwnMethod(Expression value) => value is Unknown { Origin: var origin } && MethodOf(origin) is { } method && MethodBodies.Of(method) is { } body
        && !(VectorNames.IsProduct(method.Name) && !MethodBodies.Mentions(body, "max") && !MethodBodies.Mentions(body, "clamp"));

    private IMethodSymbol? MethodOf(Origin origin) => origin switch
    {
        SymbolOrigin { Symbol: IMethodSymbol method } => method,
        SyntaxOrigin { Syntax: InvocationExpressionSyntax call } => member.CandidateOf(operation, call),
        _ => null,
    };

    /// <summary>Whether the member hands the variable that is the argument here to a call of which it takes no result: that may have changed it.</summary>
    public bool IsArgumentHandedOver => Operands.Length > 0 && Operands[0].Place.Node is IdentifierNameSyntax argument
        && operation.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } holder
        && holder.DescendantNodes().OfType<ExpressionStatementSyntax>().Any(statement => statement.Expression is InvocationExpressionSyntax call
            && call.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == argument.Identifier.ValueText));

    /// <summary>Whether the member throws where something is below 0.</summary>
    public bool IsInMemberThatThrowsBelowZero => operation.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } holder
        && holder.DescendantNodes().Any(static node => node switch
        {
            IfStatementSyntax test => test.Statement.DescendantNodesAndSelf().OfType<ThrowStatementSyntax>().Any() && test.Condition.DescendantNodesAndSelf()
                .OfType<BinaryExpressionSyntax>().Any(static part => part.Kind() is SyntaxKind.LessThanExpression or SyntaxKind.LessThanOrEqualExpression
                    && part.Right is LiteralExpressionSyntax { Token.Value: 0 or 0.0 or 0f }),
            InvocationExpressionSyntax call => CalledNames.Of(call) is "ThrowIfNegative" or "ThrowIfNegativeOrZero",
            _ => false,
        });

    /// <summary>A binary operation, not a compound assignment.</summary>
    public bool IsBinary => Code.IsBinary;

    /// <summary>The minus whose operand this is; null if there is none.</summary>
    public Place? Negation =>
        operation.Parent is IUnaryOperation { OperatorKind: UnaryOperatorKind.Minus } minus ? new Place(minus.Syntax) : null;

    /// <summary>The minus before the parentheses that this fills; null where there is none.</summary>
    public Place? NegationOfParentheses => operation.Syntax.Parent is ParenthesizedExpressionSyntax
    {
        Parent: PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression } minus,
    } ? new Place(minus) : null;

    /// <summary>An integer is cut from it at once.</summary>
    public bool IsCutToInteger => operation.Parent is IConversionOperation conversion && Numbers.IsInteger(conversion.Type);

    /// <summary>
    /// Computed in double from a variable of type float, and cut to float within the same expression: of the 29 bits that double has more, those of a small x
    /// are lost first.
    /// </summary>
    public bool IsCutToSingle(Expression x)
    {
        if (operation.Type?.SpecialType != SpecialType.System_Double)
        {
            return false;
        }

        bool isOfSingle = operation.DescendantsAndSelf().OfType<IConversionOperation>().Any(conversion =>
            Numbers.RealTypeOf(conversion.Operand.Type) == RealType.Single && Numbers.RealTypeOf(conversion.Type) == RealType.Double
            && member.ValueOf.TryGetValue(conversion.Operand, out Expression? value)
            && ReferenceEquals(ExpressionPool.SplitCoefficient(value).Value, ExpressionPool.SplitCoefficient(x).Value));
        return isOfSingle && OutwardsIn(operation).Any(static outer => outer is IConversionOperation && Numbers.RealTypeOf(outer.Type) == RealType.Single);
    }

    /// <summary>The arithmetic and the choices that an operation is part of, from the inside.</summary>
    private static IEnumerable<IOperation> OutwardsIn(IOperation operation)
    {
        for (IOperation? outer = operation.Parent; outer is IBinaryOperation or IUnaryOperation or IConversionOperation or IConditionalOperation or IParenthesizedOperation;
            outer = outer.Parent)
        {
            yield return outer;
        }
    }

    /// <summary>Part of an expression that is compared with something by its size.</summary>
    public bool IsInComparison => Uses.Of(operation.Syntax, member.Mentions).All(static use => Uses.ExpressionsRound(use).Any(static node => node is BinaryExpressionSyntax
    {
        RawKind: (int)SyntaxKind.LessThanExpression or (int)SyntaxKind.LessThanOrEqualExpression
            or (int)SyntaxKind.GreaterThanExpression or (int)SyntaxKind.GreaterThanOrEqualExpression,
    }));

    /// <summary>
    /// The calls round this within the same expression, by name, and as which argument this is part of them; -1 as what they are called on.
    /// </summary>
    public IEnumerable<EnclosingCall> EnclosingCalls => Uses.CallsRound(operation.Syntax);

    /// <summary>Whether nothing is done with the value but to compare it in the assertions of a test.</summary>
    public bool IsOnlyAsserted => Uses.Of(operation.Syntax, member.Mentions).All(static use => Uses.CallsRound(use).Any(static call => Uses.IsAssertion(call.Call)));

    /// <summary>Whether every use of the value, also through a local, is inside a call of a method with one of these names.</summary>
    public bool IsUsedOnlyIn(params string[] methods) =>
        Uses.Of(operation.Syntax, member.Mentions).All(use => Uses.CallsRound(use).Any(call => methods.Contains(CalledNames.Of(call.Call))));

    /// <summary>Whether the local that holds the value is clamped before anything else is done with it.</summary>
    public bool IsClampedNext => Uses.IsClampedNext(operation.Syntax, member.Mentions);

    /// <summary>Whether the value, up to its sign and factors, is what the member or a lambda returns.</summary>
    public bool IsResult => Uses.IsReturned(operation.Syntax, member.Mentions);

    /// <summary>Whether the value, up to its sign and factors, is added to a variable, or is what a query goes on with.</summary>
    public bool IsAddedUp => Uses.IsAddedUp(operation.Syntax, member.Mentions);

    /// <summary>The name of the method that takes the value, up to its sign and factors, as an argument; null where none does.</summary>
    public string? TakenBy => Uses.TakenBy(operation.Syntax) is { } call ? CalledNames.Of(call) : null;

    /// <summary>The name of the field, property or array that the value is stored in as it is; null where it goes elsewhere.</summary>
    public string? StoredIn => Uses.StoredIn(operation.Syntax);

    /// <summary>Whether the member that holds it can be called from its own type only.</summary>
    public bool IsInPrivateMember => operation.Syntax.FirstAncestorOrSelf<SyntaxNode>(
        static node => node is LocalFunctionStatementSyntax or MethodDeclarationSyntax or PropertyDeclarationSyntax) switch
    {
        MethodDeclarationSyntax { ExplicitInterfaceSpecifier: null, Parent: not InterfaceDeclarationSyntax } method => IsPrivate(method.Modifiers),
        PropertyDeclarationSyntax { ExplicitInterfaceSpecifier: null, Parent: not InterfaceDeclarationSyntax } property => IsPrivate(property.Modifiers),
        LocalFunctionStatementSyntax => true,
        _ => false,
    };

    private static bool IsPrivate(SyntaxTokenList modifiers) => !modifiers.Any(static modifier =>
        modifier.Kind() is SyntaxKind.PublicKeyword or SyntaxKind.ProtectedKeyword or SyntaxKind.InternalKeyword);

    /// <summary>Whether the member that holds it mentions a name.</summary>
    public bool IsInMemberWith(string name) =>
        operation.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } holder && member.Mentions.Of(name, holder).Any();

    /// <summary>Whether the member that holds it mentions a name with this part in it and without another, whatever its case.</summary>
    public bool IsInMemberWithName(string part, string but) => operation.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } holder
        && holder.DescendantNodes().OfType<SimpleNameSyntax>().Select(static name => name.Identifier.ValueText).Any(name =>
            name.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0 && name.IndexOf(but, StringComparison.OrdinalIgnoreCase) < 0);

    /// <summary>Whether the member that holds it mentions a name that begins with one of these, whatever its case.</summary>
    public bool IsInMemberWithAnyOf(string[] beginnings) => operation.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } holder
        && holder.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name =>
            beginnings.Any(beginning => name.Identifier.ValueText.StartsWith(beginning, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Whether a string that is written in the member that holds it contains a text, whatever its case.</summary>
    public bool IsInMemberWithText(string text) => operation.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } holder
        && holder.DescendantTokens().Any(token => token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.InterpolatedStringTextToken
            && token.ValueText.IndexOf(text, StringComparison.OrdinalIgnoreCase) >= 0);

    /// <summary>Whether the variable that is the argument here is asked somewhere in the member whether it is 0.</summary>
    public bool IsArgumentComparedWithZero => Operands.Length > 0 && Operands[0].Code.Unconverted.Place.Text is { } argument
        && operation.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } holder
        && holder.DescendantNodes().OfType<BinaryExpressionSyntax>().Any(test => test.Kind() is SyntaxKind.EqualsExpression or SyntaxKind.NotEqualsExpression
            && test.Left is IdentifierNameSyntax name && name.Identifier.ValueText == argument
            && test.Right is LiteralExpressionSyntax { Token.Value: 0 or 0.0 or 0f });

    /// <summary>Whether the member that holds it distinguishes cases, by if, ?: or a switch expression.</summary>
    public bool IsInMemberWithCases => operation.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } holder
        && holder.DescendantNodes().Any(static node => node is IfStatementSyntax or ConditionalExpressionSyntax or SwitchExpressionSyntax);

    /// <summary>The values of the variables; for this room only, as is the operation.</summary>
    internal FlowState State { get; } = state;

    internal IOperation Operation => operation;

    private Fragment Code => new(operation, member);

    public override string ToString() => operation.Syntax + " = " + Value;
}
