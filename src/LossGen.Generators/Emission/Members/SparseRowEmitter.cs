using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using static LossGen.Generators.Emission.CodeWriter;

namespace LossGen.Generators.Emission.Members;

/// <summary>Writes how the rows of a type become sparse rows, and the table of their columns.</summary>
/// <param name="code">Where to.</param>
/// <param name="row">The rows.</param>
/// <param name="tables">The values of large enums.</param>
internal sealed class SparseRowEmitter(CodeWriter code, RowSpec row, EnumTables tables)
{
    private const string RowErrors = "global::LossGen.TypedRows.RowErrors";
    private const string DateParts = "global::LossGen.DateParts";
    private const string ColumnsField = "Columns";

    private int First => row.OwnColumns;

    /// <summary>The table of columns, as members name it.</summary>
    public static string Columns => $"{ModelMembers.Kernels.Name}.{ColumnsField}";

    /// <summary>Writes the fields that the model's members use, among the kernels, where no name of the user's can meet theirs.</summary>
    public void Fields()
    {
        for (int i = 0; i < row.Features.Count; i++)
        {
            FeatureSpec feature = row.Features[i];
            if (feature.Table is not null)
            {
                EnumTables.Names(code, $"private static string[] {NamesOf(i)} =>", feature.PartsAfterBuckets);
                code.Line();
            }

            if (feature.Words is not { } words) continue;
            code.Line($"/// <summary>How the texts of {Documentation.Text(feature.Name)} become features.</summary>");
            code.Line($"internal static readonly global::LossGen.TextFeatures {TextOf(i)} = global::LossGen.TypedRows.SparseRowWriter.TextOf("
                + $"{Number(feature.IsShared ? row.HashedFeatures : feature.Buckets)}, {Number(words.WordNGrams)}, {Number(words.MinCharacterNGram)}, "
                + $"{Number(words.MaxCharacterNGram)}, {Literal(feature.IsShared ? feature.Name : "")});").Line();
        }

        code.Line("/// <summary>The columns of a row, in their order.</summary>");
        code.Line($"internal static readonly global::LossGen.TypedRows.RowColumns {ColumnsField} = new global::LossGen.TypedRows.RowColumns()");
        for (int i = 0; i < row.Features.Count; i++)
        {
            FeatureSpec feature = row.Features[i];
            string parts = feature.Table is not null ? ", " + NamesOf(i) : string.Concat(feature.PartsAfterBuckets.Select(static part => ", " + Literal(part)));
            code.Line($"    .Add({Literal(feature.Name)}, {Literal(feature.Encoding)}, {Number(feature.Buckets)}{parts}){End(i)}");
        }

        if (row.HashedFeatures > 0) code.Line($"    .Share({Number(row.HashedFeatures)});");
        code.Line();

        string End(int i) => row.HashedFeatures == 0 && i == row.Features.Count - 1 ? ";" : "";
    }

    /// <summary>Writes the method.</summary>
    /// <param name="head">Its head, with parameters row, index and destination.</param>
    public void Encode(string head)
    {
        using (code.Braces(head))
        {
            int column = 0;
            for (int i = 0; i < row.Features.Count; i++)
            {
                code.Line($"destination.Member = {Number(i)}; // {row.Features[i].Name}: {Comment(row.Features[i])}");
                Member(row.Features[i], i, column);
                column += row.Features[i].Columns;
            }
        }

        code.Line();
    }

    private static string Comment(FeatureSpec feature) => feature.Columns switch
    {
        0 => "the column that its hash gives, among those that members share",
        1 when !feature.IsShared => "one column",
        1 => "the column that its hash gives, among those that members share, or one for null",
        _ => $"the columns that it has a value in, of {Number(feature.Columns)}",
    };

    private void Member(FeatureSpec feature, int i, int column)
    {
        string value = $"row.{feature.Access}", missing = Number(column + feature.ValueColumns), at = Number(column);
        switch (feature.Kind)
        {
            case FeatureKind.Text when feature.Words is not null:
                string text = $"{ModelMembers.Kernels.Name}.{TextOf(i)}", first = feature.IsShared ? Number(First) : at;
                code.Line(feature.MayBeMissing
                    ? $"destination.OptionalText({first}, {text}, {value}, {missing});"
                    : $"destination.Text({first}, {text}, {value}, index, {Literal(feature.Name)});");
                break;
            case FeatureKind.Text when feature.IsShared:
                code.Line(feature.MayBeMissing
                    ? $"destination.OptionalHashed({Number(First)}, {Number(row.HashedFeatures)}, {value}, {Literal(feature.Name)}, {missing});"
                    : $"destination.Hashed({Number(First)}, {Number(row.HashedFeatures)}, {value}, index, {Literal(feature.Name)});");
                break;
            case FeatureKind.Text:
                code.Line(feature.MayBeMissing
                    ? $"destination.OptionalBucket({at}, {Number(feature.Buckets)}, {value});"
                    : $"destination.Bucket({at}, {Number(feature.Buckets)}, {value}, index, {Literal(feature.Name)});");
                break;
            case FeatureKind.Flags:
                Flags(feature, column);
                break;
            case FeatureKind.Enum:
                Enum(feature, column);
                break;
            case FeatureKind.Date:
                string parts = DateColumns.Expression(feature.Parts, DateParts);
                code.Line(feature.IsNullable ? $"destination.OptionalDate({at}, {value}, {parts}, {missing});" : $"destination.Date({at}, {value}, {parts});");
                break;
            case FeatureKind.Bool:
                code.Line(feature.MayBeMissing ? $"destination.Optional({at}, {value});" : $"destination.Flag({at}, {value});");
                break;
            default:
                string seconds = feature.Kind == FeatureKind.Duration ? (feature.IsNullable ? "?.TotalSeconds" : ".TotalSeconds") : "";
                code.Line(feature.MayBeMissing
                    ? $"destination.Optional({at}, (float?){value}{seconds}, {Float(feature.Fill!.Value)});"
                    : $"destination.Number({at}, (float){value}{seconds});");
                break;
        }
    }

    private void Flags(FeatureSpec feature, int column)
    {
        using (code.Braces())
        {
            code.Line($"{feature.EnumType} value = {FeatureEmitter.ValueOrDefault(feature)};");
            FeatureEmitter.RequireFlags(code, feature);
            for (int k = 0; k < feature.Values.Count; k++)
                code.Line($"destination.Flag({Number(column + k)}, (value & {feature.Values[k].Expression}) != 0);");
            if (feature.MayBeMissing) code.Line($"destination.Flag({Number(column + feature.ValueColumns)}, !row.{feature.Access}.HasValue);");
        }
    }

    private void Enum(FeatureSpec feature, int column)
    {
        if (feature.Table is { } table)
        {
            using (code.Braces())
            {
                FeatureEmitter.Find(code, tables, feature, table);
                code.Line($"destination.Flag({Number(column)} + found, true);");
            }

            return;
        }

        code.Line($"destination.Flag(row.{feature.Access} switch");
        FeatureEmitter.Arms(code, feature, column);
        code.Line("}, true);");
    }

    private static string NamesOf(int feature) => "Names" + Number(feature);

    private static string TextOf(int feature) => "Text" + Number(feature);

    private static string Float(double value) => ((float)value).ToString("R", CultureInfo.InvariantCulture) + "F";

    private static string Literal(string name) => SymbolDisplay.FormatLiteral(name, quote: true);
}
