using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace LossGen.Models;

/// <summary>Copies a model field by field, for generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ShallowCopy
{
    /// <summary>A copy whose fields have the same values.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    public static TModel Of<TModel>(TModel model)
        where TModel : class
    {
        ArgumentNullException.ThrowIfNull(model);
        return Unsafe.As<TModel>(MemberwiseClone(model));
    }

    // Not through the model itself: a class of the user's between the model and object may have a method of that name.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = nameof(MemberwiseClone))]
    private static extern object MemberwiseClone(object model);
}
