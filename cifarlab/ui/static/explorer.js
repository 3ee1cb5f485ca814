// Frontier explorer and width skyline editor: one module for the widget (`render`) and for a static page (`mount`). No dependency.
const KINDS = { // how each kind of point is drawn and called
  searched: { name: 'searched', shape: 'circle', colour: 'searched' }, uniform: { name: 'uniform width', shape: 'square', colour: 'uniform' },
  full: { name: 'full width', shape: 'star', colour: 'ink' }, trained: { name: 'trained for the search', shape: 'dot', colour: 'trained' },
  predicted: { name: 'predicted frontier', shape: 'ring', colour: 'searched' }, line: { name: 'uniform width, predicted', shape: 'tick', colour: 'uniform' },
  random: { name: 'random codes, predicted', shape: 'speck', colour: 'trained' } };
const ORDER = ['random', 'line', 'predicted', 'trained', 'uniform', 'searched', 'full']; // bottom to top
const AXES = {
  params: { label: 'parameters, thousands', unit: 'thousand parameters', per: 1e3, key: 'params' },
  macs: { label: 'MACs, millions', unit: 'million MACs', per: 1e6, key: 'macs' },
  activations: { label: 'activation memory, MB (float32, all convolution outputs of one image)', unit: 'MB of activations', per: 25e4, key: 'activations' },
  latency: { label: 'latency, ms (predicted by table)', unit: 'ms', per: 1, key: 'ms' } };
const HIT = 14, BAR = 132, FOOT = 18; // pixels: reach of the pointer, height of the widest bar, room for names below it

const make = (tag, cls = '', parent = null, text = null, attrs = {}) => {
  const e = document.createElement(tag);
  if (cls) e.className = cls;
  if (text !== null) e.textContent = text;
  for (const [k, v] of Object.entries(attrs)) e.setAttribute(k, v);
  if (parent) parent.appendChild(e);
  return e;
};
const svg = (tag, attrs, parent = null) => {
  const e = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [k, v] of Object.entries(attrs)) e.setAttribute(k, v);
  if (parent) parent.appendChild(e);
  return e;
};
const big = v => v >= 1e6 ? `${(v / 1e6).toFixed(v >= 1e8 ? 0 : 2)} M` : v >= 1e3 ? `${(v / 1e3).toFixed(1)} k` : `${v}`;
const whole = v => Math.round(v).toLocaleString('en');
const bytes = n => n * 4 >= 1e6 ? `${(n * 4 / 1e6).toFixed(2)} MB` : `${(n * 4 / 1e3).toFixed(1)} kB`; // float32
const pm = (m, s, d = 2) => m == null ? '' : s == null ? `${m.toFixed(d)} %` : `${m.toFixed(d)} ± ${s.toFixed(d)} %`;
const widths = code => typeof code === 'string' ? code.split('-').map(Number) : Array.from(code);
const text = code => widths(code).join('-');

// ---- the predictor: cifarlab.search.predictor.Predictor again -------------------------------------------------------
function cholesky(A, n) { // rows in a Float64Array, lower triangle, in place
  for (let j = 0; j < n; j++) for (let i = j; i < n; i++) {
    let s = A[i * n + j];
    for (let k = 0; k < j; k++) s -= A[i * n + k] * A[j * n + k];
    A[i * n + j] = i === j ? Math.sqrt(s) : s / A[j * n + j];
  }
  return A;
}
export class GP {
  constructor(d) {
    Object.assign(this, d);
    const L = this.L = d.stages.length, k = this.k = d.n_linear, s = d.scales;
    this.S = Math.max(...d.stages) + 1;
    this.near = cholesky(Float64Array.from({ length: L * L }, (_, t) => Math.exp(-Math.abs((t / L | 0) - t % L) / 3)), L);
    this.amp = [s[k + 1] ** 2, s[k + 3] ** 2];
    this.len = [s[k + 2], s[k + 4]];
    this.rows = d.codes.map((c, i) => this.blocks(widths(c), d.score ? d.score[i] : null));
    this.w = new Float64Array(this.rows[0].lin.length); // the linear part is one sum for all
    this.rows.forEach((r, i) => { for (let j = 0; j < this.w.length; j++) this.w[j] += d.alpha[i] * r.lin[j]; });
    this.range = Array.from({ length: this.S }, (_, t) => [Math.min(...this.rows.map(r => r.sums[t])), Math.max(...this.rows.map(r => r.sums[t]))]);
  }
  blocks(code, score) { // scaled: linear columns in one row, two smooth parts
    const { L, S, stages, least, k, scales: s } = this, x = code.map(Math.log2), sums = Array(S).fill(0), pairs = Array(S).fill(0);
    for (let i = 0; i < L; i++) { sums[stages[i]] += x[i]; pairs[stages[i]] += i ? code[i] * code[i - 1] : code[i]; }
    const all = pairs.reduce((a, b) => a + b, 0);
    const raw = [...x, ...x.map((v, i) => 2 ** (least[i] - v)), ...sums, ...pairs.map(Math.log2), Math.log2(all), x.reduce((a, b) => a + b, 0), Math.min(...x)];
    const z = raw.map((v, i) => (v - this.mean[i]) / this.sd[i]), root = Math.sqrt(L), lin = [];
    for (const [h, from] of [[0, 0], [1, L]]) { // log widths, inverse widths
      const a = z.slice(from, from + L);
      for (let j = 0; j < L; j++) { let t = 0; for (let i = j; i < L; i++) t += a[i] * this.near[i * L + j]; lin.push(t / root * s[1 + 3 * h]); }
      for (let j = 0; j < L; j++) lin.push(a[j] / root * s[2 + 3 * h]);
      lin.push(a.reduce((p, q) => p + q, 0) / root * s[3 + 3 * h]);
    }
    const tail = z.slice(2 * L);
    for (const v of tail) lin.push(v / Math.sqrt(tail.length) * s[7]);
    if (score !== null) { lin.push(score * s[8]); tail.push(score); }
    return { lin: Float64Array.from(lin), sums,
      a: Float64Array.from(z.slice(0, 2 * L), v => v / Math.sqrt(2 * L) / this.len[0]), b: Float64Array.from(tail, v => v / Math.sqrt(tail.length) / this.len[1]) };
  }
  smooth(p, q) {
    let d = 0, e = 0;
    for (let i = 0; i < p.a.length; i++) { const t = p.a[i] - q.a[i]; d += t * t; }
    for (let i = 0; i < p.b.length; i++) { const t = p.b[i] - q.b[i]; e += t * t; }
    return this.amp[0] * Math.exp(-.5 * d) + this.amp[1] * Math.exp(-.5 * e);
  }
  kernel(p, q) { let t = this.smooth(p, q); for (let i = 0; i < p.lin.length; i++) t += p.lin[i] * q.lin[i]; return t; }
  at(code, score = null) { return this.blocks(code, score === null ? null : (score - this.score_scale[0]) / this.score_scale[1]); }
  meanAt(p) {
    let m = 0;
    for (let i = 0; i < p.lin.length; i++) m += p.lin[i] * this.w[i];
    for (let i = 0; i < this.rows.length; i++) m += this.alpha[i] * this.smooth(p, this.rows[i]);
    return this.center + this.scale * m;
  }
  half(p) { // inverse root of the training covariance times the covariances with p; kept in p
    if (p.v) return p.v;
    const n = this.rows.length;
    if (!this.root) {
      const K = new Float64Array(n * n);
      for (let i = 0; i < n; i++) { for (let j = 0; j <= i; j++) K[i * n + j] = this.kernel(this.rows[i], this.rows[j]); K[i * n + i] += this.scales[0] ** 2 + this.noise[i]; }
      this.root = cholesky(K, n);
    }
    const v = new Float64Array(n);
    for (let i = 0; i < n; i++) { let t = this.kernel(p, this.rows[i]); for (let j = 0; j < i; j++) t -= this.root[i * n + j] * v[j]; v[i] = t / this.root[i * n + i]; }
    return p.v = v;
  }
  cov(p, q) { const a = this.half(p), b = this.half(q); let t = this.kernel(p, q); for (let i = 0; i < a.length; i++) t -= a[i] * b[i]; return t; }
  sdAt(p) { return this.scale * Math.sqrt(Math.max(0, this.cov(p, p))); }
  sdOfDifference(p, q) { return this.scale * Math.sqrt(Math.max(0, this.cov(p, p) + this.cov(q, q) - 2 * this.cov(p, q))); }
  extrapolates(p) { return p.sums.some((v, t) => v < this.range[t][0] - 1e-9 || v > this.range[t][1] + 1e-9); }
}
export class Belief { // a predictor, whose scores may come from another one
  constructor(d) { this.model = new GP(d.model); this.score = d.score_model ? new GP(d.score_model) : null; }
  at(code) { const c = widths(code); return this.model.at(c, this.score ? this.score.meanAt(this.score.at(c)) : null); }
  mean(p) { return Math.min(100, Math.max(0, this.model.meanAt(p))); }
  predict(code) { const p = this.at(code); return [this.mean(p), this.model.sdAt(p)]; }
}

