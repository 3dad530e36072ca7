// Prices of houses: a distribution through bins beside what least squares give, on sales whose law is known.
using System.Globalization;
using System.Text;
using LossGen;
using Prices;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
if (args is not ([] or ["--picture", _]))
{
    Console.Error.WriteLine("Usage: Prices [--picture <file.svg>]");
    return 2;
}

House[] training = Market.Draw(6_000, seed: 1), test = Market.Draw(2_000, seed: 2);
Console.WriteLine($"{training.Length} sales to train on, {test.Length} to test on, prices in thousands");
Console.WriteLine();
Console.WriteLine("                          mean abs. error     RMSE      R²   in the 90 % interval, its width   log-density");

// What nothing can do better than: the law itself.
Print("the law itself", new()
{
    Rows = test.Length,
    MeanAbsoluteError = double.NaN,
    RootMeanSquaredError = Evaluated(Market.Mean).RootMeanSquaredError,
    RSquared = Evaluated(Market.Mean).RSquared,
    Coverage = test.Average(static house => house.Price >= Market.Quantile(house, 0.05) && house.Price <= Market.Quantile(house, 0.95) ? 1 : 0.0),
    MeanIntervalWidth = test.Average(static house => Market.Quantile(house, 0.95) - Market.Quantile(house, 0.05)),
    MeanLogLikelihood = test.Average(static house => Market.LogDensity(house, house.Price)),
});

// Least squares see standardised features and predict one number; their interval is that of a normal distribution with the deviation of their errors.
const int features = 4;
(float[] rows, Func<House, float[]> standardized) = Standardized(training);
float[] prices = [.. training.Select(static house => (float)house.Price)];
var ridge = new Ridge(rows, prices, penalty: 1);
Print("ridge, closed form", Normal(house => ridge.Predict(standardized(house))));
var network = new SquaredErrorNetwork(features, units: 32, seed: 1);
network.Fit(rows, prices, epochs: 100, batch: 32, rate: 0.003, penalty: 1.0 / training.Length, seed: 1);
Print("network, squared error", Normal(house => network.Predict(standardized(house))));

// Through bins: Fit learns them from the prices, standardises the features, and the model keeps both.
var model = new PriceModel();
model.Fit(training, new() { Epochs = 60, Standardize = true, Optimizer = Optimizer.Adam(), LearningRate = LearningRateSchedule.Cosine(0.01, 60, 0), Seed = 1 });
Print("network, 61 bins", model.Evaluate(test));
Console.WriteLine();

(string Title, House House)[] shown =
[
    ("A new house near the centre", new(110, 5, 2, HasGarden: false, 0)),
    ("A new house far out", new(110, 5, 18, HasGarden: true, 0)),
    ("An old house near the centre, perhaps a listed building", new(110, 100, 4, HasGarden: false, 0)),
];
Console.WriteLine("                                                           mean    5 %   median   95 %   above 400");
foreach ((string title, House house) in shown)
{
    Console.WriteLine($"{title,-56}{model.Predict(house),7:F0}{model.PredictQuantile(house, 0.05),7:F0}{model.PredictQuantile(house, 0.5),9:F0}"
        + $"{model.PredictQuantile(house, 0.95),7:F0}{model.ProbabilityAbove(house, 400),12:P0}");
    Console.WriteLine($"{"    the law",-56}{Market.Mean(house),7:F0}{Market.Quantile(house, 0.05),7:F0}{Market.Quantile(house, 0.5),9:F0}"
        + $"{Market.Quantile(house, 0.95),7:F0}{1 - Market.Below(house, 400),12:P0}");
}

Console.WriteLine();
Console.WriteLine($"{shown[2].Title}: price, predicted, by the law");
foreach (string line in Picture.Text(model, shown[2].House)) Console.WriteLine(line);

if (args is ["--picture", string file])
{
    File.WriteAllText(file, Picture.Svg(model, shown));
    Console.WriteLine($"The picture is in {file}");
}

return 0;

RegressionEvaluation Evaluated(Func<House, double> predict) =>
    RegressionEvaluation.Of([.. test.Select(predict)], [.. test.Select(static house => house.Price)]);

RegressionEvaluation Normal(Func<House, double> predict)
{
    double deviation = Math.Max(1e-6, Math.Sqrt(training.Average(house => Math.Pow(predict(house) - house.Price, 2))));
    double[] errors = [.. test.Select(house => predict(house) - house.Price)];
    return Evaluated(predict) with
    {
        Coverage = errors.Count(error => Math.Abs(error) <= 1.6449 * deviation) / (double)errors.Length,
        MeanIntervalWidth = 2 * 1.6449 * deviation,
        MeanLogLikelihood = errors.Average(error => -(error * error / (2 * deviation * deviation)) - Math.Log(deviation) - (Math.Log(2 * Math.PI) / 2)),
    };
}

static (float[] Rows, Func<House, float[]> Of) Standardized(House[] houses)
{
    float[] FeaturesOf(House house)
    {
        var of = new float[features];
        PriceModel.WriteFeatures(house, of);
        return of;
    }

    float[][] all = [.. houses.Select(FeaturesOf)];
    double[] means = [.. Enumerable.Range(0, features).Select(j => all.Average(row => (double)row[j]))];
    double[] deviations = [.. Enumerable.Range(0, features).Select(j => Math.Sqrt(all.Average(row => Math.Pow(row[j] - means[j], 2))))];
    float[] Of(House house) => [.. FeaturesOf(house).Select((x, j) => (float)((x - means[j]) / deviations[j]))];
    return ([.. houses.SelectMany(Of)], Of);
}

static void Print(string name, RegressionEvaluation found)
{
    string error = double.IsNaN(found.MeanAbsoluteError) ? "" : $"{found.MeanAbsoluteError:F1}";
    Console.WriteLine($"{name,-24}{error,17}{found.RootMeanSquaredError,9:F1}{found.RSquared,8:F3}"
        + $"{100 * found.Coverage,21:F1} %{found.MeanIntervalWidth,11:F0}{found.MeanLogLikelihood,14:F2}");
}
