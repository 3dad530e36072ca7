using System.Reflection;
using System.Text.RegularExpressions;
using LossGen.Generators.Tests;
using Xunit;

namespace LossGen.Tests.PublicApi;

/// <summary>What a run or an evaluation returns is explained where a reader looks: a page that names the type names each of its figures.</summary>
public sealed partial class ResultPageTests
{
    /// <summary>What the library returns to be read. What they are made of comes by itself.</summary>
    private static readonly Type[] Results =
    [
        typeof(TrainingResult), typeof(LabelEvaluation), typeof(MultiLabelEvaluation), typeof(RegressionEvaluation), typeof(RobustEvaluation), typeof(PrecisionRecallPoint),
        typeof(CrossValidationResult<>), typeof(PermutationImportance), typeof(LinearWeights), typeof(LearningRateRange), typeof(TemperatureScaling),
    ];

    /// <summary>The names in code on each page, those in tables and sentences: a program that happens to use a member explains nothing.</summary>
    private static readonly Dictionary<string, HashSet<string>> Pages = Directory.GetFiles(Repository.PathOf("docs"), "*.md").ToDictionary(
        static path => Path.GetFileName(path),
        static path => Code().Matches(Blocks().Replace(File.ReadAllText(path), ""))
            .SelectMany(static span => Word().Matches(span.Value))
            .Select(static word => word.Value)
            .ToHashSet());

    public static TheoryData<string> Types => [.. All().Select(static type => NameOf(type)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Types))]
    public void A_page_names_the_type_and_its_members(string name)
    {
        Type type = All().Single(type => NameOf(type) == name);
        HashSet<string>[] pages = [.. Pages.Values.Where(page => page.Contains(name) || UsersOf(type).Any(page.Contains))];
        Assert.NotEmpty(pages);
        string[] members = type.IsEnum ? Enum.GetNames(type) : [.. PropertiesOf(type).Select(static property => property.Name)];
        Assert.NotEmpty(members);
        Assert.All(members, member => Assert.Contains(pages, page => page.Contains(member)));
    }

    [Fact]
    public void These_are_looked_at() => Assert.Superset(
        new HashSet<string>(["BinaryCounts", "CrossValidationFold", "MeanAndDeviation", "ReliabilityBin", "RegressionEvaluation", "RobustPoint", "StopReason", "TrainingProgress"]),
        All().Select(static type => NameOf(type)).ToHashSet());

    /// <summary>The types that have a property of this one: what is explained with them needs no name of its own.</summary>
    private static IEnumerable<string> UsersOf(Type type) => All()
        .Where(user => PropertiesOf(user).Any(property => Parts(property.PropertyType).Contains(type)))
        .Select(static user => NameOf(user));

    private static HashSet<Type> All()
    {
        HashSet<Type> all = [];
        var open = new Queue<Type>(Results);
        while (open.TryDequeue(out Type? type))
        {
            if (!all.Add(type)) continue;
            foreach (Type part in PropertiesOf(type).SelectMany(static property => Parts(property.PropertyType))) open.Enqueue(part);
        }

        return all;
    }

    /// <summary>The public types of the library in a type, options and settings left out: those are what a caller writes.</summary>
    private static IEnumerable<Type> Parts(Type type)
    {
        if (type.IsGenericParameter) return [];
        if (type.IsArray || type.IsByRef) return Parts(type.GetElementType()!);
        IEnumerable<Type> inner = type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts) : [];
        Type own = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return own.IsPublic && own.Assembly == typeof(TrainingResult).Assembly && own != typeof(TrainingOptions) && own != typeof(Adversary) && own != typeof(ClassificationTask)
            ? inner.Append(own)
            : inner;
    }

    private static IEnumerable<PropertyInfo> PropertiesOf(Type type) => type.IsEnum
        ? []
        : type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(static property => property.GetIndexParameters().Length == 0 && property.DeclaringType!.Assembly == typeof(TrainingResult).Assembly);

    private static string NameOf(Type type) => type.Name.Split('`')[0];

    [GeneratedRegex("```.*?```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex("`[^`\n]+`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
