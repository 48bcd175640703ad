const light = `
  --paper: #f5f6f8; --card: #ffffff; --ink: #171a21; --soft: #5d6575; --faint: #8b93a3; --rule: #e2e5eb;
  --wire: #c4cad5; --gate: #d08a1d; --good: #14804a; --bad: #c4312c; --wait: #b86e00; --shadow: 15 23 42;
  --composite: #5b5bd6; --policy: #6b7280; --access: #8e4ec6; --configuration: #0f7fb5; --storage: #b4540a;
  --network: #0b8573; --compute: #2563d9; --other: #6b7280; --tint: 9%; --yaml-name: #4446b8; --yaml-text: #0b7a53;
`;
const dark = `
  --paper: #0d1016; --card: #151a22; --ink: #e8ebf1; --soft: #a3acbc; --faint: #717b8d; --rule: #262d39;
  --wire: #3a4352; --gate: #e0a23a; --good: #4cc38a; --bad: #f2706b; --wait: #f0b24c; --shadow: 0 0 0;
  --composite: #8b8cf7; --policy: #9aa4b5; --access: #c08bf0; --configuration: #4fb3e8; --storage: #f0954a;
  --network: #34c7ad; --compute: #6ea0ff; --other: #9aa4b5; --tint: 16%; --yaml-name: #a5a7ff; --yaml-text: #6fd3a5;
`;

