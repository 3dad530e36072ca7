using LossGen;

namespace Prices;

/// <summary>A house and what it was sold for. The price is a number: its range is cut into bins, each a class.</summary>
public sealed record House(
    [Feature] double Area,
    [Feature] int Age,
    [Feature] double Distance,
    [Feature] bool HasGarden,
    [Label(bins: 61)] double Price);

/// <summary>Predicts a distribution of the price; Predict gives its mean.</summary>
[CrossEntropyModel<House>(HiddenLayers = [32])]
public sealed partial class PriceModel;
