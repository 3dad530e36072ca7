namespace LossGen.Tests.Reference;

/// <summary>The minimum of mean cross-entropy + L2/2 Σ w² in double precision, by damped Newton steps.</summary>
/// <remarks>The Hessian comes from differences of the reference's analytic gradient; Boyd and Vandenberghe, Convex Optimization, 9.5.</remarks>
public static class NewtonSolver
{
    private const double GradientTolerance = 1e-12;
    private const double DifferenceStep = 1e-5;

    // Softmax logits may all be shifted alike, a direction in which the objective is flat: this keeps the Hessian invertible there and
    // hardly slows the steps in the others.
    private const double Ridge = 1e-9;

    public static ReferenceModel Minimize(ModelShape shape, double[] rows, Truth truth, double l2, LossOptions? options = null)
    {
        var model = new ReferenceModel(shape, new double[shape.Parameters]);
        for (int iteration = 0; iteration < 100; iteration++)
        {
            double[] gradient = Gradient(model, rows, truth, l2, options);
            if (Math.Sqrt(gradient.Sum(g => g * g)) <= GradientTolerance) return model;

            double[] step = SolveCholesky(Hessian(model, rows, truth, l2, options), gradient);
            double objective = Objective(model, rows, truth, l2, options);
            double decrease = gradient.Zip(step, (g, d) => g * d).Sum();
            double length = 1;
            double[] start = [.. model.Parameters];
            while (true)
            {
                for (int i = 0; i < start.Length; i++) model.Parameters[i] = start[i] - (length * step[i]);

                // near the minimum the decrease is below what double can tell: full steps converge there
                if (decrease < 1e-12 || Objective(model, rows, truth, l2, options) <= objective - (1e-4 * length * decrease)) break;
                length /= 2;
            }
        }

        throw new InvalidOperationException("Newton's method has not converged.");
    }

    /// <summary>The gradient of the penalised objective.</summary>
    public static double[] Gradient(ReferenceModel model, double[] rows, Truth truth, double l2, LossOptions? options = null)
    {
        double[] gradient = model.Gradients(rows, truth, options).Parameters;
        for (int i = 0; i < model.Shape.Weights; i++) gradient[i] += l2 * model.Parameters[i];
        return gradient;
    }

    private static double Objective(ReferenceModel model, double[] rows, Truth truth, double l2, LossOptions? options) =>
        model.Loss(rows, truth, options) + (l2 / 2 * model.Parameters.Take(model.Shape.Weights).Sum(w => w * w));

    private static double[,] Hessian(ReferenceModel model, double[] rows, Truth truth, double l2, LossOptions? options)
    {
        int n = model.Parameters.Length;
        var hessian = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            double at = model.Parameters[i];
            model.Parameters[i] = at + DifferenceStep;
            double[] above = Gradient(model, rows, truth, l2, options);
            model.Parameters[i] = at - DifferenceStep;
            double[] below = Gradient(model, rows, truth, l2, options);
            model.Parameters[i] = at;
            for (int j = 0; j < n; j++)
            {
                double second = (above[j] - below[j]) / (4 * DifferenceStep);
                hessian[i, j] += second;
                hessian[j, i] += second;
            }

            hessian[i, i] += Ridge;
        }

        return hessian;
    }

    /// <summary>A x = b with A = L Lᵀ.</summary>
    private static double[] SolveCholesky(double[,] a, double[] b)
    {
        int n = b.Length;
        var l = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = a[i, j];
                for (int k = 0; k < j; k++) sum -= l[i, k] * l[j, k];
                l[i, j] = i == j ? Math.Sqrt(sum) : sum / l[j, j];
            }
        }

        double[] x = [.. b];
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < i; k++) x[i] -= l[i, k] * x[k];
            x[i] /= l[i, i];
        }

        for (int i = n - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < n; k++) x[i] -= l[k, i] * x[k];
            x[i] /= l[i, i];
        }

        return x;
    }
}