/** How the page looks, by day and by night. */
export const stylesheet = `
:root { ${light} }
@media (prefers-color-scheme: dark) { :root:not([data-theme=light]) { ${dark} } }
:root[data-theme=dark] { ${dark} color-scheme: dark; }
:root[data-theme=light] { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1320px; margin: 0 auto; padding: 28px 28px 8px; }
.bar { display: flex; gap: 14px; align-items: center; padding: 12px 28px; border-bottom: 1px solid var(--rule); background: var(--card); }
.brand { font-weight: 700; letter-spacing: -.01em; }
.source { color: var(--soft); font: 13px ui-monospace, monospace; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.moment { margin-left: auto; color: var(--soft); font-size: 13px; white-space: nowrap; }
#theme { border: 1px solid var(--rule); background: none; color: var(--soft); border-radius: 8px; width: 32px; height: 32px; font-size: 15px; cursor: pointer; }
#theme:hover { color: var(--ink); }
.eyebrow { margin: 0; color: var(--faint); font-size: 12px; letter-spacing: .04em; }
.headline { margin: 0 0 22px; }
.headline + .headline { padding-top: 14px; }
h1 { margin: 2px 0 0; font-size: 34px; line-height: 1.15; letter-spacing: -.025em; display: flex; gap: 14px; align-items: center; flex-wrap: wrap; }
.phase { font-size: 13px; font-weight: 600; letter-spacing: 0; padding: 3px 11px; border-radius: 99px; color: var(--composite); background: color-mix(in srgb, var(--composite) var(--tint), transparent); }
.phase.bad { color: var(--bad); background: color-mix(in srgb, var(--bad) var(--tint), transparent); }
.shape { margin: 6px 0 0; color: var(--soft); font-size: 16px; }
.refusal { margin: 12px 0 0; padding: 10px 14px; border-left: 3px solid var(--bad); background: color-mix(in srgb, var(--bad) 8%, transparent); border-radius: 0 8px 8px 0; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(190px, 1fr)); gap: 12px; margin: 20px 0 0; }
.tile { background: var(--card); border: 1px solid var(--rule); border-radius: 12px; padding: 12px 16px 13px; }
.tile dt { color: var(--faint); font-size: 12px; }
.tile dd { margin: 1px 0 0; font-size: 17px; font-weight: 600; letter-spacing: -.01em; line-height: 1.3; }
.tile small { display: block; margin-top: 2px; font-size: 12.5px; font-weight: 400; letter-spacing: 0; color: var(--soft); }
.card { background: var(--card); border: 1px solid var(--rule); border-radius: 14px; box-shadow: 0 1px 2px rgb(var(--shadow) / 4%), 0 8px 24px rgb(var(--shadow) / 4%); }
.canvas { margin: 0; overflow: hidden; }
.scroll { overflow: auto; max-height: max(480px, 88vh); padding: 6px; background: radial-gradient(var(--rule) 1px, transparent 1px) 0 0 / 20px 20px; }
svg.graph { display: block; margin: 0 auto; width: 100%; height: auto; }
figcaption { display: flex; flex-wrap: wrap; gap: 6px 18px; padding: 11px 18px; border-top: 1px solid var(--rule); color: var(--soft); font-size: 13px; }
figcaption span { display: inline-flex; align-items: center; gap: 7px; }
.hint { margin-left: auto; color: var(--faint); }
.swatch { width: 10px; height: 10px; border-radius: 3px; background: var(--tone); }
.wire { width: 22px; border-top: 1.5px dashed var(--gate); }
.composite { --tone: var(--composite); } .policy { --tone: var(--policy); } .access { --tone: var(--access); }
.configuration { --tone: var(--configuration); } .storage { --tone: var(--storage); } .network { --tone: var(--network); }
.compute { --tone: var(--compute); } .other { --tone: var(--other); }
.caption { font: 11.5px system-ui, sans-serif; fill: var(--faint); }
.node { cursor: pointer; outline: none; }
.node text { font-family: system-ui, sans-serif; }
.node .box { fill: var(--card); stroke: var(--rule); stroke-width: 1.2; transition: stroke .15s, filter .15s; filter: drop-shadow(0 1px 1.5px rgb(var(--shadow) / 9%)); }
.node.composite .box { stroke: var(--tone); fill: color-mix(in srgb, var(--tone) 6%, var(--card)); }
.node:hover .box, .node:focus-visible .box, .node.chosen .box { stroke: var(--tone); stroke-width: 1.8; }
.node .badge rect { fill: color-mix(in srgb, var(--tone) var(--tint), var(--card)); }
.node .icon { fill: none; stroke: var(--tone); stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
.node .kind { font-size: 11px; fill: var(--faint); }
.node .note { fill: var(--wait); }
.node.composite .note { fill: var(--tone); font-weight: 600; }
.node .name { font-size: 13.5px; font-weight: 600; fill: var(--ink); letter-spacing: -.005em; }
.node .state { fill: none; }
.node.ready .state { fill: var(--good); } .node.notready .state { fill: var(--wait); }
.node.notmade .box, .node.released .box { stroke-dasharray: 5 4; stroke: var(--wire); }
.node.notmade .badge, .node.released { opacity: .75; }
.fact rect { fill: color-mix(in srgb, var(--wait) var(--tint), var(--card)); stroke: var(--wait); stroke-dasharray: 4 3; }
.fact text { font: 12px system-ui, sans-serif; fill: var(--wait); }
.junction { fill: var(--card); stroke: var(--gate); stroke-width: 1.6; }
.edge { fill: none; stroke: var(--wire); stroke-width: 1.3; transition: opacity .15s, stroke .15s; }
.edge.gates { stroke: var(--gate); stroke-dasharray: 4 4; opacity: .75; }
.edge.reads { stroke: var(--faint); stroke-dasharray: 1 4; stroke-linecap: round; }
.arrowhead { fill: none; stroke: context-stroke; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
.lighting .edge, .lighting .node, .lighting .fact, .lighting .junction { opacity: .22; }
.lighting .lit { opacity: 1; }
.lighting .edge.makes.lit { stroke: var(--composite); }
@media (prefers-reduced-motion: no-preference) { .lighting .edge.gates.lit { animation: flow .7s linear infinite; } }
@keyframes flow { to { stroke-dashoffset: -8; } }
.panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 16px; margin: 16px 0 0; align-items: start; }
.stack { display: grid; gap: 16px; }
.meter { height: 8px; border-radius: 9px; background: var(--rule); overflow: hidden; margin: 12px 0 8px; }
.meter i { display: block; height: 100%; min-width: 3px; border-radius: 9px; background: var(--composite); }
.ends { display: flex; justify-content: space-between; margin: 0; color: var(--soft); font-size: 14px; }
.panel { padding: 16px 18px 14px; }
h3 { margin: 0 0 8px; font-size: 14px; letter-spacing: -.005em; }
.panel ul { list-style: none; margin: 0; padding: 0; }
.panel li { position: relative; padding: 8px 0 8px 22px; border-top: 1px solid var(--rule); font-size: 14px; }
.panel li:first-child { border-top: 0; }
.panel li::before { content: ''; position: absolute; left: 3px; top: 15px; width: 8px; height: 8px; border-radius: 50%; background: var(--wire); }
.panel li b { font-weight: 600; overflow-wrap: anywhere; } .panel li em { float: right; margin-left: 10px; font-style: normal; color: var(--faint); font-size: 13px; }
.panel li span { display: block; color: var(--soft); overflow-wrap: anywhere; }
.panel li.chosen::before, .panel li.true::before { background: var(--good); }
.panel li.unknown::before, .waits li::before { background: var(--wait) !important; }
.panel li.lost b { font-weight: 500; color: var(--soft); text-decoration: line-through; text-decoration-color: var(--faint); }
.drawer { max-width: 1320px; margin: 16px auto 0; padding: 0 28px; }
.sheet { display: none; position: relative; outline: none; padding: 20px 22px; background: var(--card); border: 1px solid var(--rule); border-radius: 14px; }
.sheet:target { display: block; }
.sheet h2 { margin: 0 40px 10px 0; font-size: 20px; letter-spacing: -.015em; overflow-wrap: anywhere; }
.sheet .eyebrow { color: var(--tone); }
.sheet .wait { margin: 0 0 10px; padding: 7px 12px; border-radius: 8px; font-size: 14px; color: var(--wait); background: color-mix(in srgb, var(--wait) var(--tint), transparent); }
.close { position: absolute; right: 16px; top: 12px; color: var(--faint); font-size: 24px; line-height: 1; text-decoration: none; padding: 4px 8px; }
.close:hover { color: var(--ink); }
pre { margin: 0; padding: 14px 16px; overflow: auto; background: var(--paper); border: 1px solid var(--rule); border-radius: 10px; font: 12.5px/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; tab-size: 2; }
pre b { font-weight: 500; color: var(--yaml-name); } pre s { text-decoration: none; color: var(--yaml-text); }
pre u { text-decoration: none; color: var(--storage); } pre i { color: var(--faint); }
.scripted .drawer { position: fixed; inset: 0 0 0 auto; width: min(580px, 94vw); max-width: none; margin: 0; padding: 0; transform: translateX(104%); transition: transform .22s ease; pointer-events: none; z-index: 2; }
.scripted .choosing .drawer { transform: none; pointer-events: auto; }
.scripted .sheet { display: none; height: 100%; flex-direction: column; border-radius: 0; border-width: 0 0 0 1px; box-shadow: -12px 0 40px rgb(var(--shadow) / 14%); }
.scripted .sheet.chosen { display: flex; }
.scripted .sheet pre { flex: 1; }
footer { max-width: 1320px; margin: 0 auto; padding: 18px 28px 34px; color: var(--faint); font-size: 13px; }
@media (max-width: 640px) { main, .bar, footer { padding-left: 16px; padding-right: 16px; } h1 { font-size: 27px; } .moment, .hint { display: none; } }
@media print { #theme, .hint, .drawer { display: none; } .scroll { max-height: none; } svg.graph { min-width: 0 !important; } .card { box-shadow: none; } }
@media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
`;
