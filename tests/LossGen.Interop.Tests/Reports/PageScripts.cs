namespace LossGen.Interop.Tests.Reports;

/// <summary>Expressions that are evaluated in the page.</summary>
internal static class PageScripts
{
    /// <summary>Texts in charts that touch each other, or that reach out of their card.</summary>
    public const string Collisions = """
        [...document.querySelectorAll('svg.chart')].flatMap(chart => {
          const texts = [...chart.querySelectorAll('text')].map(t => ({ text: t.textContent, box: t.getBoundingClientRect() }));
          const card = chart.closest('.card').getBoundingClientRect();
          const found = texts.filter(t => t.box.left < card.left || t.box.right > card.right || t.box.top < card.top || t.box.bottom > card.bottom)
            .map(t => `${chart.id}: "${t.text}" reaches out of its card`);
          texts.forEach((a, i) => texts.slice(i + 1).forEach(b => {
            const x = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
            const y = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
            if (x > 0.5 && y > 0.5) found.push(`${chart.id}: "${a.text}" over "${b.text}"`);
          }));
          return found;
        })
        """;

    /// <summary>Words that stand outside of the window, unless a box of their own scrolls to them, or that their element cuts off.</summary>
    public const string CutOff = """
        [...document.querySelectorAll('body *')].flatMap(e => {
          if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || e.closest('title,desc')) return [];
          const range = document.createRange(); range.selectNodeContents(e);
          const box = range.getBoundingClientRect();
          const found = [];
          if (!e.closest('.scroll') && (box.left < 0 || box.right > innerWidth)) found.push(`"${e.textContent}" is outside of the window`);
          const over = getComputedStyle(e).overflowX;
          if (over !== 'visible' && e.scrollWidth > e.clientWidth + 1) found.push(`"${e.textContent}" is cut off`);
          return found;
        })
        """;

    /// <summary>Texts whose contrast to the ground behind them is below 4.5, and lines of charts whose contrast is below 3.</summary>
    public const string FaintColours = """
        (() => {
          const parse = c => { const n = c.match(/[\d.]+/g).map(Number); return { rgb: n.slice(0, 3), alpha: n.length > 3 ? n[3] : 1 }; };
          const light = rgb => rgb.map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
            .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
          const ground = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.alpha === 1) return c.rgb; } return [255, 255, 255]; };
          const contrast = (colour, e) => { const [a, b] = [light(parse(colour).rgb), light(ground(e))].sort((x, y) => y - x); return (a + 0.05) / (b + 0.05); };
          const found = [];
          let checked = 0;
          for (const e of document.querySelectorAll('body *')) {
            const style = getComputedStyle(e);
            if (e.matches('.line,.dot')) {
              const c = contrast(e.matches('.line') ? style.stroke : style.fill, e.closest('.card'));
              if (c < 3) found.push(`${e.getAttribute('class')}: ${c}`);
            }
            if (e.closest('title,desc') || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
            checked++;
            const c = contrast(e.namespaceURI.endsWith('svg') ? style.fill : style.color, e.namespaceURI.endsWith('svg') ? e.closest('.card') : e);
            if (c < 4.5) found.push(`"${e.textContent}": ${c}`);
          }
          return { checked, found };
        })()
        """;

    /// <summary>How wide the page is, and which boxes scroll by themselves.</summary>
    public const string Widths = """
        ({ page: document.documentElement.scrollWidth, window: innerWidth,
           scrolling: [...document.querySelectorAll('.scroll')].filter(b => b.scrollWidth > b.clientWidth).length })
        """;

    /// <summary>Everything of a chart that stands for a number, in pixels of the window.</summary>
    public const string Charts = """
        Object.fromEntries([...document.querySelectorAll('svg.chart')].map(chart => {
          const middle = e => { const b = e.getBoundingClientRect(); return [(b.left + b.right) / 2, (b.top + b.bottom) / 2]; };
          const screen = line => [...line.points].map(p => { const q = p.matrixTransform(line.getScreenCTM()); return [q.x, q.y]; });
          const all = selector => [...chart.querySelectorAll(selector)];
          const yTexts = all('text.y'), xTexts = all('text.x');
          return [chart.id, {
            role: chart.getAttribute('role'),
            reading: chart.getAttribute('aria-labelledby').split(' ').map(id => document.getElementById(id).textContent),
            y: all('line.grid').map((line, i) => ({ text: yTexts[i].textContent, at: middle(line)[1] })),
            x: all('line.axis').slice(1).map((line, i) => ({ text: xTexts[i].textContent, at: middle(line)[0] })),
            lines: all('polyline.line').map(screen),
            dots: all('circle').map(middle),
            bars: all('rect').map(r => { const b = r.getBoundingClientRect(); return [b.left, b.right, b.top, b.bottom]; }),
          }];
        }))
        """;

    /// <summary>The confusion matrix as it is read.</summary>
    public const string Matrix = """
        [...document.querySelectorAll('table.matrix tbody tr')].map(line => [...line.querySelectorAll('td')].map(cell => Number(cell.textContent.replaceAll(',', ''))))
        """;

    /// <summary>The names in the table of scores, as they are read.</summary>
    public const string Names = "[...document.querySelectorAll('table.scores:not(.layers)')[0].querySelectorAll('tbody th')].map(cell => cell.textContent)";

    /// <summary>What the structure promises to those who cannot see it.</summary>
    public const string Structure = """
        ({ lang: document.documentElement.lang, title: document.title, scripts: document.querySelectorAll('script').length,
           unnamed: [...document.querySelectorAll('svg[role=img]')].filter(s => !s.querySelector('title')?.textContent || !s.querySelector('desc')?.textContent).length,
           headless: [...document.querySelectorAll('table')].filter(t => !t.querySelector('th[scope=col]') || !t.querySelector('th[scope=row]') || !document.getElementById(t.getAttribute('aria-labelledby'))).length,
           doubled: [...document.querySelectorAll('[id]')].map(e => e.id).filter((id, i, ids) => ids.indexOf(id) !== i) })
        """;
}
