namespace LossGen;

// The files in Layout are compiled into the generator too, where these types are internal; in the library they are public.
public sealed partial class ParameterLayout;

public readonly partial record struct LayerShape;

public readonly partial record struct ParameterBlock;
