// XOR by gradient descent, step by step: what a linear model cannot learn, why the gradient is (p - t) x^T, which feature is missing, and how a
// network with two hidden units finds features of its own.
using System.Globalization;
using LossGen;
using Xor;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

float[] x = [0, 0, 0, 1, 1, 0, 1, 1];
int[] xor = [0, 1, 1, 0];

Console.WriteLine("1. A linear model: z = w1 x1 + w2 x2 + b, p = 1 / (1 + exp(-z))");
var line = new LineModel();
line.Parameters[0] = 1.0f;
line.Parameters[1] = -0.5f;
line.Parameters[2] = 0.25f;
Descend(line, x, rate: 1, iterations: 1000);
Console.WriteLine($"   It ends at ln 2 = {Math.Log(2):F4} nats a row, the loss of tossing a coin: w and b went to 0, and p to 1/2 everywhere.");
Console.WriteLine();

Console.WriteLine("2. The gradient of one row, by hand and by the model");
float[] row = [1, 1];
line.Parameters[0] = 1.0f;
line.Parameters[1] = -0.5f;
line.Parameters[2] = 0.25f;
var gradient = new float[LineModel.ParameterCount];
line.LossAndGradient(row, [0], gradient);

// L = -t log p - (1 - t) log(1 - p). With dp/dz = p (1 - p) the chain rule gives dL/dz = -t/p p(1 - p) + (1 - t)/(1 - p) p(1 - p) = p - t:
// the derivative of the sigmoid has cancelled. As z is linear, dz/dw = x and dz/db = 1; so dL/dw = (p - t) x^T and dL/db = p - t.
double p = 1 / (1 + Math.Exp(-(line.Parameters[0] * row[0] + line.Parameters[1] * row[1] + line.Parameters[2])));
const int t = 0;
Console.WriteLine($"   (p - t) x^T, p - t:  {(p - t) * row[0],7:F4} {(p - t) * row[1],7:F4}  {p - t,7:F4}");
Console.WriteLine($"   LossAndGradient:     {gradient[0],7:F4} {gradient[1],7:F4}  {gradient[2],7:F4}");
Console.WriteLine("   Multiplying by p (1 - p) once more, as is often seen, would shrink exactly the steps of the rows that are most wrong.");
Console.WriteLine();

Console.WriteLine("3. The same kind of model with x1 x2 as a third feature");
float[] withProduct = [0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 1, 1];
var product = new ProductModel();
Descend(product, withProduct, rate: 1, iterations: 10_000);

Table(product, withProduct);
Console.WriteLine();

Console.WriteLine("4. A network: h = tanh(W1 x + b1) with two units, z = w2 h + b2");
var network = new NetworkModel(seed: 0);
Descend(network, x, rate: 1, iterations: 10_000);
Table(network, x);

// From this start the first unit learns "or", the second "not both", and the last layer "both of these". Other starts find other ways, and some
// none at all: with two units only, seed 1 ends with two rows at 1/2.
Console.WriteLine("   x1 x2      h1      h2       z");
for (int i = 0; i < 4; i++)
{
    (double h1, double h2, double z) = Forward(x[2 * i], x[2 * i + 1]);
    Console.WriteLine($"    {x[2 * i]}  {x[2 * i + 1]}  {h1,6:F3}  {h2,6:F3}  {z,6:F2}");
}
Console.WriteLine("   Unit 1 is above 0 if either input is 1, unit 2 unless both are; where both units are, z is above 0.");
Console.WriteLine();

Console.WriteLine("5. Its gradient of one row, by hand and by the model");
network.Initialize(seed: 0);
network.Parameters[6] = 0.5f; // with w2 at its initial 0 nothing would go back to the first layer
network.Parameters[7] = -1;
float[] byModel = new float[NetworkModel.ParameterCount];
network.LossAndGradient(row, [0], byModel);
Console.WriteLine($"   delta1 x^T, delta1, (p - t) h^T, p - t:  {string.Join(' ', Backpropagate(row, t).Select(number => $"{number,7:F4}"))}");
Console.WriteLine($"   LossAndGradient:                         {string.Join(' ', byModel.Select(number => $"{number,7:F4}"))}");

// z of a row, and what the hidden units make of it. Parameters: W1 [unit][input], b1, w2, b2.
(double H1, double H2, double Z) Forward(double x1, double x2)
{
    Span<float> w = network.Parameters;
    double h1 = Math.Tanh(w[0] * x1 + w[1] * x2 + w[4]), h2 = Math.Tanh(w[2] * x1 + w[3] * x2 + w[5]);
    return (h1, h2, w[6] * h1 + w[7] * h2 + w[8]);
}

// The chain rule once more: dL/dz is p - t as before, so dL/dw2 = (p - t) h^T. Through w2 it reaches h, and through tanh, whose derivative is
// 1 - h^2, the sums of the first layer: delta1 = (p - t) w2 (1 - h^2). From there it goes on as in a linear model: dL/dW1 = delta1 x^T.
double[] Backpropagate(float[] row, int t)
{
    (double h1, double h2, double z) = Forward(row[0], row[1]);
    double residual = 1 / (1 + Math.Exp(-z)) - t;
    double d1 = residual * network.Parameters[6] * (1 - h1 * h1), d2 = residual * network.Parameters[7] * (1 - h2 * h2);
    return [d1 * row[0], d1 * row[1], d2 * row[0], d2 * row[1], d1, d2, residual * h1, residual * h2, residual];
}

// What a model makes of the four rows.
void Table<TModel>(TModel model, float[] rows)
    where TModel : class, ILabelModel<TModel>
{
    var probabilities = new float[4 * TModel.ClassCount];
    var predicted = new int[4];
    model.Probabilities(rows, probabilities);
    model.Predict(rows, predicted);
    Console.WriteLine("   x1 x2   P(1)    predicted  XOR");
    for (int i = 0; i < 4; i++)
        Console.WriteLine($"    {x[2 * i]}  {x[2 * i + 1]}   {probabilities[2 * i + 1]:F4}      {predicted[i]}       {xor[i]}");
}

// Gradient descent on the whole set, the step written out: parameters -= rate * gradient.
void Descend<TModel>(TModel model, float[] rows, float rate, int iterations)
    where TModel : class, ILabelModel<TModel>
{
    Console.WriteLine("   iteration    loss   parameters (layer by layer: weights, then biases)");
    var gradient = new float[TModel.ParameterCount];
    for (int iteration = 0; iteration <= iterations; iteration++)
    {
        double loss = model.LossAndGradient(rows, xor, gradient);

        if (IsMilestone(iteration))
            Console.WriteLine($"   {iteration,9}  {loss,6:F4}   {string.Join(' ', model.Parameters.ToArray().Select(parameter => Show(parameter, gradient.Length > 4 ? 2 : 4)))}");

        for (int i = 0; i < gradient.Length; i++) model.Parameters[i] -= rate * gradient[i];
    }
}

// Adding 0 turns a rounded -0 into 0.
static string Show(float parameter, int decimals) => (Math.Round(parameter, decimals) + 0.0).ToString($"F{decimals}").PadLeft(decimals + 4);

// 0, 1, 2, 5, 10, 20, 50, 100, ...: a descent is steep at first and slow at last.
static bool IsMilestone(int iteration)
{
    while (iteration > 0 && iteration % 10 == 0) iteration /= 10;
    return iteration is 0 or 1 or 2 or 5;
}
