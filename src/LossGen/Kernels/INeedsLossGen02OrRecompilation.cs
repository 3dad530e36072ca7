using System.ComponentModel;

namespace LossGen.Kernels;

/// <summary>
/// The version of the interface between generated code and this library. Every generated model implements it, so a model that was compiled against
/// another version is refused when its type is loaded, before any of its code runs, by a <see cref="TypeLoadException"/> that names this interface.
/// </summary>
/// <remarks>
/// The message consists of the name, so the name says what to do: compile the project of the model again with the version of LossGen that the program
/// has, or give the program the version in the name. A version of the library in which a shipped member for generated code is removed or changed
/// (PublicAPI.Unshipped.GeneratedCode.txt marks it *REMOVED*), or in which a shipped interface has one member more, renames it.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface INeedsLossGen02OrRecompilation;
