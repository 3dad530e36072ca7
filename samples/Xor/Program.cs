// XOR by gradient descent, step by step: what a linear model cannot learn, why the gradient is (p - t) x^T, and which feature is missing.
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

var probabilities = new float[4 * ProductModel.ClassCount];
var predicted = new int[4];
product.Probabilities(withProduct, probabilities);
product.Predict(withProduct, predicted);
Console.WriteLine("   x1 x2   P(1)    predicted  XOR");
for (int i = 0; i < 4; i++)
    Console.WriteLine($"    {x[2 * i]}  {x[2 * i + 1]}   {probabilities[2 * i + 1]:F4}      {predicted[i]}       {xor[i]}");

// Gradient descent on the whole set, the step written out: parameters -= rate * gradient.
void Descend<TModel>(TModel model, float[] rows, float rate, int iterations)
    where TModel : class, ILabelModel<TModel>
{
    Console.WriteLine("   iteration    loss   parameters (weights, then bias)");
    var gradient = new float[TModel.ParameterCount];
    for (int iteration = 0; iteration <= iterations; iteration++)
    {
        double loss = model.LossAndGradient(rows, xor, gradient);

        if (IsMilestone(iteration))
            Console.WriteLine($"   {iteration,9}  {loss,6:F4}   {string.Join(' ', model.Parameters.ToArray().Select(Show))}");

        for (int i = 0; i < gradient.Length; i++) model.Parameters[i] -= rate * gradient[i];
    }
}

// Adding 0 turns a rounded -0 into 0.
static string Show(float parameter) => $"{Math.Round(parameter, 4) + 0.0,8:F4}";

// 0, 1, 2, 5, 10, 20, 50, 100, ...: a descent is steep at first and slow at last.
static bool IsMilestone(int iteration)
{
    while (iteration > 0 && iteration % 10 == 0) iteration /= 10;
    return iteration is 0 or 1 or 2 or 5;
}
