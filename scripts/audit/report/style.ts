import { dark, light, type Palette } from "./palette";

function variables(palette: Palette): string {
    return Object.entries(palette)
        .map(([name, colour]) => `--${name}:${colour};`)
        .join("");
}

/** One column that fits a phone; on narrow screens each row of a table becomes a block. No script, no font, no picture. */
export const style = `
:root{color-scheme:light dark;${variables(light)}}
@media (prefers-color-scheme:dark){:root{${variables(dark)}}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:break-word}
pre,code,summary{overflow-wrap:anywhere}
main,header,footer{max-width:70rem;margin:0 auto;padding:0 1rem}
h1{font-size:1.7rem;line-height:1.2;margin:1.5rem 0 .25rem}
h2{font-size:1.3rem;margin:2rem 0 .5rem}
h3{font-size:1.05rem;margin:1.25rem 0 .5rem}
p{margin:.5rem 0}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-999rem}.skip:focus{left:1rem;top:.5rem;background:var(--page);padding:.5rem}
.quiet{color:var(--quiet)}
.open{color:var(--open);font-weight:600}.accepted{color:var(--accepted);font-weight:600}
.passed{color:var(--passed);font-weight:600}
.cards{display:grid;gap:.75rem;grid-template-columns:repeat(auto-fill,minmax(min(15rem,45%),1fr));padding:0;list-style:none}
.cards>li{background:var(--raised);border-left:4px solid var(--line);padding:.6rem .8rem;border-radius:4px}
.figure{font-size:1.5rem;font-weight:600;font-variant-numeric:tabular-nums}
table{border-collapse:collapse;width:100%;margin:.5rem 0}
caption{text-align:left;color:var(--quiet);padding-bottom:.25rem}
th,td{text-align:left;vertical-align:top;padding:.4rem .6rem .4rem 0;border-bottom:1px solid var(--line)}
pre{white-space:pre-wrap;margin:.25rem 0;font-size:.875rem;color:var(--quiet)}
code{font-size:.9em}
.findings td:first-child,.findings th:first-child{white-space:nowrap}
.findings td:nth-child(2){width:50%}
details{margin:.5rem 0}summary{cursor:pointer;padding:.35rem 0;font-weight:600}
svg{max-width:100%;height:auto;display:block}
.bars{padding:0;list-style:none}
.bars>li{display:grid;grid-template-columns:15rem 1fr 7rem;gap:.75rem;align-items:center;padding:.2rem 0}
.bars svg{width:100%;height:1rem}
.bar-open{fill:var(--open)}.bar-accepted{fill:var(--accepted)}.bar-passed{fill:var(--passed)}
.curve{fill:none;stroke:var(--link);stroke-width:2}.dot{fill:var(--link)}.axis{stroke:var(--line);stroke-width:1}
@media (max-width:40rem){
.bars>li{grid-template-columns:1fr auto}.bars svg{grid-area:2/1/3/3}
thead{position:absolute;left:-999rem}
tr,td,th{display:block;border:0;padding:.15rem 0}
tr{border-bottom:1px solid var(--line);padding:.5rem 0}
td[data-label]:not(:empty)::before{content:attr(data-label) ": ";color:var(--quiet)}
}
@media print{details>*{display:block}}
`;