// ---- exact cost: cifarlab.search.width_cost again -------------------------------------------------------------------
export function layersOf(code, { n_classes, shortcut, size }, names) { // a row a convolution, its batch norm counted with it, and the classifier
  const c = widths(code), n = (c.length - 1) / 6, rows = [];
  let on = size;
  const conv = (name, i, o, k, before) => rows.push({ name, i, o, on, macs: k * i * o * on * on, params: k * i * o + 2 * o, acts: o * on * on, pair: before * before * i + on * on * o });
  conv(names[0], 3, c[0], 9, on);
  for (let b = 0; b < 3 * n; b++) {
    const [i, m, o] = c.slice(2 * b, 2 * b + 3), two = b === n || b === 2 * n, before = on;
    if (two) on = (on + 1) >> 1;
    conv(names[2 * b + 1], i, m, 9, before); conv(names[2 * b + 2], m, o, 9, on);
    const project = shortcut === 'pad' ? false : i !== o || (shortcut === 'challenge' ? b % n === 0 : two);
    if (project) conv(`blocks.${b}.shortcut`, i, o, 1, before);
  }
  const last = c[c.length - 1];
  rows.push({ name: 'head', i: last, o: n_classes, on: 1, macs: last * n_classes, params: n_classes * (last + 1), acts: 0, pair: 0 });
  return rows;
}
const sum = (rows, k) => rows.reduce((a, r) => a + r[k], 0);
export function costOf(code, cost, names) {
  const rows = layersOf(code, cost, names);
  return { params: sum(rows, 'params'), macs: sum(rows, 'macs'), activations: sum(rows, 'acts'), peak: Math.max(...rows.map(r => r.pair)) };
}
export function latencyOf(code, table, choices) { // the sum of the table's layers
  const at = widths(code).map((w, i) => choices[i].indexOf(w));
  let ms = 0;
  for (const { genes, values } of table.tables) { let r = 0; for (const g of genes) r = r * choices[g].length + at[g]; ms += values[r]; }
  return table.base + table.scale * ms;
}

