namespace ActorQueue.Audio.Pictures;

/// <summary>How report pages look: light and dark as the reader's system wants it, readable in print, focus always visible.</summary>
internal static class PageStyle
{
    /// <summary>The style sheet of both kinds of page.</summary>
    public const string Css =
        """
        :root{color-scheme:light dark;--paper:#fbfbfd;--card:#fff;--ink:#1a1c23;--soft:#565b6b;--rule:#d9dce5;--wave:#8fa6d6;--rms:#2d4f9e;--first:#2d4f9e;--second:#a34700;--mark:#b3124f;--link:#1c4fb8;--warn-ink:#6b3a00;--warn:#fff3dc;--warn-rule:#e0a94a}
        @media (prefers-color-scheme:dark){:root{--paper:#14161c;--card:#1c1f28;--ink:#e8eaf0;--soft:#a4aabb;--rule:#353a48;--wave:#4d669f;--rms:#a9c1ff;--first:#9db8ff;--second:#ffab66;--mark:#ff7aa8;--link:#9dbcff;--warn-ink:#ffd999;--warn:#33270f;--warn-rule:#8a6a2a}}
        *{box-sizing:border-box}
        body{margin:0 auto;max-width:1120px;padding:1.5rem 1.25rem 3rem;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
        h1{font-size:1.7rem;line-height:1.2;margin:.2rem 0;overflow-wrap:anywhere}
        h2{font-size:1.15rem;margin:0 0 .4rem}
        h3{font-size:1rem;margin:1rem 0 .3rem}
        p{margin:.3rem 0}
        a{color:var(--link)}
        :focus-visible{outline:3px solid var(--link);outline-offset:2px}
        .soft,figcaption{color:var(--soft);font-size:.9rem;overflow-wrap:anywhere}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.75rem;margin:1.2rem 0;padding:0}
        .tile,section{background:var(--card);border:1px solid var(--rule);border-radius:.6rem}
        .tile{padding:.6rem .9rem}
        .tile dt{color:var(--soft);font-size:.85rem}
        .tile dd{margin:0;font-size:1.3rem;font-weight:600;font-variant-numeric:tabular-nums}
        .tile dd small{font-size:.85rem;font-weight:400;color:var(--soft)}
        section{margin:1rem 0;padding:1rem 1.1rem}
        .warnings{background:var(--warn);color:var(--warn-ink);border-color:var(--warn-rule)}
        .warnings ul{margin:.2rem 0;padding-left:1.2rem;overflow-wrap:anywhere}
        figure{margin:0}
        .wide{overflow-x:auto}
        .plot{display:block;width:100%;min-width:620px;height:auto}
        .small .plot{min-width:0}
        .plot text{fill:var(--ink);font-size:13px;font-family:inherit}
        .plot .tick{fill:var(--soft)}
        .plot .tonic{fill:var(--mark);font-weight:700}
        .plot .faint{opacity:.65}
        .plot .note{font-size:12px;fill:var(--ink)}
        .plot .grid{stroke:var(--rule);stroke-width:1}
        .plot .frame{fill:none;stroke:var(--rule);stroke-width:1}
        .plot .wave{fill:var(--wave)}
        .plot .rms{fill:var(--rms)}
        .plot .onset,.plot .bar{fill:var(--wave);stroke:var(--rms);stroke-width:1}
        .plot path{fill:none;stroke-linejoin:round}
        .plot .momentary{stroke:var(--wave);stroke-width:1.2}
        .plot .shortterm{stroke:var(--first);stroke-width:2.2}
        .plot .integrated{stroke:var(--mark);stroke-width:2}
        .plot .gate{stroke:var(--second);stroke-width:1.5;stroke-dasharray:7 5}
        .plot .beat{stroke:var(--mark);stroke-width:1.5}
        .plot .chosen{stroke:var(--mark);stroke-width:2.2}
        .plot .alternative{stroke:var(--second);stroke-width:1.6;stroke-dasharray:5 4}
        .pixelated{image-rendering:pixelated}
        .key{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;margin:.4rem 0 0;padding:0;list-style:none}
        .key i{display:inline-block;width:1.6rem;height:0;border-top:3px solid;margin-right:.45rem;vertical-align:middle}
        .key .k-momentary{border-color:var(--wave)}
        .key .k-shortterm{border-color:var(--first)}
        .key .k-integrated{border-color:var(--mark)}
        .key .k-gate,.key .k-alternative{border-color:var(--second);border-top-style:dashed}
        .scale{display:inline-block;height:.8rem;width:12rem;max-width:40vw;vertical-align:middle;margin:0 .4rem;border:1px solid var(--rule)}
        table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
        caption{text-align:left;color:var(--soft);font-size:.9rem;padding-bottom:.3rem}
        th,td{text-align:left;padding:.3rem .6rem;border-top:1px solid var(--rule);vertical-align:top}
        th{font-weight:600}
        tbody th{font-weight:400}
        .values th{width:19rem}
        .values td{overflow-wrap:anywhere}
        .values code{font-size:.8rem;color:var(--soft)}
        .group th{background:var(--paper);font-weight:600}
        .number{text-align:right;white-space:nowrap}
        .word{white-space:nowrap}
        .name{overflow-wrap:anywhere;min-width:14rem}
        .grid-2{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:1rem}
        thead button{all:unset;cursor:pointer;font-weight:600}
        thead button:focus-visible{outline:3px solid var(--link);outline-offset:2px}
        th[aria-sort=ascending] button::after{content:" \25B2"}
        th[aria-sort=descending] button::after{content:" \25BC"}
        input[type=search]{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--soft);border-radius:.4rem;padding:.35rem .6rem;width:100%;max-width:26rem}
        [hidden]{display:none}
        @media (max-width:560px){.values th{width:auto}body{padding:1rem .7rem}}
        @media print{section,.tile{break-inside:avoid}body{max-width:none}}
        """;

    /// <summary>Beginning of a page: nothing is loaded from anywhere, and only what stands in the page runs.</summary>
    /// <param name="title">Title of the window.</param>
    /// <param name="scriptSource">The script that may run, as the content security policy names it.</param>
    public static string Head(string title, string scriptSource = "'none'") =>
        $"""
        <!DOCTYPE html>
        <html lang="en" xmlns="http://www.w3.org/1999/xhtml"><head><meta charset="utf-8"/>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src {scriptSource}; base-uri 'none'; form-action 'none'"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/><meta name="color-scheme" content="light dark"/><meta name="referrer" content="no-referrer"/>
        <title>{Markup.Escape(title)}</title><style>
        {Css}
        </style></head>

        """;
}
