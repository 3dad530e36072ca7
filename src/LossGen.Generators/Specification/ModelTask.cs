namespace LossGen.Generators.Specification;

/// <summary>The values of LossGen.ClassificationTask.</summary>
internal enum ModelTask
{
    Auto = 0,
    Binary = 1,
    Multiclass = 2,
    MultiLabel = 3,
}
