using System.Collections.Immutable;
using LossGen.Analyzers.Flow;
using Microsoft.CodeAnalysis.Text;

namespace LossGen.Analyzers.Matching;

/// <summary>A member's sites by place, so that a rule that examines the surroundings of a site does not visit all of them.</summary>
internal sealed class SiteIndex
{
    private readonly Lazy<ILookup<Place, Site>> _byPlace;

    public SiteIndex(IEnumerable<Site> sites)
    {
        InOrder = sites.OrderBy(site => site.Place.Start).ThenByDescending(site => site.Place.Span.Length).ToImmutableArray();
        _byPlace = new(() => InOrder.ToLookup(site => site.Place));
    }

    /// <summary>In the order of the text, the outer before the inner.</summary>
    public ImmutableArray<Site> InOrder { get; }

    /// <summary>The sites in a piece of the text, one that fills it included.</summary>
    public IEnumerable<Site> Inside(TextSpan span)
    {
        for (int i = FirstFrom(span.Start); i < InOrder.Length && InOrder[i].Place.Start < span.End; i++)
        {
            if (span.Contains(InOrder[i].Place.Span))
            {
                yield return InOrder[i];
            }
        }
    }

    /// <summary>The sites that a site is part of, itself included.</summary>
    public IEnumerable<Site> Around(Site site) => site.Place.Outwards.SelectMany(place => _byPlace.Value[place]);

    private int FirstFrom(int position)
    {
        int low = 0;
        int high = InOrder.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (InOrder[middle].Place.Start < position)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
