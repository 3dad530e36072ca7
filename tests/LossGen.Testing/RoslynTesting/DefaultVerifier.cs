using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Needs no test framework: a failure is an <see cref="InvalidOperationException"/>.</summary>
public class DefaultVerifier : IVerifier
{
    public DefaultVerifier()
        : this([])
    {
    }

    protected DefaultVerifier(ImmutableStack<string> context) => Context = context ?? throw new ArgumentNullException(nameof(context));

    protected ImmutableStack<string> Context { get; }

    public virtual void Empty<T>(string collectionName, IEnumerable<T> collection)
    {
        List<T> items = [.. collection];
        if (items.Count > 0) Fail($"'{collectionName}' should be empty but holds {items.Count}: {string.Join(", ", items)}");
    }

    public virtual void Equal<T>(T expected, T actual, string? message = null)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual)) Fail(message ?? $"Expected '{expected}' but was '{actual}'.");
    }

    public virtual void True([DoesNotReturnIf(false)] bool assert, string? message = null)
    {
        if (!assert) Fail(message ?? "Expected true but was false.");
    }

    public virtual void False([DoesNotReturnIf(true)] bool assert, string? message = null)
    {
        if (assert) Fail(message ?? "Expected false but was true.");
    }

    [DoesNotReturn]
    public virtual void Fail(string? message = null) => throw new InvalidOperationException(CreateMessage(message ?? "The test failed."));

    public virtual void LanguageIsSupported(string language)
    {
        if (language != LanguageNames.CSharp) Fail($"The language '{language}' is not supported; '{LanguageNames.CSharp}' is.");
    }

    public virtual void NotEmpty<T>(string collectionName, IEnumerable<T> collection)
    {
        if (!collection.Any()) Fail($"'{collectionName}' should not be empty.");
    }

    public virtual void SequenceEqual<T>(
        IEnumerable<T> expected, IEnumerable<T> actual, IEqualityComparer<T>? equalityComparer = null, string? message = null)
    {
        List<T> left = [.. expected], right = [.. actual];
        if (!left.SequenceEqual(right, equalityComparer))
            Fail(message ?? $"Expected the sequence ({string.Join(", ", left)}) but was ({string.Join(", ", right)}).");
    }

    public virtual IVerifier PushContext(string context)
    {
        // A derived verifier that keeps this method would lose its type in silence.
        if (GetType() != typeof(DefaultVerifier))
            throw new NotSupportedException($"{GetType()} derives from {nameof(DefaultVerifier)} and must override {nameof(PushContext)}.");
        return new DefaultVerifier(Context.Push(context));
    }

    protected virtual string CreateMessage(string? message) =>
        string.Join(Environment.NewLine, Context.Reverse().Select(context => "Context: " + context).Append(message ?? ""));
}
