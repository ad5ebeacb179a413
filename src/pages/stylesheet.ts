import { createHash } from 'node:crypto';

/** Colours keep a contrast of at least 4.5 to 1 (7 to 1 for text) in both schemes; nothing is told by colour alone. */
export const CSS = `
:root { color-scheme: light dark; --text: #1a1f24; --ground: #ffffff; --quiet: #4a525a; --line: #737b83; --accent: #0b4f7c;
  --on-accent: #ffffff; --good: #0a5c2b; --bad: #96121f; --panel: #f3f5f7; }
@media (prefers-color-scheme: dark) { :root { --text: #f1f3f5; --ground: #14181c; --quiet: #c3cad1; --line: #8d969f;
  --accent: #9ccdf2; --on-accent: #10202c; --good: #8fdcab; --bad: #ffb3b3; --panel: #20262c; } }
* { box-sizing: border-box; }
body { margin: 0; font: 1.0625rem/1.55 system-ui, sans-serif; color: var(--text); background: var(--ground); }
header { display: flex; justify-content: space-between; gap: 1rem; padding: 1rem max(1rem, calc(50vw - 20rem));
  border-bottom: 1px solid var(--line); }
main { max-width: 42rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; overflow-wrap: anywhere; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 1rem; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2rem 0 .5rem; }
a { color: var(--accent); text-underline-offset: .15em; }
.home { font-weight: 700; text-decoration: none; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; padding: .5rem 1rem; background: var(--ground); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
form > div, fieldset > div { margin: 0 0 1rem; }
label { display: block; font-weight: 600; margin-bottom: .25rem; }
.hint { color: var(--quiet); margin: .25rem 0 0; }
input, select, textarea { font: inherit; width: 100%; max-width: 26rem; min-height: 2.75rem; padding: .4rem .6rem; color: inherit;
  background: var(--ground); border: 1px solid var(--line); border-radius: .25rem; }
[aria-invalid="true"] { border: 2px solid var(--bad); }
button, .button { display: inline-block; font: inherit; font-weight: 600; min-height: 2.75rem; padding: .5rem 1.25rem; border: 0;
  border-radius: .25rem; color: var(--on-accent); background: var(--accent); text-decoration: none; cursor: pointer; }
.panel { padding: 1rem 1.25rem; background: var(--panel); border-left: .4rem solid var(--line); margin: 0 0 1.5rem; }
.panel.good { border-left-color: var(--good); }
.panel.bad { border-left-color: var(--bad); }
.problem { color: var(--bad); font-weight: 600; margin: .25rem 0 0; }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .35rem 1.25rem; margin: 0 0 1.5rem; }
dt { color: var(--quiet); }
dd { margin: 0; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .6rem; } }
@media print { header, .skip { display: none; } }
`;

/** Its address changes with what it says, so browsers may keep it for good. */
export const STYLESHEET = `/pages-${createHash('sha256').update(CSS).digest('hex').slice(0, 12)}.css`;
