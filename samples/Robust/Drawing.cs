using System.Text;
using Digits;
using LossGen;

namespace Robust;

/// <summary>An attack and a curve as text.</summary>
internal static class Drawing
{
    private const string Shades = " ░▒▓█";
    private const int BarWidth = 50;

    /// <summary>A row, what is added to it, and the sum, side by side.</summary>
    public static string Attack(ReadOnlySpan<float> row, ReadOnlySpan<float> attacked, string left, string middle, string right)
    {
        const int width = 2 * Images.Side + 8;
        var text = new StringBuilder();
        Line(left, middle, right);
        for (int y = 0; y < Images.Side; y++)
        {
            var (before, change, after) = (new StringBuilder(), new StringBuilder(), new StringBuilder());
            for (int i = y * Images.Side; i < (y + 1) * Images.Side; i++)
            {
                before.Append(Shade(row[i]), 2);
                change.Append(attacked[i] > row[i] ? "+ " : attacked[i] < row[i] ? "- " : "  ");
                after.Append(Shade(attacked[i]), 2);
            }

            Line($"{before}", $"{change}", $"{after}");
        }

        return text.ToString();

        void Line(string first, string second, string third) => text.Append($"{first.PadRight(width)}{second.PadRight(width)}{third}".TrimEnd()).Append('\n');
    }

    /// <summary>A bar for each size: what is proved, what only withstood the attack, and what the attack turned; the rest was wrong from the start.</summary>
    public static string Curve(RobustEvaluation evaluation)
    {
        var text = new StringBuilder();
        foreach (RobustPoint point in evaluation.Points)
        {
            int certified = Length(point.CertifiedAccuracy), withstood = Length(point.AttackedAccuracy), right = Length(point.Accuracy);
            string bar = new string('█', certified) + new string('▒', withstood - certified) + new string('░', right - withstood);
            text.Append($"  ε {point.Epsilon:F3}  {bar.PadRight(BarWidth)} {100 * point.AttackedAccuracy,5:F1} % under attack, {100 * point.CertifiedAccuracy,5:F1} % certified\n");
        }

        return text.ToString();
    }

    private static int Length(double share) => (int)Math.Round(share * BarWidth);

    private static char Shade(float pixel) => Shades[(int)MathF.Round(pixel * (Shades.Length - 1))];
}
