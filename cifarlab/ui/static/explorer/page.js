// ---- the page -------------------------------------------------------------------------------------------------------
export function mount(parent, state, host = null) { // host: the kernel's side, { can, get, set, send }; null where there is none
  const root = make('section', 'cl-explorer', parent, null, { 'aria-label': `frontier explorer: ${state.title}` });
  const off = [], listen = (o, n, f, opt) => { o.addEventListener(n, f, opt); off.push(() => o.removeEventListener(n, f, opt)); };
  const can = new Set(host ? host.can : []);
  let S = [], points = [], at = null, view = null, home = null, grid = null, frontier = [], best = { confirmed: -1, predicted: -1 };
  let x = 'macs', ymode = 'both', log = true, budget = null, hover = -1, focus = -1, selected = '', chosen = -1, code = [], compared = '', hidden = new Set(), study = 0;
  let past = [], future = [], curve = [], record = null, moves = [], frames = [], lastFrame = 0, W = 0, H = 0, L = 58, T = 10, R = 14, B = 58;
  const model = {}; // selectors of what is on the page
  const el = (cls, tag, into, txt = null, attrs = {}) => model[cls] = make(tag, `cl-${cls}`, into, txt, attrs);

  // the frame
  el('title', 'h2', root); el('what', 'p', root);
  const tools = make('div', 'cl-tools', root, null, { role: 'toolbar', 'aria-label': 'axes and budget' });
  const labelled = (txt, cls, tag, attrs = {}) => { const l = make('label', '', tools, `${txt} `); return el(cls, tag, l, null, attrs); };
  labelled('cost', 'x', 'select'); labelled('log', 'log', 'input', { type: 'checkbox' }); model.log.checked = true;
  labelled('show', 'y', 'select');
  for (const [v, t] of [['both', 'confirmed and predicted'], ['confirmed', 'confirmed only'], ['predicted', 'predicted only']]) make('option', '', model.y, t, { value: v });
  labelled('budget', 'budget', 'input', { type: 'number', min: 0, step: 'any', 'aria-label': 'budget on the cost axis' }); el('budget-unit', 'span', model.budget.parentNode);
  const zoomer = make('span', 'cl-zoom', tools);
  for (const [cls, t, label, f] of [['zoom-in', '+', 'zoom in', () => zoom(.7)], ['zoom-out', '−', 'zoom out', () => zoom(1 / .7)], ['reset-view', 'whole', 'show the whole plot', () => fit()]]) el(cls, 'button', zoomer, t, { type: 'button', 'aria-label': label }).onclick = f;
  el('best', 'div', root, null, { role: 'status' });
  const middle = make('div', 'cl-middle', root), left = make('div', 'cl-left', middle), panel = make('div', 'cl-panel', middle, null, { role: 'region', 'aria-label': 'selected network' });
  el('plot', 'div', left, null, { tabindex: 0, role: 'application', 'aria-roledescription': 'scatter plot' });
  const base = make('canvas', '', model.plot, null, { 'aria-hidden': 'true' }), over = make('canvas', '', model.plot, null, { 'aria-hidden': 'true' });
  el('strip', 'div', model.plot, null, { role: 'slider', tabindex: 0, 'aria-label': 'budget', title: 'drag here to set a budget' });
  const circle = make('div', 'cl-hover', model.plot, null, { 'aria-hidden': 'true' }); circle.hidden = true;
  const spot = make('div', 'cl-spot', model.plot, null, { 'aria-hidden': 'true' }); spot.hidden = true;
  el('tooltip', 'div', model.plot, null, { 'aria-hidden': 'true' }); model.tooltip.hidden = true;
  el('legend', 'div', left, null, { role: 'group', 'aria-label': 'what is shown' });
  el('announce', 'div', root, null, { 'aria-live': 'polite' });

  // the panel of the selected network
  const figure = (into, name, cls, attrs = {}) => { const d = make('div', 'cl-figure', into); make('span', 'cl-name', d, name); return el(cls, 'span', d, '', attrs); };
  const head = make('div', 'cl-head', panel); el('kind', 'strong', head, 'no network selected');
  el('selected-code', 'code', panel);
  const picture = make('div', 'cl-mini', panel), figs = make('div', 'cl-figures', panel);
  for (const [n, c] of [['MACs', 'macs'], ['parameters', 'params'], ['activations', 'activations'], ['largest pair', 'peak'], ['latency', 'latency'], ['predicted', 'predicted'], ['confirmed', 'confirmed'], ['to uniform', 'verdict']]) figure(figs, n, c);
  const deeds = make('div', 'cl-deeds', panel);
  for (const [c, t] of [['extract', 'extract'], ['train', 'train'], ['stop', 'stop'], ['export', 'export'], ['pin', 'compare with it']]) el(c, 'button', deeds, t, { type: 'button' });
  if (can.has('export')) { const l = make('label', 'cl-folder-label', panel, 'export to folder '); el('folder', 'input', l, null, { type: 'text', value: 'exported' }); } else el('folder', 'input', panel, null, { type: 'hidden' });
  el('no-kernel', 'p', panel); el('status', 'p', panel, '', { role: 'status' }); el('curve', 'div', panel); el('record', 'div', panel);
  const more = make('details', 'cl-more', panel); make('summary', '', more, 'layer by layer'); el('layers', 'table', make('div', 'cl-scroll', more));

  // the editor
  const editor = make('div', 'cl-editor', root, null, { role: 'region', 'aria-label': 'width skyline editor' });
  const line = make('div', 'cl-editline', editor); make('strong', '', line, 'widths'); el('edit-code', 'code', line);
  const keys = make('div', 'cl-deeds', editor);
  for (const [c, t, h] of [['undo', 'undo', 'undo the last change'], ['redo', 'redo', 'redo'], ['reset', 'reset', 'back to the selected network'], ['snap', 'snap to the frontier', 'to the most similar network of the frontier'], ['copy', 'copy code', 'copy the code'],
    ['use', 'select these widths', 'select this network, to extract or train it'], ['compare', 'compare with these', 'keep these widths for comparison']]) el(c, 'button', keys, t, { type: 'button', title: h });
  const efigs = make('div', 'cl-figures cl-wide', editor);
  for (const [n, c] of [['MACs', 'edit-macs'], ['parameters', 'edit-params'], ['activations', 'edit-activations'], ['latency', 'edit-latency'], ['predicted', 'edit-predicted']]) figure(efigs, n, c);
  el('bars', 'div', editor, null, { role: 'group', 'aria-label': 'widths, one slider a layer' });
  el('widen', 'div', editor, null, { role: 'group', 'aria-label': 'what to widen next' });
  el('widen-note', 'p', editor);
  el('compared', 'div', root, null, { role: 'region', 'aria-label': 'comparison' });
  const tableBox = make('details', 'cl-table-box', root); make('summary', '', tableBox, 'the points as a table'); el('table', 'table', make('div', 'cl-scroll', tableBox));

  // theme: what surrounds the page decides
  const cloth = { canvas: document.createElement('canvas'), view: null }; // the points, with a margin: a pan only shifts them
  let ink = {};
  const theme = () => {
    const b = document.body, h = document.documentElement, said = b.dataset.jpThemeLight ? b.dataset.jpThemeLight === 'false' : /vscode-(dark|high-contrast(?!-light))/.test(b.className) ? true : /vscode-light|vscode-high-contrast-light/.test(b.className) ? false : { dark: true, light: false }[b.dataset.theme || h.dataset.theme];
    root.classList.toggle('cl-dark', said ?? matchMedia('(prefers-color-scheme: dark)').matches);
    const css = getComputedStyle(root); ink = {};
    for (const k of ['ink', 'soft', 'grid', 'bg', 'searched', 'uniform', 'trained', 'second', 'second-uniform', 'third', 'best', 'mark', 's1', 's2', 's3']) ink[k] = css.getPropertyValue(`--cl-${k}`).trim();
    sprites.clear(); cloth.view = null;
  };
  const sprites = new Map();
  const shade = (kind, s) => s === 0 ? ink[KINDS[kind].colour] : KINDS[kind].colour === 'searched' ? ink[['', 'second', 'third'][Math.min(s, 2)]] : KINDS[kind].colour === 'uniform' ? ink['second-uniform'] : ink[KINDS[kind].colour];
  const shapeOf = (kind, s) => s > 0 && ['circle', 'ring'].includes(KINDS[kind].shape) ? (KINDS[kind].shape === 'ring' ? 'diamond-ring' : 'diamond') : KINDS[kind].shape;
  const stageColour = s => `var(--cl-s${(s - 1) % 3 + 1})`;

  // data
  const unpack = (d, s) => d.points.kind.map((kind, t) => { const g = k => d.points[k] ? d.points[k][t] : null; return { study: s, kind, code: d.points.code[t], macs: g('macs'), params: g('params'), activations: g('activations'), peak: g('peak'), ms: g('ms'),
    predicted: g('predicted'), sd: g('predicted_sd'), extrapolates: !!g('extrapolates'), confirmed: g('confirmed'), csd: g('confirmed_sd'), seeds: g('seeds'), budget: g('budget'), trained: g('trained'), vs: g('vs_uniform'), lo: g('vs_uniform_lo'), hi: g('vs_uniform_hi'), verdict: g('verdict'), measured: g('latency_measured'), iqr: g('latency_iqr') }; });
  function take(next) {
    state = next;
    S = state.studies.map(d => ({ ...d, fitted: d.predictor ? new Predictor(d.predictor) : null, names: d.space.layers, stages: d.space.stages, choices: d.space.choices }));
    points = []; S.forEach((d, s) => { for (const p of unpack(d, s)) { p.i = points.length; points.push(p); } });
    model.title.textContent = state.title; model.title.hidden = !state.title;
    model.what.replaceChildren(...S.filter((d, s) => d.what && (s === 0 || d.what !== S[0].what)).map(d => make('span', '', null, S.length > 1 ? `${d.name}: ${d.what} ` : d.what)));
    model.x.replaceChildren();
    for (const [k, a] of Object.entries(AXES)) {
      const there = k === 'latency' ? S.every(d => d.latency) : true, o = make('option', '', model.x, k === 'latency' ? there ? 'latency' : `latency (${S.find(d => !d.latency).no_latency})` : { params: 'parameters', macs: 'MACs', activations: 'activation memory' }[k], { value: k });
      o.disabled = !there; if (!there && x === k) x = 'macs';
    }
    model.x.value = x;
    if (!points.some(p => p.confirmed !== null)) { if (ymode === 'confirmed') ymode = 'both'; }
    layout(); legend(); tabulate();
  }
