namespace LossGen.Reports;

/// <summary>The page's style sheet.</summary>
internal static class Stylesheet
{
    public static string Text { get; } =
        "\n:root{color-scheme:light dark}\n" + Palette.Light.Style()
        + "@media (prefers-color-scheme:dark){\n" + Palette.Dark.Style() + "}\n" + Rules;

    private const string Rules = """
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
        body{margin:0;background:var(--page);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",Arial,sans-serif}
        main{max-width:1180px;margin:0 auto;padding:28px 20px 56px}
        h1{font-size:1.75rem;line-height:1.2;margin:0;overflow-wrap:anywhere}
        h2{font-size:1.2rem;line-height:1.3;margin:36px 0 12px;overflow-wrap:anywhere}
        .lead{margin:6px 0 0;color:var(--muted)}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(126px,1fr));gap:10px;margin:0 0 14px;padding:0}
        .tiles div{background:var(--card);border:1px solid var(--edge);border-radius:10px;padding:10px 14px 11px}
        .tiles dt{color:var(--muted);font-size:.8rem;line-height:1.35}
        .tiles dd{margin:2px 0 0;font-size:1.3rem;line-height:1.3;font-weight:600;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
        .cards{display:grid;grid-template-columns:minmax(0,1fr);gap:14px;margin:0 0 14px}
        .card{background:var(--card);border:1px solid var(--edge);border-radius:10px;margin:0;padding:14px 16px 16px;min-width:0}
        figcaption,.card h3,caption{font-size:.95rem;line-height:1.4;font-weight:600;margin:0 0 12px;text-align:left;color:var(--text)}
        .note{color:var(--muted);font-size:.85rem;margin:10px 0 0}
        .chart{display:block;box-sizing:content-box;overflow:visible;width:calc(100% - 62px);margin:0;padding:26px 14px 44px 48px;height:190px}
        .chart.square{height:auto;aspect-ratio:1;max-width:330px;margin:0 auto}
        .chart.upper{height:232px;padding-bottom:10px}
        .chart.lower{height:44px}
        .chart text{font-size:12px;fill:var(--muted);font-variant-numeric:tabular-nums}
        .chart .y{text-anchor:end}
        .chart .x{text-anchor:middle}
        .grid{stroke:var(--grid)}
        .axis{stroke:var(--muted)}
        .plot *{vector-effect:non-scaling-stroke}
        .line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
        .line.s0{stroke:var(--s0)}
        .line.s1{stroke:var(--s1);stroke-dasharray:9 4}
        .line.s2{stroke:var(--s2);stroke-dasharray:3 4}
        .line.s3{stroke:var(--s3);stroke-dasharray:10 4 2 4}
        .line.s4{stroke:var(--s4);stroke-dasharray:6 5}
        .line.s5{stroke:var(--s5);stroke-dasharray:2 6}
        #rate .line{stroke-dasharray:none}
        .dot{stroke:var(--card);stroke-width:1.5}
        .dot.s0{fill:var(--s0)}
        .dot.s1{fill:var(--s1)}
        .chance{fill:none;stroke:var(--muted);stroke-width:1.5;stroke-dasharray:1 5;stroke-linecap:round}
        .bar{fill:var(--bar);stroke:var(--card)}
        .count{fill:var(--muted);stroke:var(--card)}
        .legend{list-style:none;margin:8px 0 0;padding:0;font-size:.85rem}
        .legend li{display:flex;align-items:center;gap:8px;padding:1px 0}
        .legend .of{min-width:0;overflow-wrap:anywhere}
        .legend .value{margin-left:auto;white-space:nowrap;font-variant-numeric:tabular-nums;color:var(--muted)}
        .key{flex:none;width:24px;height:8px}
        .scroll{overflow:auto;max-height:34rem;border-radius:6px;
        background:linear-gradient(to right,var(--card) 40%,transparent) left/28px 100% no-repeat local,linear-gradient(to left,var(--card) 40%,transparent) right/28px 100% no-repeat local,
        linear-gradient(to right,var(--edge),transparent) left/9px 100% no-repeat scroll,linear-gradient(to left,var(--edge),transparent) right/9px 100% no-repeat scroll}
        .scroll:focus-visible{outline:2px solid var(--s0);outline-offset:2px}
        table{border-collapse:separate;border-spacing:0;font-size:.9rem;font-variant-numeric:tabular-nums}
        th{font-weight:600}
        td,th{padding:5px 9px;text-align:right;white-space:nowrap}
        .scores{width:100%}
        .scores td,.scores th{border-bottom:1px solid var(--grid)}
        .scores th[scope=row]{text-align:left;white-space:normal;overflow-wrap:anywhere;min-width:6em;font-weight:500}
        .scores thead th{color:var(--muted);font-size:.82rem}
        .scores thead th:first-child{text-align:left}
        .scores tfoot th,.scores tfoot td{font-weight:600}
        .scores thead th,.matrix thead th{position:sticky;top:0;background:var(--card);z-index:1}
        .matrix{margin:0 auto;border-spacing:2px}
        .matrix th{color:var(--muted);font-size:.82rem;font-weight:500}
        .matrix th bdi{display:inline-block;width:max-content;max-width:8.5em;white-space:normal;overflow-wrap:break-word}
        .matrix thead th{text-align:center;vertical-align:bottom}
        .matrix th[scope=row]{position:sticky;left:0;background:var(--card)}
        .matrix thead .corner{position:sticky;left:0;z-index:2;text-align:right}
        .matrix td{text-align:center;min-width:3.2em;padding:9px 8px;border-radius:4px;color:var(--muted)}
        .matrix.few{font-size:1rem}
        .matrix.few td{padding:18px 8px;min-width:3.6em}
        .matrix.many td{min-width:2.2em;padding:3px 4px;font-size:.8rem}
        .matrix.many thead th:not(.corner) bdi{display:inline-block;writing-mode:vertical-rl;transform:rotate(180deg);max-width:none;max-height:10em}
        .network{display:block;margin:0 auto 10px}
        .network text{font-size:12px;fill:var(--muted);text-anchor:middle}
        .network .units{font-weight:600;fill:var(--text);font-variant-numeric:tabular-nums}
        .edges{fill:none;stroke:var(--edge);stroke-width:.75}
        .network .input,.more{fill:var(--muted)}
        .network .hidden{fill:var(--s0)}
        .network .output{fill:var(--s1)}
        .advice{margin:0 0 20px;padding:10px 16px 10px 32px;border-left:4px solid var(--muted)}
        .settings{display:grid;grid-template-columns:repeat(auto-fill,minmax(210px,1fr));gap:2px 24px;margin:0;font-size:.9rem}
        .settings div{display:flex;justify-content:space-between;gap:12px;border-bottom:1px solid var(--grid);padding:4px 0}
        .settings dt{color:var(--muted)}
        .settings dd{margin:0;text-align:right;font-variant-numeric:tabular-nums}
        @media (min-width:760px){
        .cards.training{grid-template-columns:minmax(0,2fr) minmax(0,1fr)}
        .cards.results{grid-template-columns:repeat(2,minmax(0,1fr))}
        .cards .whole{grid-column:1/-1}
        }
        @media (min-width:760px) and (max-width:1079px){
        .cards .matrices{grid-column:1/-1}
        }
        @media (min-width:1080px){
        .cards.results{grid-template-columns:repeat(3,minmax(0,1fr))}
        .cards.results.two{grid-template-columns:repeat(2,minmax(0,1fr))}
        }
        @media (max-width:480px){
        main{padding:20px 10px 40px}
        .card{padding:12px 10px 14px}
        .chart{padding-left:46px;padding-right:12px;width:calc(100% - 58px)}
        td,th{padding:5px 6px}
        .matrix td,.matrix.few td{padding:12px 4px;min-width:2.6em}
        .matrix th bdi{max-width:6em}
        .scores{font-size:.84rem}
        .scores td,.scores thead th{padding:5px 4px}
        .scores th[scope=row]{padding-left:0}
        }
        @media print{
        body{background:none;font-size:12px}
        main{max-width:none;padding:0}
        .card,.tiles div{break-inside:avoid;border-color:#999}
        .scroll{overflow:visible;max-height:none}
        .scores thead th,.matrix th,.matrix thead th{position:static}
        td,.bar,.count{-webkit-print-color-adjust:exact;print-color-adjust:exact}
        }

        """;
}
