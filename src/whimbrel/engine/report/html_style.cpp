#include "whimbrel/engine/report/html_style.hpp"

namespace whimbrel::engine::html {

std::string_view style_sheet() {
  return R"css(
:root {
  color-scheme: light dark;
  --page: #f6f5f2; --card: #ffffff; --line: #e3e1db; --track: #eceae5;
  --ink: #1c1b19; --soft: #5d5b55; --accent: #2563c9;
  --good: #16784a; --good-wash: #e6f4ec; --warning: #96610a; --warning-wash: #fbf1dc;
  --bad: #b3261e; --bad-wash: #fbe9e7; --mono: ui-monospace, SFMono-Regular, Menlo, Consolas,
    "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #151514; --card: #1e1e1c; --line: #33322f; --track: #2c2b29;
    --ink: #edebe6; --soft: #a5a29a; --accent: #6ea0f2;
    --good: #5cc592; --good-wash: #17301f; --warning: #e0b15a; --warning-wash: #352a12;
    --bad: #f2857c; --bad-wash: #3a1b18;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
}
main { max-width: 68rem; margin: 0 auto; padding: 2rem 1.25rem 3rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: .15rem 0 .25rem; overflow-wrap: anywhere;
  letter-spacing: -.01em; }
h2 { font-size: 1.02rem; margin: 0 0 .9rem; }
h2::first-letter { text-transform: uppercase; }
p { margin: .35rem 0; }
code, .mono { font-family: var(--mono); font-size: .87em; overflow-wrap: anywhere; }
.eyebrow { color: var(--soft); font-size: .82rem; letter-spacing: .04em; text-transform: uppercase; }
.soft { color: var(--soft); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px;
  padding: 1.2rem 1.35rem; margin-top: 1rem; }
.columns { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); }
.columns .card { margin-top: 0; }
.columns { margin-top: 1rem; }
.headline { border-left: 5px solid var(--tone); background: var(--wash); border-radius: 10px;
  padding: 1rem 1.25rem; margin-top: 1.1rem; }
.headline b { display: block; font-size: 1.15rem; color: var(--tone); overflow-wrap: anywhere; }
.good { --tone: var(--good); --wash: var(--good-wash); }
.warning { --tone: var(--warning); --wash: var(--warning-wash); }
.bad { --tone: var(--bad); --wash: var(--bad-wash); }
.pill { display: inline-block; color: var(--tone); background: var(--wash); border-radius: 99px;
  padding: .1rem .65rem; font-size: .85rem; font-weight: 600; white-space: nowrap; }
.tiles { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1rem; }
.tile { flex: 1 1 auto; min-width: 7.5rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px;
  padding: .8rem 1rem; }
.tile b { display: block; font-size: 1.35rem; font-weight: 600; line-height: 1.25;
  overflow-wrap: anywhere; }
.tile span { color: var(--soft); font-size: .86rem; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th { text-align: left; color: var(--soft); font-weight: 500; font-size: .84rem; }
th, td { padding: .38rem .9rem .38rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; }
tr:last-child td { border-bottom: 0; }
th:last-child, td:last-child { padding-right: 0; }
.figure { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.bars { width: 26%; min-width: 5rem; vertical-align: middle; }
.scroll { overflow-x: auto; }
svg { display: block; }
.bar { fill: var(--accent); }
.track { fill: var(--track); }
.refused { fill: var(--bad); }
.phases { display: grid; grid-template-columns: max-content 1fr max-content; gap: .55rem 1rem;
  align-items: center; }
.phases .figure { font-size: .9rem; }
.axis { display: flex; justify-content: space-between; color: var(--soft); font-size: .82rem; }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; font-size: .9rem; margin-top: .6rem; }
.legend svg { display: inline-block; margin-right: .4rem; vertical-align: -1px; }
ul.plain { list-style: none; margin: 0; padding: 0; }
ul.plain > li { padding: .38rem 0 .38rem 1.9rem; position: relative;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
ul.plain > li:last-child { border-bottom: 0; }
.mark { position: absolute; left: 0; font-weight: 700; color: var(--tone); }
.timeline { border-left: 2px solid var(--line); margin: 0 0 0 .3rem; padding: 0; list-style: none; }
.timeline li { padding: .25rem 0 .25rem 1.1rem; position: relative; overflow-wrap: anywhere; }
.timeline li::before { content: ""; position: absolute; left: -5px; top: .78rem; width: 8px;
  height: 8px; border-radius: 50%; background: var(--accent); }
.timeline time { color: var(--soft); font-variant-numeric: tabular-nums; font-size: .86rem;
  margin-right: .7rem; }
.sample { border-top: 1px solid var(--line); padding: .65rem 0; }
.sample:first-of-type { border-top: 0; padding-top: 0; }
.diff { display: grid; grid-template-columns: max-content minmax(0, 1fr) minmax(0, 1fr);
  gap: .25rem .9rem; margin-top: .35rem; }
.diff > * { padding: .1rem .5rem; border-radius: 5px; }
.diff .name { padding-left: 0; color: var(--soft); }
.diff .before { background: var(--bad-wash); }
.diff .after { background: var(--good-wash); }
.diff .before::before { content: "− "; color: var(--bad); }
.diff .after::before { content: "+ "; color: var(--good); }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .3rem 1.2rem; margin: 0;
  font-size: .92rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
footer { color: var(--soft); font-size: .84rem; margin-top: 1.6rem; }
@media (max-width: 40rem) {
  .diff { grid-template-columns: 1fr; }
  .phases { grid-template-columns: 1fr max-content; }
  .phases > .row-chart { grid-column: 1 / -1; grid-row: auto; }
}
@media print {
  :root { --page: #fff; --card: #fff; --line: #ccc; --track: #e6e6e6; --ink: #000; --soft: #444;
    --accent: #2563c9; --good: #16784a; --good-wash: #fff; --warning: #96610a;
    --warning-wash: #fff; --bad: #b3261e; --bad-wash: #fff; }
  body { font-size: 11px; }
  main { padding: 0; max-width: none; }
  .card, .tile, .sample, .headline { break-inside: avoid; }
  .headline { border: 1px solid var(--line); border-left: 5px solid var(--tone); }
  svg { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
)css";
}

}  // namespace whimbrel::engine::html
