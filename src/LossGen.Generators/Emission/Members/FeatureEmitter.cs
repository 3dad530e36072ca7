using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using static LossGen.Generators.Emission.CodeWriter;

namespace LossGen.Generators.Emission.Members;

/// <summary>Writes how one member of a row becomes numbers.</summary>
internal sealed class FeatureEmitter(CodeWriter code, EnumTables tables)
{
    private const string RowErrors = "global::LossGen.TypedRows.RowErrors";
    private const string RowFeatures = "global::LossGen.TypedRows.RowFeatures";
    private const string DateParts = "global::LossGen.DateParts";

    /// <summary>Writes the statements for a member whose first column is given.</summary>
    public void Emit(FeatureSpec feature, int column)
    {
        switch (feature.Kind)
        {
            case FeatureKind.Flags:
                Flags(feature, column);
                break;
            case FeatureKind.Enum when feature.Table is { } table:
                OneHot(feature, table, column);
                break;
            case FeatureKind.Enum:
                OneHot(feature, column);
                break;
            case FeatureKind.Text:
                Text(feature, column);
                break;
            case FeatureKind.Date:
                code.Line($"{RowFeatures}.{(feature.IsNullable ? "OptionalDate" : "Date")}(row.{feature.Access}, {DateColumns.Expression(feature.Parts, DateParts)}, {Slice(feature, column)});");
                break;
            default:
                Number(feature, column);
                break;
        }
    }

    private void Number(FeatureSpec feature, int column)
    {
        if (!feature.MayBeMissing) code.Line($"destination[{CodeWriter.Number(column)}] = {Value(feature)};");
        else if (feature.Kind == FeatureKind.Bool) code.Line($"{RowFeatures}.Optional(row.{feature.Access}, {Slice(feature, column)});");
        else
        {
            string seconds = feature.Kind == FeatureKind.Duration ? "?.TotalSeconds" : "";
            code.Line($"{RowFeatures}.Optional((float?)row.{feature.Access}{seconds}, {Float(feature.Fill!.Value)}, {Slice(feature, column)});");
        }
    }

    private static string Value(FeatureSpec feature) => feature.Kind switch
    {
        FeatureKind.Bool => $"row.{feature.Access} ? 1 : 0",
        FeatureKind.Single => $"row.{feature.Access}",
        FeatureKind.Duration => $"(float)row.{feature.Access}.TotalSeconds",
        _ => $"(float)row.{feature.Access}",
    };

    private void Text(FeatureSpec feature, int column)
    {
        code.Line($"// {feature.Name}: 1 in the column of the bucket that the string's hash leads to, 0 in the others of the {CodeWriter.Number(feature.Columns)}");
        code.Line(feature.MayBeMissing
            ? $"{RowFeatures}.OptionalBucket(row.{feature.Access}, {Slice(feature, column)});"
            : $"{RowFeatures}.Bucket(row.{feature.Access}, index, {Literal(feature.Name)}, {Slice(feature, column)});");
    }

    private void Clear(FeatureSpec feature, int column)
    {
        string missing = feature.MayBeMissing ? ", the last for null" : "";
        code.Line($"// {feature.Name}: 1 in the column of its value, 0 in the others of the {CodeWriter.Number(feature.Columns)}{missing}");
        code.Line($"{Slice(feature, column)}.Clear();");
    }

    private void OneHot(FeatureSpec feature, EnumTable table, int column)
    {
        Clear(feature, column);
        using (code.Braces())
        {
            Find(code, tables, feature, table);
            code.Line($"destination[{CodeWriter.Number(column)} + found] = 1;");
        }
    }

    private void Flags(FeatureSpec feature, int column)
    {
        string missing = feature.MayBeMissing ? ", the last for null" : "";
        code.Line($"// {feature.Name}: 1 in the column of each flag that it has, 0 in the others of the {CodeWriter.Number(feature.Columns)}{missing}");
        using (code.Braces())
        {
            code.Line($"{feature.EnumType} value = {ValueOrDefault(feature)};");
            for (int i = 0; i < feature.Values.Count; i++)
                code.Line($"destination[{CodeWriter.Number(column + i)}] = (value & {feature.Values[i].Expression}) != 0 ? 1 : 0;");
            if (feature.MayBeMissing) code.Line($"destination[{CodeWriter.Number(column + feature.ValueColumns)}] = row.{feature.Access}.HasValue ? 0 : 1;");
            RequireFlags(code, feature);
        }
    }

    private void OneHot(FeatureSpec feature, int column)
    {
        Clear(feature, column);
        code.Line($"destination[row.{feature.Access} switch");
        Arms(code, feature, column);
        code.Line("}] = 1;");
    }

    /// <summary>Writes the place of a value among those of a large enum, as <c>found</c>.</summary>
    public static void Find(CodeWriter code, EnumTables tables, FeatureSpec feature, EnumTable table)
    {
        code.Line($"{feature.EnumType} value = {ValueOrDefault(feature)};");
        string found = tables.IndexOf(table, "value");
        if (feature.MayBeMissing) found = $"row.{feature.Access}.HasValue ? {found} : {CodeWriter.Number(feature.ValueColumns)}";
        code.Line($"int found = {found};");
        code.Line($"if (found < 0) throw {RowErrors}.Undefined(index, {Literal(feature.Name)}, value);");
    }

    /// <summary>Writes the arms of a switch from the values of an enum to their columns, up to the last.</summary>
    public static void Arms(CodeWriter code, FeatureSpec feature, int column)
    {
        code.Line("{");
        for (int i = 0; i < feature.Values.Count; i++) code.Line($"    {feature.Values[i].Expression} => {CodeWriter.Number(column + i)},");
        if (feature.MayBeMissing) code.Line($"    null => {CodeWriter.Number(column + feature.ValueColumns)},");
        code.Line($"    _ => throw {RowErrors}.Undefined(index, {Literal(feature.Name)}, {ValueOrDefault(feature)}),");
    }

    /// <summary>Writes that <c>value</c> has no bit besides those of its flags.</summary>
    public static void RequireFlags(CodeWriter code, FeatureSpec feature)
    {
        string all = string.Join(" | ", feature.Values.Select(static value => value.Expression));
        code.Line($"if ((value & ~({all})) != 0)");
        code.Line($"    throw {RowErrors}.UndefinedFlags(index, {Literal(feature.Name)}, value);");
    }

    /// <summary>The value of a member, of a missing one the default.</summary>
    public static string ValueOrDefault(FeatureSpec feature) => feature.IsNullable ? $"row.{feature.Access}.GetValueOrDefault()" : $"row.{feature.Access}";

    private static string Slice(FeatureSpec feature, int column) => $"destination.Slice({CodeWriter.Number(column)}, {CodeWriter.Number(feature.Columns)})";

    private static string Float(double value) => ((float)value).ToString("R", CultureInfo.InvariantCulture) + "F";

    private static string Literal(string name) => SymbolDisplay.FormatLiteral(name, quote: true);
}
