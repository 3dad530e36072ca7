namespace LossGen;

/// <summary>What becomes of missing values of a feature.</summary>
public enum MissingValues
{
    /// <summary>They are an error that names row and member. A member whose type can be null then cannot be a feature.</summary>
    Error = 0,

    /// <summary>
    /// One feature more, named <c>Member.Missing</c>, is 1 where the value is missing and 0 elsewhere. The features of a missing value are 0; that of a number is
    /// <see cref="FeatureAttribute.Fill"/>.
    /// </summary>
    /// <remarks>
    /// A linear model can express the same with any number in place of the missing one, since the weight of the additional feature makes up for it; so nothing
    /// has to be learnt from the rows, kept with the model or computed again for new rows, as a mean would. A number near the typical value starts training
    /// closer to the goal, and matters more with hidden layers or strong penalties.
    /// </remarks>
    Indicator = 1,
}