// ---- points near a place --------------------------------------------------------------------------------------------
class Grid {
  constructor(xs, ys, ids, n = 96) {
    Object.assign(this, { xs, ys, ids, n });
    const lim = a => { let lo = Infinity, hi = -Infinity; for (const i of ids) { if (a[i] < lo) lo = a[i]; if (a[i] > hi) hi = a[i]; } return [lo, (hi - lo) || 1]; };
    [this.x0, this.w] = lim(xs); [this.y0, this.h] = lim(ys);
    this.start = new Int32Array(n * n + 1); this.items = new Int32Array(ids.length);
    const cell = ids.map(i => this.col(xs[i], this.x0, this.w) * n + this.col(ys[i], this.y0, this.h));
    for (const c of cell) this.start[c + 1]++;
    for (let c = 0; c < n * n; c++) this.start[c + 1] += this.start[c];
    const fill = this.start.slice();
    ids.forEach((i, t) => { this.items[fill[cell[t]]++] = i; });
  }
  col(v, lo, span) { return Math.min(this.n - 1, Math.max(0, Math.floor((v - lo) / span * this.n))); }
  nearest(x, y, rx, ry) { // rx, ry: how much of each axis the reach is; the nearest in units of the reach
    const [a, b] = [x - rx, x + rx].map(v => this.col(v, this.x0, this.w)), [c, d] = [y - ry, y + ry].map(v => this.col(v, this.y0, this.h));
    let best = -1, least = 1;
    for (let i = a; i <= b; i++) for (let t = this.start[i * this.n + c]; t < this.start[i * this.n + d + 1]; t++) {
      const p = this.items[t], q = ((this.xs[p] - x) / rx) ** 2 + ((this.ys[p] - y) / ry) ** 2;
      if (q <= least) { least = q; best = p; }
    }
    return best;
  }
}
function ticks(lo, hi, log, room) { // lo, hi: of the shown axis, log10 if log
  if (log && hi - lo > .5) {
    const out = [];
    for (let e = Math.floor(lo); e <= hi; e++) for (const m of hi - lo > 2.5 ? [1] : [1, 2, 5]) { const v = Math.log10(m) + e; if (v >= lo && v <= hi) out.push([v, m * 10 ** e]); }
    return out;
  }
  const [a, b] = log ? [10 ** lo, 10 ** hi] : [lo, hi], raw = (b - a) / room, mag = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map(m => m * mag).find(s => s >= raw), out = [];
  for (let v = Math.ceil(a / step) * step; v <= b + step * 1e-9; v += step) { const t = +v.toPrecision(12); out.push([log ? Math.log10(t) : t, t]); }
  return out.filter(([v]) => isFinite(v));
}
const tickText = v => v === 0 ? '0' : Math.abs(v) >= 1e5 || Math.abs(v) < 1e-3 ? v.toExponential(0) : `${+v.toPrecision(4)}`;
function marker(c, shape, x, y, r) { // a path
  c.beginPath();
  if (shape === 'square') c.rect(x - r * .9, y - r * .9, 1.8 * r, 1.8 * r);
  else if (shape === 'diamond') { c.moveTo(x, y - r * 1.2); c.lineTo(x + r * 1.2, y); c.lineTo(x, y + r * 1.2); c.lineTo(x - r * 1.2, y); c.closePath(); }
  else if (shape === 'star') { for (let k = 0; k < 10; k++) { const q = k % 2 ? r * .6 : r * 1.5, a = Math.PI * (k / 5 - .5); c[k ? 'lineTo' : 'moveTo'](x + q * Math.cos(a), y + q * Math.sin(a)); } c.closePath(); }
  else c.arc(x, y, r, 0, 2 * Math.PI);
}

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
    S = state.studies.map(d => ({ ...d, belief: d.predictor ? new Belief(d.predictor) : null, names: d.space.layers, stages: d.space.stages, choices: d.space.choices }));
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
  const yOf = p => p.kind === 'trained' ? ymode === 'confirmed' ? null : p.trained : ymode === 'confirmed' ? p.confirmed : ymode === 'predicted' ? p.predicted : p.confirmed ?? p.predicted;
  const isConfirmed = p => p.confirmed !== null && ymode !== 'predicted';
  const tx = v => log ? Math.log10(v) : v;
  function layout(keep = false) { // where each point lies; what is on the frontier
    const n = points.length, X = new Float64Array(n), Y = new Float64Array(n), ids = [], key = AXES[x].key, per = AXES[x].per;
    for (const p of points) {
      const v = p[key], y = yOf(p);
      X[p.i] = v === null ? NaN : tx(v / per); Y[p.i] = y === null ? NaN : y;
      if (!hidden.has(`${p.study}/${p.kind}`) && isFinite(X[p.i]) && isFinite(Y[p.i])) ids.push(p.i);
    }
    at = { X, Y, ids, by: ORDER.map(k => ids.filter(i => points[i].kind === k || k === 'predicted' && !(points[i].kind in KINDS))) };
    grid = ids.length ? new Grid(X, Y, ids) : null;
    const walk = ids.filter(i => !['random', 'trained', 'line'].includes(points[i].kind)).sort((a, b) => X[a] - X[b] || Y[b] - Y[a]);
    frontier = []; let top = -Infinity;
    for (const i of walk) if (Y[i] > top) { top = Y[i]; frontier.push(i); }
    const solid = ids.filter(i => points[i].kind !== 'random'), of = solid.length ? solid : ids;
    const lim = (a, list, pad) => { let lo = Infinity, hi = -Infinity; for (const i of list) { if (a[i] < lo) lo = a[i]; if (a[i] > hi) hi = a[i]; } if (!(hi > lo)) { lo -= .5; hi += .5; } const m = (hi - lo) * pad; return [lo - m, hi + m]; };
        const [x0, x1] = of.length ? lim(X, of, .04) : [0, 1], [y0, y1] = of.length ? lim(Y, of, .08) : [0, 100];
    home = { x0: log ? x0 : Math.min(x0, Math.max(0, x0)), x1, y0, y1 };
    if (!keep || !view) view = { ...home };
    cloth.view = null;
    setBest(); plotLabel(); draw();
  }
  const px = v => L + (v - view.x0) / (view.x1 - view.x0) * (W - L - R), py = v => H - B - (v - view.y0) / (view.y1 - view.y0) * (H - T - B);
  const ux = p => view.x0 + (p - L) / (W - L - R) * (view.x1 - view.x0), uy = p => view.y0 + (H - B - p) / (H - T - B) * (view.y1 - view.y0);
  function fit() { view = { ...home }; draw(); }
  function zoom(f, cx = (L + W - R) / 2, cy = (T + H - B) / 2) {
    const a = ux(cx), b = uy(cy);
    view = { x0: a + (view.x0 - a) * f, x1: a + (view.x1 - a) * f, y0: b + (view.y0 - b) * f, y1: b + (view.y1 - b) * f }; draw();
  }

  // painting, on change only
  let wanted = 0, dirty = 0; // 1: the marks above, 2: the points, too
  function draw(what = 2) { dirty = Math.max(dirty, what); if (!wanted) wanted = requestAnimationFrame(paint); }
  function paint(now) {
    const d = dirty; wanted = dirty = 0;
    if (!W || !at) return;
    if (d === 2) paintBase();
    paintOver();
    if (now - lastFrame < 250) frames.push(now - lastFrame);
    if (frames.length > 2000) frames.splice(0, 1000);
    lastFrame = now;
  }
  function sprite(shape, colour, r, hollow) {
    const key = [shape, colour, r, hollow].join();
    if (sprites.has(key)) return sprites.get(key);
    const q = devicePixelRatio || 1, size = 2 * Math.ceil(r * 1.6 + 2), c = document.createElement('canvas'); c.width = c.height = Math.ceil(size * q);
    const g = c.getContext('2d'); g.scale(q, q); marker(g, shape, size / 2, size / 2, r);
    if (hollow) { g.fillStyle = ink.bg; g.fill(); g.strokeStyle = colour; g.lineWidth = 1.4; g.stroke(); } else { g.fillStyle = colour; g.fill(); }
    sprites.set(key, [c, size]); return sprites.get(key);
  }
  function paintPoints(w, h, q) {
    const { X, Y } = at, mx = Math.round(w * .35), my = Math.round(h * .35), c = cloth.canvas, wide = w + 2 * mx, high = h + 2 * my;
    c.width = Math.ceil(wide * q); c.height = Math.ceil(high * q); Object.assign(cloth, { view: { ...view }, mx, my });
    const g = c.getContext('2d'), kx = w / (view.x1 - view.x0), ky = h / (view.y1 - view.y0), px = v => mx + (v - view.x0) * kx, py = v => my + h - (v - view.y0) * ky;
    g.setTransform(q, 0, 0, q, 0, 0);
    const inside = i => { const a = px(X[i]), b = py(Y[i]); return a > -9 && a < wide + 9 && b > -9 && b < high + 9; };
    ORDER.forEach((kind, o) => {
      const ids = at.by[o];
      for (let s = 0; s < S.length; s++) {
        const mine = S.length > 1 ? ids.filter(i => points[i].study === s) : ids;
        if (!mine.length) continue;
        const colour = shade(kind, s), shape = shapeOf(kind, s);
        if (kind === 'random') {
          g.fillStyle = colour; g.globalAlpha = .45; g.beginPath();
          for (const i of mine) if (inside(i)) g.rect(px(X[i]) - 1, py(Y[i]) - 1, 2.2, 2.2);
          g.fill(); g.globalAlpha = 1; continue;
        }
        if (['line', 'uniform', 'searched'].includes(kind)) { // points of one kind are joined
          const sorted = mine.slice().sort((a, b) => X[a] - X[b]);
          g.strokeStyle = colour; g.lineWidth = kind === 'line' ? 1 : 1.6; g.setLineDash(kind === 'line' ? [2, 3] : kind === 'uniform' ? [6, 4] : []); g.beginPath();
          sorted.forEach((i, t) => g[t ? 'lineTo' : 'moveTo'](px(X[i]), py(Y[i]))); g.stroke(); g.setLineDash([]);
        }
        if (mine.length < 600) { // one standard deviation
          g.strokeStyle = colour;
          for (const hollow of [true, false]) {
            g.lineWidth = hollow ? .8 : 1.6; g.globalAlpha = hollow ? .35 : 1; g.beginPath();
            for (const i of mine) {
              const p = points[i], e = isConfirmed(p) ? p.csd : kind === 'line' || kind === 'trained' ? null : p.sd;
              if (isConfirmed(p) === hollow || !e || !inside(i)) continue;
              const a = px(X[i]), b = py(Y[i] - e), c = py(Y[i] + e);
              g.moveTo(a, b); g.lineTo(a, c); if (!hollow) { g.moveTo(a - 3.5, b); g.lineTo(a + 3.5, b); g.moveTo(a - 3.5, c); g.lineTo(a + 3.5, c); }
            }
            g.stroke();
          }
          g.globalAlpha = 1;
        }
        const r = { trained: 3.2, line: 2, predicted: mine.length > 2000 ? 2.6 : 3.8, full: 6 }[kind] ?? 5;
        const solid = sprite(shape.replace('-ring', ''), colour, r, false), hollow = sprite(shape.replace('-ring', ''), colour, r, true);
        for (const i of mine) if (inside(i)) {
          const full = kind === 'trained' || kind === 'line' || isConfirmed(points[i]), [img, size] = full ? solid : hollow;
          g.drawImage(img, px(X[i]) - size / 2, py(Y[i]) - size / 2, size, size);
        }
      }
    });
  }
  function paintBase() {
    const q = devicePixelRatio || 1, g = base.getContext('2d', { alpha: false });
    g.setTransform(q, 0, 0, q, 0, 0); g.fillStyle = ink.bg; g.fillRect(0, 0, W, H); g.font = '12px system-ui, sans-serif';
    const xs = ticks(view.x0, view.x1, log, Math.max(3, (W - L - R) / 90)), ys = ticks(view.y0, view.y1, false, Math.max(3, (H - T - B) / 50));
    g.strokeStyle = ink.grid; g.lineWidth = 1; g.beginPath();
    for (const [v] of xs) { const p = Math.round(px(v)) + .5; g.moveTo(p, T); g.lineTo(p, H - B); }
    for (const [v] of ys) { const p = Math.round(py(v)) + .5; g.moveTo(L, p); g.lineTo(W - R, p); }
    g.stroke();
    const w = W - L - R, h = H - T - B, same = cloth.view && Math.abs((cloth.view.x1 - cloth.view.x0) / (view.x1 - view.x0) - 1) < 1e-9 && Math.abs((cloth.view.y1 - cloth.view.y0) / (view.y1 - view.y0) - 1) < 1e-9;
    const shift = () => [cloth.mx + (view.x0 - cloth.view.x0) / (view.x1 - view.x0) * w, cloth.my - (view.y1 - cloth.view.y1) / (view.y1 - view.y0) * h];
    if (!same || shift().some((s, k) => s < 0 || s > 2 * [cloth.mx, cloth.my][k])) paintPoints(w, h, q);
    const [sx, sy] = shift(); g.drawImage(cloth.canvas, Math.round(sx * q), Math.round(sy * q), Math.round(w * q), Math.round(h * q), L, T, w, h);
    g.strokeStyle = ink.soft; g.strokeRect(L + .5, T + .5, W - L - R - 1, H - T - B - 1);
    g.fillStyle = ink.ink; g.textAlign = 'center'; g.textBaseline = 'top';
    let last = -99; for (const [v, n] of xs) { const p = px(v), t = tickText(n), w = g.measureText(t).width / 2; if (p - w > last + 6) { g.fillText(t, p, H - B + 18); last = p + w; } }
    g.fillText(AXES[x].label + (log ? ', log scale' : ''), (L + W - R) / 2, H - 20);
    g.textAlign = 'right'; g.textBaseline = 'middle'; for (const [v, n] of ys) g.fillText(tickText(n), L - 7, py(v));
    g.save(); g.translate(13, (T + H - B) / 2); g.rotate(-Math.PI / 2); g.textAlign = 'center'; g.fillText({ both: 'top-1, % (filled: confirmed; hollow: predicted)', confirmed: 'confirmed top-1, %', predicted: 'predicted top-1, %' }[ymode], 0, 0); g.restore();
  }
  function paintOver() {
    const q = devicePixelRatio || 1, g = over.getContext('2d'), { X, Y } = at;
    g.setTransform(q, 0, 0, q, 0, 0); g.clearRect(0, 0, W, H);
    const ring = (i, colour, r, width, dash = []) => { if (i < 0 || !isFinite(X[i]) || !isFinite(Y[i])) return; const a = px(X[i]), b = py(Y[i]); if (a < L || a > W - R || b < T || b > H - B) return; g.strokeStyle = colour; g.lineWidth = width; g.setLineDash(dash); g.beginPath(); g.arc(a, b, r, 0, 7); g.stroke(); g.setLineDash([]); };
    if (budget !== null) {
      const p = Math.min(W - R, Math.max(L, px(tx(budget / AXES[x].per))));
      g.fillStyle = ink.soft; g.globalAlpha = .16; g.fillRect(p, T, W - R - p, H - T - B); g.globalAlpha = 1;
      g.strokeStyle = ink.best; g.lineWidth = 1.5; g.beginPath(); g.moveTo(p, T); g.lineTo(p, H - B + 8); g.stroke();
      for (const i of [best.confirmed, best.predicted]) { if (i < 0) continue; g.globalAlpha = .3; g.fillStyle = ink.best; g.beginPath(); g.arc(px(X[i]), py(Y[i]), 13, 0, 7); g.fill(); g.globalAlpha = 1; ring(i, ink.best, 13, 2.5); }
    }
    g.strokeStyle = ink.soft; g.lineWidth = 5; g.lineCap = 'round'; g.globalAlpha = .35; g.beginPath(); g.moveTo(L, H - B + 9); g.lineTo(W - R, H - B + 9); g.stroke(); g.globalAlpha = 1;
    if (budget !== null) { const p = Math.min(W - R, Math.max(L, px(tx(budget / AXES[x].per)))); g.strokeStyle = ink.best; g.beginPath(); g.moveTo(L, H - B + 9); g.lineTo(p, H - B + 9); g.stroke(); g.fillStyle = ink.best; g.beginPath(); g.arc(p, H - B + 9, 6, 0, 7); g.fill(); }
    ring(focus, ink.mark, 9, 2, [3, 2]); ring(chosen, ink.mark, 9, 3);
    edited();
  }
  function edited() { // where the edited widths lie; moved, not painted
    spot.hidden = true;
    if (!W || !S[study] || !code.length || ymode === 'confirmed' || chosen >= 0 && points[chosen].code === text(code)) return;
    const f = figuresOf(code, study), v = f[AXES[x].key]; if (f.predicted === null || v === null) return;
    const a = px(tx(v / AXES[x].per)), b = py(f.predicted), e = Math.min(200, b - py(f.predicted + f.sd));
    if (a < L || a > W - R || b < T || b > H - B) return;
    spot.hidden = false; spot.style.transform = `translate(${a - 8}px,${b - e}px)`; spot.style.height = `${2 * e}px`;
  }
  const memo = { key: '', value: null };
  function figuresOf(c, s, near = null) { // all figures of any code
    const d = S[s], key = `${s}/${text(c)}`;
    if (memo.key === key) return memo.value;
    const out = { ...costOf(c, d.cost, d.names), ms: d.latency ? latencyOf(c, d.latency, d.choices) : null, predicted: null, sd: null, extrapolates: false };
    if (d.belief) { const p = d.belief.at(c); out.at = p; out.predicted = d.belief.mean(p); out.sd = d.belief.model.sdAt(p); out.extrapolates = d.belief.model.extrapolates(p); }
    memo.key = key; memo.value = out; return out;
  }

  // words about the plot
  function plotLabel() { model.plot.setAttribute('aria-label', `${at.ids.length} networks, top-1 in percent against ${AXES[x].label}; ${frontier.length} on the frontier. Arrow keys walk along it, Enter selects, plus and minus zoom, 0 shows all.`); }
  const costText = (p, k) => k === 'activations' ? bytes(p.activations) : k === 'latency' ? `${p.ms.toFixed(3)} ms` : k === 'params' ? `${whole(p.params)} parameters` : `${big(p.macs)} MACs`;
  const nameOf = p => `${KINDS[p.kind] ? KINDS[p.kind].name : p.kind}${S.length > 1 ? `, ${S[p.study].name}` : ''}`;
  const accuracy = p => p.kind === 'trained' ? `held-out ${p.trained.toFixed(2)} %` : [p.confirmed !== null ? `confirmed ${pm(p.confirmed, p.csd)}, ${p.seeds} seed${p.seeds > 1 ? 's' : ''}` : '', p.predicted !== null ? `predicted ${pm(p.predicted, p.sd)}${p.extrapolates ? ', extrapolated' : ''}` : ''].filter(Boolean).join('; ');
  const say = t => { model.announce.textContent = t; };
  function strip(c, s, height = 36, width = 6) { // a code as bars grouped by stage
    const d = S[s], box = make('span', 'cl-bars-mini', null, null, { role: 'img' });
    box.style.height = `${height}px`; box.dataset.height = height;
    d.stages.forEach((g, i) => { make('i', '', box).style.cssText = `width:${width}px;height:${height}px;background:${stageColour(g)};${i && g !== d.stages[i - 1] ? 'margin-left:4px' : ''}`; });
    setStrip(box, c, s); return box;
  }
  function setStrip(box, c, s) { // bars are full and squeezed: no layout
    const top = Math.max(...S[s].choices.map(o => o[o.length - 1])), w = widths(c), h = +box.dataset.height;
    box.setAttribute('aria-label', `widths ${text(c)}`);
    w.forEach((v, i) => { box.children[i].style.transform = `scaleY(${Math.max(1 / h, v / top)})`; });
  }
  const tip = { i: -1, bars: null, lines: [] };
  function showTip(i) { // the ring and the text are moved, not painted: a hover costs no canvas
    const t = model.tooltip;
    circle.hidden = t.hidden = i < 0;
    if (i < 0) return;
    const p = points[i], a = px(at.X[i]), b = py(at.Y[i]), wide = 250;
    if (tip.i !== i || tip.points !== points) {
      if (!tip.bars || tip.study !== p.study || tip.points !== points) { t.replaceChildren(tip.bars = strip(p.code, p.study)); tip.lines = ['b', 'span', 'span'].map(n => make(n, '', t)); tip.study = p.study; tip.points = points; }
      else setStrip(tip.bars, p.code, p.study);
      tip.i = i; t.dataset.i = i;
      [nameOf(p), accuracy(p), [costText(p, 'macs'), costText(p, 'params'), costText(p, 'activations'), ...(p.ms !== null ? [costText(p, 'latency')] : [])].join(', ')].forEach((v, k) => { if (tip.lines[k].textContent !== v) tip.lines[k].textContent = v; });
    }
    circle.style.transform = `translate(${a - 8}px,${b - 8}px)`;
    t.style.transform = `translate(${Math.round(a + wide + 24 > W ? Math.max(0, a - wide - 14) : a + 14)}px,${Math.round(Math.max(0, Math.min(b - 20, H - 150)))}px)`;
  }

  // legend and table
  function swatch(kind, s) {
    const g = svg('svg', { width: 22, height: 16, viewBox: '0 0 22 16', 'aria-hidden': 'true' }), shape = shapeOf(kind, s), colour = shade(kind, s);
    const fill = ['ring', 'diamond-ring'].includes(shape) ? 'none' : colour, r = kind === 'random' ? 1.5 : kind === 'trained' ? 3 : 4.5;
    if (['line', 'uniform', 'searched'].includes(kind)) svg('path', { d: 'M1 8H21', stroke: colour, 'stroke-width': kind === 'line' ? 1 : 1.6, 'stroke-dasharray': kind === 'line' ? '2 3' : kind === 'uniform' ? '5 3' : '' }, g);
    if (kind === 'line') return g;
    if (shape === 'square') svg('rect', { x: 11 - r, y: 8 - r, width: 2 * r, height: 2 * r, fill }, g);
    else if (shape.startsWith('diamond')) svg('path', { d: `M11 ${8 - r}L${11 + r} 8L11 ${8 + r}L${11 - r} 8Z`, fill, stroke: colour, 'stroke-width': 1.4 }, g);
    else if (shape === 'star') svg('path', { d: 'M11 1l2 5h5l-4 3 1.6 5.4L11 11l-4.600 3.400L8 9 4 6h5z', fill }, g);
    else svg('circle', { cx: 11, cy: 8, r, fill, stroke: colour, 'stroke-width': 1.4 }, g);
    return g;
  }
  function legend() {
    model.legend.replaceChildren();
    S.forEach((d, s) => {
      for (const kind of ORDER.slice().reverse()) {
        const mine = points.filter(p => p.study === s && p.kind === kind); if (!mine.length) continue;
        const id = `${s}/${kind}`, seeds = [...new Set(mine.filter(p => p.confirmed !== null).map(p => p.seeds))].sort((a, b) => a - b), conf = mine.some(p => p.confirmed !== null);
        const words = `${S.length > 1 ? `${d.name}: ` : ''}${KINDS[kind].name}${conf ? `, confirmed, ${seeds.join('-')} seed${seeds.length > 1 || seeds[0] > 1 ? 's' : ''}` : ['searched', 'uniform', 'full'].includes(kind) ? ', predicted' : ''}${mine.length > 1 ? ` (${whole(mine.length)})` : ''}`;
        const b = make('button', '', model.legend, null, { type: 'button', 'data-kind': kind, 'data-study': s, 'aria-pressed': !hidden.has(id), title: 'show or hide' });
        b.append(swatch(kind, s), make('span', '', null, words));
        b.onclick = () => { hidden.has(id) ? hidden.delete(id) : hidden.add(id); b.setAttribute('aria-pressed', !hidden.has(id)); layout(true); };
      }
    });
  }
  function tabulate() {
    const t = model.table; t.replaceChildren(make('caption', '', null, 'Named points; random codes are left out'));
    const h = make('tr', '', make('thead', '', t)); for (const n of ['network', 'MACs', 'parameters', 'activations', 'latency', 'accuracy', 'code']) make('th', '', h, n, { scope: 'col' });
    const body = make('tbody', '', t);
    for (const p of points.filter(p => !['random', 'line'].includes(p.kind)).slice(0, 400)) {
      const r = make('tr', '', body, null, { 'data-code': p.code });
      for (const v of [nameOf(p), whole(p.macs), whole(p.params), bytes(p.activations), p.ms === null ? '' : `${p.ms.toFixed(3)} ms`, accuracy(p)]) make('td', '', r, v);
      const b = make('button', 'cl-link', make('td', '', r), p.code, { type: 'button' }); b.onclick = () => select(p.i);
    }
  }

  // budget
  function setBudget(v, told = true) {
    budget = v === null || !isFinite(v) || v <= 0 ? null : v;
    model.budget.value = budget === null ? '' : +(budget / AXES[x].per).toPrecision(4);
    setBest(); draw(1); if (told) say(model.best.textContent);
  }
  function setBest() {
    best = { confirmed: -1, predicted: -1 };
    const key = AXES[x].key;
    if (budget !== null) for (const i of at.ids) {
      const p = points[i]; if (p[key] > budget || p.kind === 'trained') continue;
      if (isConfirmed(p)) { if (best.confirmed < 0 || p.confirmed > points[best.confirmed].confirmed) best.confirmed = i; }
      else if (p.predicted !== null && (best.predicted < 0 || p.predicted > points[best.predicted].predicted)) best.predicted = i;
    }
    const out = model.best; out.replaceChildren();
    model.strip.setAttribute('aria-valuetext', budget === null ? 'no budget' : `${+(budget / AXES[x].per).toPrecision(4)} ${AXES[x].unit}`);
    model.strip.setAttribute('aria-valuemin', 0); model.strip.setAttribute('aria-valuemax', 100); model.strip.setAttribute('aria-valuenow', budget === null ? 100 : Math.round(100 * Math.min(1, Math.max(0, (tx(budget / AXES[x].per) - home.x0) / (home.x1 - home.x0)))));
    model['budget-unit'].textContent = ` ${AXES[x].unit}`;
    if (budget === null) { out.textContent = 'Set a budget, in the field or by a drag under the axis: the best network within it lights up.'; return; }
    out.append(`Within ${+(budget / AXES[x].per).toPrecision(4)} ${AXES[x].unit}: `);
    for (const k of ['confirmed', 'predicted']) {
      if (best[k] < 0) continue;
      const p = points[best[k]], b = make('button', `cl-link cl-best-${k}`, out, `best ${k} ${k === 'confirmed' ? pm(p.confirmed, p.csd) : pm(p.predicted, p.sd)} (${nameOf(p)}, ${costText(p, x)})`, { type: 'button', 'data-code': p.code });
      b.onclick = () => select(p.i); out.append(' ');
    }
    if (best.confirmed < 0 && best.predicted < 0) out.append('no network shown is that cheap');
  }

  // the selected network
  const put = (cls, txt, value = null, sd = null) => { const e = model[cls]; if (e.textContent !== txt) e.textContent = txt; value === null ? e.removeAttribute('data-value') : e.setAttribute('data-value', value); if (sd !== null) e.setAttribute('data-sd', sd); else e.removeAttribute('data-sd'); };
  function allowed(c, s = study) { const w = widths(c); return w.length === S[s].choices.length && w.every((v, i) => S[s].choices[i].includes(v)); }
  function select(what, tell = true) { // the number of a point, or a code
    let i = typeof what === 'number' ? what : -1, c = i >= 0 ? points[i].code : text(what);
    if (i < 0) { const found = points.filter(p => p.code === c); found.sort((a, b) => ORDER.indexOf(b.kind) - ORDER.indexOf(a.kind) + 100 * ((b.confirmed !== null) - (a.confirmed !== null))); i = found.length ? found[0].i : -1; }
    if (i >= 0) study = points[i].study;
    if (!allowed(c)) throw new Error(`${c} is no code of ${S[study].space.name}`);
    selected = c; chosen = i; focus = i;
    showSelected(); edit(c, { quiet: true }); draw(1);
    const p = i >= 0 ? points[i] : null;
    say(`selected ${p ? nameOf(p) : 'own widths'}, code ${c}, ${p ? accuracy(p) : ''}`);
    if (host && tell) { host.set('selected', selected); host.set('edited', selected); }
  }
  function showSelected() {
    const d = S[study], none = !selected, p = chosen >= 0 ? points[chosen] : null, f = none ? null : figuresOf(widths(selected), study);
    model.kind.textContent = none ? 'no network selected: click a point' : p ? nameOf(p) : 'own widths';
    model['selected-code'].textContent = selected; picture.replaceChildren(...(none ? [] : [strip(selected, study, 44, 9)]));
    for (const k of ['macs', 'params', 'activations', 'peak', 'latency', 'predicted', 'confirmed', 'verdict']) put(k, '–');
    model.pin.disabled = none; more.hidden = none;
    if (none) { deeds2(); return; }
    put('macs', `${big(f.macs)}`, f.macs); put('params', whole(f.params), f.params);
    put('activations', `${bytes(f.activations)} float32 (${whole(f.activations)} elements)`, f.activations); put('peak', `${bytes(f.peak)} float32 (${whole(f.peak)} elements)`, f.peak);
    put('latency', f.ms === null ? d.no_latency : `${p && p.measured !== null ? `measured ${p.measured.toFixed(3)} ms (quartile distance ${p.iqr.toFixed(3)}); ` : ''}${f.ms.toFixed(3)} ms by the table`, f.ms); model.latency.title = d.latency ? d.latency.about : '';
    const mean = p && p.predicted !== null ? p.predicted : f.predicted, sd = p && p.predicted !== null ? p.sd : f.sd;
    put('predicted', mean === null ? 'no predictor here' : pm(mean, sd) + ((p ? p.extrapolates : f.extrapolates) ? ', extrapolated' : ''), mean, sd);
    put('confirmed', p && p.confirmed !== null ? `${pm(p.confirmed, p.csd)}, ${p.seeds} seed${p.seeds > 1 ? 's' : ''}` : p && p.kind === 'trained' ? `held-out ${p.trained.toFixed(2)} %, one training for the search` : 'not trained for confirmation', p ? p.confirmed : null, p ? p.csd : null);
    put('verdict', p && p.vs !== null ? `${p.vs >= 0 ? '+' : ''}${p.vs.toFixed(2)} points${p.lo === null ? '' : ` (${p.lo.toFixed(2)} to ${p.hi.toFixed(2)})`}: ${p.verdict}` : p && p.kind === 'uniform' ? 'it is uniform' : '–');
    layerTable(); deeds2();
  }
  function layerTable() {
    const d = S[study], rows = layersOf(widths(selected), d.cost, d.names), m = sum(rows, 'macs'), q = sum(rows, 'params'), t = model.layers;
    t.replaceChildren(make('caption', '', null, 'parameters of a convolution hold those of its batch norm'));
    const h = make('tr', '', make('thead', '', t)); for (const n of ['layer', 'in → out', 'pixels', 'MACs', '%', 'parameters', '%']) make('th', '', h, n, { scope: 'col' });
    const b = make('tbody', '', t);
    for (const r of rows) { const e = make('tr', '', b); for (const v of [r.name, `${r.i} → ${r.o}`, r.on > 1 ? `${r.on}×${r.on}` : '', whole(r.macs), (100 * r.macs / m).toFixed(1), whole(r.params), (100 * r.params / q).toFixed(1)]) make('td', '', e, v); }
    const e = make('tr', 'cl-total', b); for (const v of ['sum', '', '', whole(m), '100', whole(q), '100']) make('td', '', e, v);
  }
  function deeds2() { // which buttons can be pressed
    const busy = host ? host.get('busy') : '', none = !selected;
    for (const k of ['extract', 'train', 'export']) model[k].disabled = !can.has(k) || none || !!busy;
    model.stop.disabled = busy !== 'train';
    const lacks = ['extract', 'train', 'export'].filter(k => !can.has(k));
    model['no-kernel'].textContent = !host ? 'This page has no kernel: extract, train and export need the notebook. Looking, comparing and editing work here.' : lacks.length ? `Not offered here: ${lacks.join(', ')}.` : '';
    model['no-kernel'].hidden = !!host && !lacks.length;
  }
  function drawCurve() {
    const box = model.curve; box.replaceChildren(); if (!curve.length) return;
    const n = curve[curve.length - 1].epochs, w = 300, h = 130, l = 38, b = 30, vals = curve.flatMap(c => [c.top1, c.train_top1]).filter(v => v != null);
    const lo = Math.max(0, Math.floor(Math.min(...vals) / 10) * 10), hi = Math.min(100, Math.ceil(Math.max(...vals, lo + 5) / 10) * 10), X = e => l + (w - l - 8) * (n > 1 ? (e - 1) / (n - 1) : .5), Y = v => 8 + (h - b - 8) * (1 - (v - lo) / (hi - lo));
    const g = svg('svg', { viewBox: `0 0 ${w} ${h}`, role: 'img', 'aria-label': `training curve: epoch ${curve.length} of ${n}` }, box);
    svg('path', { d: `M${l} 8V${h - b}H${w - 8}`, class: 'cl-axis' }, g);
    for (const v of [lo, hi]) svg('text', { x: l - 5, y: Y(v) + 4, 'text-anchor': 'end' }, g).textContent = v;
    for (const e of [...new Set([1, n])]) svg('text', { x: X(e), y: h - b + 13, 'text-anchor': 'middle' }, g).textContent = e;
    svg('text', { x: (l + w) / 2, y: h - 3, 'text-anchor': 'middle' }, g).textContent = 'epoch'; svg('text', { transform: `translate(11 ${(h - b) / 2 + 4}) rotate(-90)`, 'text-anchor': 'middle' }, g).textContent = 'top-1, %';
    for (const [k, cls] of [['train_top1', 'cl-c-train'], ['top1', 'cl-c-held']]) { const c = curve.filter(o => o[k] != null); if (!c.length) continue; svg('path', { d: c.map((o, t) => `${t ? 'L' : 'M'}${X(o.epoch).toFixed(1)} ${Y(o[k]).toFixed(1)}`).join(''), class: cls }, g); for (const o of c) svg('circle', { cx: X(o.epoch), cy: Y(o[k]), r: 2.5, class: cls }, g); }
    const last = curve[curve.length - 1], words = make('div', 'cl-curve-words', box);
    make('span', 'cl-c-train', words, `training ${last.train_top1 == null ? '' : last.train_top1.toFixed(1) + ' %'}`); make('span', 'cl-c-held', words, last.top1 == null ? '' : `held-out ${last.top1.toFixed(1)} %`);
    make('span', '', words, `epoch ${last.epoch} of ${n}`);
  }
  function drawRecord() {
    model.record.replaceChildren(); if (!record || !Object.keys(record).length) return;
    const t = make('table', '', make('div', 'cl-scroll', model.record)); make('caption', '', t, 'record of the training');
    for (const [k, v] of Object.entries(record)) if (v === null || typeof v !== 'object') { const r = make('tr', '', t); make('th', '', r, k, { scope: 'row' }); make('td', '', r, typeof v === 'number' && !Number.isInteger(v) ? v.toFixed(3) : `${v}`); }
  }

  // the editor
  let bars = [];
  function buildBars() {
    const d = S[study], top = Math.max(...d.choices.map(c => c[c.length - 1]));
    model.bars.replaceChildren(); model.widen.replaceChildren(); bars = [];
    d.choices.forEach((c, i) => {
      const bar = make('div', 'cl-bar', model.bars, null, { role: 'slider', tabindex: 0, 'data-i': i, 'aria-orientation': 'vertical', 'aria-label': `width of ${d.names[i]}, stage ${d.stages[i]}`, 'aria-valuemin': c[0], 'aria-valuemax': c[c.length - 1] });
      const track = make('div', 'cl-track', bar), fill = make('div', 'cl-fill', bar), num = make('span', 'cl-width', bar);
      track.style.height = `${c[c.length - 1] / top * BAR}px`; fill.style.background = stageColour(d.stages[i]);
      if (i && d.stages[i] !== d.stages[i - 1]) bar.classList.add('cl-stage-start');
      make('span', 'cl-bar-name', bar, d.names[i].replace('blocks.', '').replace('.conv', '.'), { title: d.names[i], 'aria-hidden': 'true' });
      const gain = make('div', 'cl-gain', model.widen, null, { 'data-i': i, role: 'img' }); if (bar.classList.contains('cl-stage-start')) gain.classList.add('cl-stage-start');
      bars.push({ bar, fill, num, gain, top });
      const near = y => { const v = (bar.getBoundingClientRect().bottom - FOOT - y) / BAR * top; return c.reduce((a, b) => Math.abs(b - v) < Math.abs(a - v) ? b : a); };
      const drag = { on: false, from: [] }, move = ev => { const v = near(ev.clientY); if (v !== code[i]) setWidth(i, v, ev, false); };
      bar.onpointerdown = ev => { if (ev.button) return; ev.preventDefault(); bar.focus(); bar.setPointerCapture(ev.pointerId); drag.on = true; drag.from = code.slice(); move(ev); };
      bar.onpointermove = ev => { if (drag.on) move(ev); };
      bar.onpointerup = bar.onpointercancel = () => { if (!drag.on) return; drag.on = false; if (text(drag.from) !== text(code)) { past.push(drag.from); future = []; buttons(); tellEdited(true); } };
      bar.onkeydown = ev => {
        const k = c.indexOf(code[i]), to = { ArrowUp: k + 1, ArrowRight: null, ArrowDown: k - 1, Home: 0, End: c.length - 1, PageUp: k + 3, PageDown: k - 3 }[ev.key];
        if (ev.key === 'ArrowRight' || ev.key === 'ArrowLeft') { const o = bars[i + (ev.key === 'ArrowRight' ? 1 : -1)]; if (o) o.bar.focus(); ev.preventDefault(); return; }
        if (to === undefined || to === null) return;
        ev.preventDefault(); ev.stopPropagation();
        const v = c[Math.min(c.length - 1, Math.max(0, to))]; if (v !== code[i]) setWidth(i, v, ev, true);
      };
    });
  }
  function setWidth(i, v, ev, note) { const next = code.slice(); next[i] = v; edit(next, { ev, note }); }
  let told = 0, telling = null;
  function tellEdited(now = false) { // the kernel hears of a drag now and then, and of its end
    if (!host) return;
    clearTimeout(telling); const wait = now ? 0 : Math.max(0, 200 - (performance.now() - told));
    telling = setTimeout(() => { told = performance.now(); host.set('edited', text(code)); }, wait);
  }
  function edit(next, { ev = null, note = false, quiet = false, keep = false } = {}) {
    const w = widths(next); if (!allowed(w)) throw new Error(`${text(next)} is no code of ${S[study].space.name}`);
    if (note && code.length && text(w) !== text(code)) { past.push(code.slice()); future = []; }
    if (bars.study !== study) { buildBars(); bars.study = study; code = []; past = quiet ? [] : past; future = []; }
    else if (quiet && !keep && text(w) !== text(code) && code.length) { past.push(code.slice()); future = []; }
    const before = code; code = w;
    const d = S[study], f = figuresOf(code, study);
    put('edit-macs', big(f.macs), f.macs); put('edit-params', whole(f.params), f.params); put('edit-activations', bytes(f.activations), f.activations);
    put('edit-latency', f.ms === null ? 'no table' : `${f.ms.toFixed(3)} ms`, f.ms); put('edit-predicted', f.predicted === null ? 'no predictor here' : pm(f.predicted, f.sd) + (f.extrapolates ? ', extrapolated' : ''), f.predicted, f.sd);
    model['edit-code'].textContent = text(code);
    bars.forEach((b, i) => { if (before[i] === code[i]) return; b.fill.style.height = `${code[i] / b.top * BAR}px`; b.num.textContent = code[i]; b.num.style.bottom = `${FOOT + 1 + code[i] / b.top * BAR}px`; b.bar.setAttribute('aria-valuenow', code[i]); b.bar.setAttribute('aria-valuetext', `${code[i]} channels`); });
    buttons(); edited();
    if (ev) { const t = ev.timeStamp || performance.now(); requestAnimationFrame(() => { const c = new MessageChannel(); c.port1.onmessage = () => { moves.push(performance.now() - t); c.port1.close(); }; c.port2.postMessage(0); }); }
    later(ev ? 60 : 0); if (!quiet) tellEdited();
  }
  let due = 0;
  const later = wait => { clearTimeout(due); due = setTimeout(() => { widenNext(); showCompared(); }, wait); }; // what needs a score of predictions waits for a pause of the hand
  function buttons() { model.undo.disabled = !past.length; model.redo.disabled = !future.length; model.reset.disabled = !selected || text(code) === selected; model.snap.disabled = !frontier.length; model.use.disabled = !code.length || text(code) === selected; }
  const step = (from, to) => { if (!from.length) return; to.push(code.slice()); edit(from.pop(), { quiet: true, keep: true }); tellEdited(true); say(`widths ${text(code)}, predicted ${model['edit-predicted'].textContent}, ${model['edit-macs'].textContent} MACs`); };
  function snap() { // the most similar network of the frontier: least sum of squared doublings
    const far = i => widths(points[i].code).reduce((a, v, t) => a + Math.log2(v / code[t]) ** 2, 0), mine = frontier.filter(i => points[i].study === study && points[i].kind !== 'uniform');
    if (!mine.length) return; const i = mine.reduce((a, b) => far(b) < far(a) ? b : a);
    edit(points[i].code, { note: true }); say(`snapped to ${nameOf(points[i])}, ${accuracy(points[i])}`); focus = i; draw(1);
  }
  function widenNext() { // gain in predicted accuracy for the MACs of one more step, layer by layer
    const d = S[study];
    if (!d.belief) { model['widen-note'].textContent = 'What to widen next needs a predictor, which this page does not have.'; model.widen.hidden = true; return; }
    const here = figuresOf(code, study), gains = code.map((w, i) => {
      const c = d.choices[i], k = c.indexOf(w); if (k + 1 === c.length) return null;
      const next = code.slice(); next[i] = c[k + 1];
      const p = d.belief.at(next), more = costOf(next, d.cost, d.names).macs - here.macs, gain = d.belief.mean(p) - here.predicted;
      return { to: c[k + 1], gain, more, rate: gain / (more / 1e6), sd: d.belief.model.sdOfDifference(here.at, p) };
    });
    const top = Math.max(1e-9, ...gains.filter(Boolean).map(g => Math.abs(g.rate))), order = gains.map((g, i) => [g ? g.rate : -Infinity, i]).sort((a, b) => b[0] - a[0]), first = order[0][0] > -Infinity ? order[0][1] : -1;
    gains.forEach((g, i) => {
      const e = bars[i].gain, name = d.names[i];
      e.classList.toggle('cl-first', i === first && g.rate > 0);
      if (!g) { e.style.background = 'transparent'; e.textContent = '·'; e.title = `${name} is as wide as it can be`; e.setAttribute('aria-label', e.title); e.removeAttribute('data-value'); return; }
      e.style.background = `color-mix(in srgb, var(${g.rate >= 0 ? '--cl-plus' : '--cl-minus'}) ${Math.round(100 * Math.min(1, Math.abs(g.rate) / top))}%, var(--cl-zero))`;
      e.textContent = (Math.abs(g.rate) >= 9.95 ? g.rate.toFixed(0) : g.rate.toFixed(1)).replace(/^-0\.0$/, '0.0'); e.style.color = Math.abs(g.rate) / top > .55 ? 'var(--cl-on)' : 'var(--cl-ink)';
      e.title = `${name} from ${code[i]} to ${g.to}: predicted ${g.gain >= 0 ? '+' : ''}${g.gain.toFixed(3)} ± ${g.sd.toFixed(3)} points for ${(g.more / 1e6).toFixed(3)} M MACs, ${g.rate.toFixed(2)} points a million MACs`;
      e.setAttribute('aria-label', e.title); e.setAttribute('data-value', g.rate); e.setAttribute('data-gain', g.gain); e.setAttribute('data-macs', g.more);
    });
    model.widen.hidden = false;
    const g = first < 0 ? null : gains[first];
    model['widen-note'].textContent = g && g.rate > 0 ? `What to widen next: points of predicted accuracy a million MACs, one step wider. Best: ${bars[first].gain.title}.` : 'What to widen next: the predictor expects nothing from any wider layer.';
  }

  // comparison
  function pin(c) { compared = c ? text(c) : ''; showCompared(); if (host) host.set('compared', compared); if (c) say(`kept for comparison: ${compared}`); }
  function showCompared() {
    const box = model.compared; box.hidden = !compared; box.replaceChildren(); if (!compared || !code.length) return;
    const h = make('div', 'cl-editline', box); make('strong', '', h, 'comparison'); const x = el('unpin', 'button', h, 'end it', { type: 'button' }); x.onclick = () => pin('');
    const d = S[study]; if (!allowed(compared)) { make('p', '', box, `${compared} is of another space`); return; }
    const a = widths(compared), fa = figuresOf(a, study), fb = figuresOf(code, study), top = Math.max(...d.choices.map(c => c[c.length - 1]));
    const pairs = make('div', 'cl-pairs', box, null, { role: 'img', 'aria-label': `kept ${compared}; edited ${text(code)}` });
    a.forEach((v, i) => { const q = make('span', i && d.stages[i] !== d.stages[i - 1] ? 'cl-stage-start' : '', pairs, null, { title: `${d.names[i]}: kept ${v}, edited ${code[i]}` }); for (const [w, cls] of [[v, 'cl-kept'], [code[i], 'cl-now']]) { const b = make('i', cls, q); b.style.height = `${w / top * 72}px`; b.style.setProperty('--c', stageColour(d.stages[i])); } });
    const t = make('table', '', make('div', 'cl-scroll', box)), r = make('tr', '', make('thead', '', t)); for (const n of ['', 'kept (hatched)', 'edited (solid)', 'difference']) make('th', '', r, n, { scope: 'col' });
    const b = make('tbody', '', t), row = (n, u, v, diff) => { const e = make('tr', '', b); make('th', '', e, n, { scope: 'row' }); for (const o of [u, v, diff]) make('td', '', e, o); };
    const share = (u, v) => `${v >= u ? '+' : ''}${(100 * (v / u - 1)).toFixed(1)} %`;
    row('code', compared, text(code), `${a.filter((v, i) => v !== code[i]).length} layers`);
    row('MACs', big(fa.macs), big(fb.macs), share(fa.macs, fb.macs)); row('parameters', whole(fa.params), whole(fb.params), share(fa.params, fb.params)); row('activations', bytes(fa.activations), bytes(fb.activations), share(fa.activations, fb.activations));
    if (fa.ms !== null) row('latency', `${fa.ms.toFixed(3)} ms`, `${fb.ms.toFixed(3)} ms`, share(fa.ms, fb.ms));
    if (fa.predicted !== null) { const s = d.belief.model.sdOfDifference(fa.at, fb.at), g = fb.predicted - fa.predicted; row('predicted', pm(fa.predicted, fa.sd), pm(fb.predicted, fb.sd), `${g >= 0 ? '+' : ''}${g.toFixed(2)} ± ${s.toFixed(2)} points`); }
    const conf = c => points.find(p => p.code === text(c) && p.confirmed !== null), ca = conf(a), cb = conf(code);
    if (ca || cb) row('confirmed', ca ? pm(ca.confirmed, ca.csd) : 'not trained', cb ? pm(cb.confirmed, cb.csd) : 'not trained', ca && cb ? `${(cb.confirmed - ca.confirmed).toFixed(2)} points` : '');
  }

  // events
  const place = ev => { const r = model.plot.getBoundingClientRect(); return [ev.clientX - r.left, ev.clientY - r.top]; };
  const pick = (a, b) => !grid || a < L - 6 || a > W - R + 6 || b < T - 6 || b > H - B + 4 ? -1 : grid.nearest(ux(a), uy(b), HIT / (W - L - R) * (view.x1 - view.x0), HIT / (H - T - B) * (view.y1 - view.y0));
  let pan = null;
  model.plot.onpointerdown = ev => { if (ev.button || ev.target === model.strip) return; pan = { at: place(ev), view: { ...view }, moved: false }; model.plot.setPointerCapture(ev.pointerId); };
  model.plot.onpointermove = ev => {
    const [a, b] = place(ev);
    if (pan) {
      const dx = a - pan.at[0], dy = b - pan.at[1];
      if (pan.moved || Math.hypot(dx, dy) > 4) {
        pan.moved = true; const fx = dx / (W - L - R) * (pan.view.x1 - pan.view.x0), fy = dy / (H - T - B) * (pan.view.y1 - pan.view.y0);
        view = { x0: pan.view.x0 - fx, x1: pan.view.x1 - fx, y0: pan.view.y0 + fy, y1: pan.view.y1 + fy }; hover = -1; showTip(-1); draw(2);
      }
      return;
    }
    const i = ev.target === model.strip ? -1 : pick(a, b); if (i !== hover) { hover = i; showTip(i); model.plot.classList.toggle('cl-over', i >= 0); }
  };
  model.plot.onpointerup = ev => { const was = pan; pan = null; if (was && !was.moved) { const i = pick(...place(ev)); if (i >= 0) select(i); } };
  model.plot.onpointercancel = () => { pan = null; };
  model.plot.onpointerleave = () => { hover = -1; showTip(-1); };
  model.plot.ondblclick = ev => { if (ev.target !== model.strip) zoom(.5, ...place(ev)); };
  listen(model.plot, 'wheel', ev => { if (!ev.ctrlKey && document.activeElement !== model.plot) return; ev.preventDefault(); zoom(ev.deltaY > 0 ? 1.15 : 1 / 1.15, ...place(ev)); }, { passive: false });
  model.plot.onkeydown = ev => {
    if (ev.target !== model.plot || !at.ids.length) return;
    const go = i => { if (i < 0 || i === undefined) return; focus = i; if (at.X[i] < view.x0 || at.X[i] > view.x1 || at.Y[i] < view.y0 || at.Y[i] > view.y1) view = { ...home }; hover = -1; showTip(i); draw(2); const p = points[i], k = frontier.indexOf(i); say(`${k >= 0 ? `${k + 1} of ${frontier.length} on the frontier: ` : ''}${nameOf(p)}, ${accuracy(p)}, ${costText(p, x)}`); };
    const k = frontier.indexOf(focus), near = () => focus < 0 ? 0 : frontier.reduce((a, i, t) => Math.abs(at.X[i] - at.X[focus]) < Math.abs(at.X[frontier[a]] - at.X[focus]) ? t : a, 0);
    const others = d => { const f = focus < 0 ? frontier[0] : focus, c = at.ids.filter(i => points[i].kind !== 'random' && (at.Y[i] - at.Y[f]) * d > 1e-9); return c.length ? c.reduce((a, i) => { const q = o => ((at.X[o] - at.X[f]) / (home.x1 - home.x0) * 3) ** 2 + ((at.Y[o] - at.Y[f]) / (home.y1 - home.y0)) ** 2; return q(i) < q(a) ? i : a; }) : -1; };
    const act = { ArrowRight: () => go(frontier[k < 0 ? near() : Math.min(frontier.length - 1, k + 1)]), ArrowLeft: () => go(frontier[k < 0 ? near() : Math.max(0, k - 1)]), ArrowUp: () => go(others(1)), ArrowDown: () => go(others(-1)),
      Home: () => go(frontier[0]), End: () => go(frontier[frontier.length - 1]), Enter: () => focus >= 0 && select(focus), ' ': () => focus >= 0 && select(focus), Escape: () => { focus = -1; showTip(-1); draw(1); }, '+': () => zoom(.7), '=': () => zoom(.7), '-': () => zoom(1 / .7), 0: fit }[ev.key];
    if (act) { ev.preventDefault(); ev.stopPropagation(); act(); }
  };
  let brushing = false; const brush = ev => { const a = place(ev)[0], v = ux(Math.min(W - R, Math.max(L, a))); setBudget((log ? 10 ** v : v) * AXES[x].per, false); };
  model.strip.onpointerdown = ev => { ev.preventDefault(); ev.stopPropagation(); model.strip.focus(); model.strip.setPointerCapture(ev.pointerId); brushing = true; brush(ev); };
  model.strip.onpointermove = ev => { if (brushing) { ev.stopPropagation(); brush(ev); } };
  model.strip.onpointerup = model.strip.onpointercancel = () => { if (brushing) { brushing = false; say(model.best.textContent); } };
  model.strip.onkeydown = ev => {
    const s = (view.x1 - view.x0) / 50, now = budget === null ? view.x1 : tx(budget / AXES[x].per), to = { ArrowRight: now + s, ArrowUp: now + s, ArrowLeft: now - s, ArrowDown: now - s, Home: view.x0, End: view.x1 }[ev.key];
    if (ev.key === 'Escape' || ev.key === 'Delete') { setBudget(null); ev.stopPropagation(); } else if (to !== undefined) { ev.preventDefault(); ev.stopPropagation(); setBudget((log ? 10 ** to : to) * AXES[x].per); }
  };
  const axis = name => { if (!AXES[name] || name === 'latency' && !S.every(d => d.latency)) throw new Error(`no axis ${name}`); x = model.x.value = name; budget = null; model.budget.value = ''; layout(); say(`cost is now ${AXES[x].label}`); };
  model.x.onchange = () => axis(model.x.value);
  model.log.onchange = () => { log = model.log.checked; layout(); };
  model.y.onchange = () => { ymode = model.y.value; layout(); };
  model.budget.oninput = () => { const v = parseFloat(model.budget.value); budget = v > 0 ? v * AXES[x].per : null; setBest(); draw(1); };
  model.budget.onchange = () => say(model.best.textContent);
  for (const k of ['extract', 'train', 'export']) model[k].onclick = () => host.send({ do: k, code: selected, folder: model.folder.value });
  model.stop.onclick = () => host.send({ do: 'stop' });
  model.pin.onclick = () => pin(selected);
  model.undo.onclick = () => step(past, future); model.redo.onclick = () => step(future, past);
  model.reset.onclick = () => { edit(selected, { note: true }); tellEdited(true); }; model.snap.onclick = () => { snap(); tellEdited(true); };
  model.use.onclick = () => select(text(code)); model.compare.onclick = () => pin(code);
  model.copy.onclick = async () => { // where the clipboard is shut, the code is marked instead
    try { await navigator.clipboard.writeText(text(code)); say('code copied'); } catch (e) { getSelection().selectAllChildren(model['edit-code']); say(`the browser does not let the page copy (${e.name}): the code is marked, copy it with the keyboard`); }
    model.copy.dataset.copied = text(code);
  };
  // JupyterLab's own shortcuts stay away from keys that mean something here
  root.dataset.lmSuppressShortcuts = 'true';
  listen(root, 'keydown', ev => { if (ev.target.matches('input, select, button, [role=slider], .cl-plot')) ev.stopPropagation(); });

  function resize() {
    const r = model.plot.getBoundingClientRect(), q = devicePixelRatio || 1; if (!r.width) return;
    if (!ink.ink) { theme(); legend(); } // a widget is made before it stands in the page, where it has no colours yet
    root.classList.toggle('cl-narrow', root.clientWidth < 860); cloth.view = null;
    W = r.width; H = r.height; model.strip.style.cssText = `left:${L - 8}px;width:${W - L - R + 16}px;bottom:${B - 19}px`;
    for (const c of [base, over]) { c.width = Math.round(W * q); c.height = Math.round(H * q); c.style.width = `${W}px`; c.style.height = `${H}px`; }
    draw();
  }
  const watch = new ResizeObserver(resize); watch.observe(model.plot); off.push(() => watch.disconnect());
  const again = () => { theme(); legend(); draw(); }, dark = matchMedia('(prefers-color-scheme: dark)'); listen(dark, 'change', again);
  const skin = new MutationObserver(again); skin.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-jp-theme-light', 'data-theme'] }); off.push(() => skin.disconnect());

  root.explorer = { get state() { return state; }, get points() { return points; }, get selected() { return selected; }, get code() { return text(code); }, get compared() { return compared; }, get best() { return best; }, get frontier() { return frontier; }, get view() { return view; }, moves, frames, host: !!host,
    position(i) { const r = model.plot.getBoundingClientRect(); return { x: r.left + px(at.X[i]), y: r.top + py(at.Y[i]) }; },
    predict: (c, s = study) => S[s].belief.predict(widths(c)), cost: (c, s = study) => costOf(widths(c), S[s].cost, S[s].names), latency: (c, s = study) => latencyOf(widths(c), S[s].latency, S[s].choices),
    extrapolates: (c, s = study) => S[s].belief.model.extrapolates(S[s].belief.at(c)), select, edit: c => edit(c, { note: true }), budget: setBudget, axis, pin, get hover() { return hover; }, get busy() { return host ? host.get('busy') : ''; },
    show: next => { const was = selected; take(next); chosen = -1; bars.study = -1; memo.key = ''; if (was && allowed(was)) select(was, false); else { selected = ''; study = 0; edit(S[0].full, { quiet: true }); showSelected(); } },
    setCurve: c => { curve = c; drawCurve(); }, setRecord: r => { record = r; drawRecord(); }, setStatus: t => { model.status.textContent = t; }, refresh: deeds2, destroy: () => { for (const f of off) f(); root.remove(); } };
  theme(); take(state); edit(S[0].full, { quiet: true }); past = []; buttons(); showSelected(); resize();
  return root.explorer;
}

// ---- the widget -----------------------------------------------------------------------------------------------------
function render({ model, el }) {
  const host = { can: model.get('can'), get: k => model.get(k), set: (k, v) => { if (model.get(k) !== v) { model.set(k, v); model.save_changes(); } }, send: m => model.send(m) };
  const ui = mount(el, model.get('state'), host);
  const hear = { state: v => ui.show(v), selected: v => { if (v && v !== ui.selected) ui.select(v, false); }, edited: v => { if (v && v !== ui.code) ui.edit(v); }, compared: v => { if (v !== ui.compared) ui.pin(v); },
    busy: () => ui.refresh(), status: v => ui.setStatus(v), curve: v => ui.setCurve(v), record: v => ui.setRecord(v) };
  for (const [k, f] of Object.entries(hear)) { const g = () => f(model.get(k)); model.on(`change:${k}`, g); hear[k] = g; }
  for (const k of ['selected', 'edited', 'compared', 'status', 'curve', 'record']) hear[k]();
  return () => { for (const [k, g] of Object.entries(hear)) model.off(`change:${k}`, g); ui.destroy(); };
}
export default { render };
