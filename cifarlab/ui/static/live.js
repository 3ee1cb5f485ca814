// The page's half of LiveSearch: buttons, what is going on, the plot as it grows, the hypervolume.
const NS = 'http://www.w3.org/2000/svg';
const COLOURS = { searched: 'var(--cl-searched)', uniform: 'var(--cl-uniform)', full: 'var(--cl-ink)', trained: 'var(--cl-trained)' };
const BUTTONS = { start: ['idle'], stop: ['running', 'stopping'], resume: ['stopped'] }; // state in which each can be pressed
const STATES = 'idle running stopping stopped finished failed'.split(' ');

function make(tag, attrs = {}, parent = null, text = null) {
  const e = tag.startsWith('svg:') ? document.createElementNS(NS, tag.slice(4)) : document.createElement(tag);
  for (const [k, v] of Object.entries(attrs)) e.setAttribute(k, v);
  if (text !== null) e.textContent = text;
  if (parent) parent.appendChild(e);
  return e;
}
const short = v => `${+v.toPrecision(3)}`;
const time = s => s < 90 ? `${Math.max(1, Math.round(s))} s` : s < 5400 ? `${Math.round(s / 60)} min` : `${(s / 3600).toFixed(1)} h`;

function ticks(lo, hi, log) { // where an axis carries numbers
  if (log) {
    const all = [];
    for (let e = Math.floor(Math.log10(lo)); e <= Math.ceil(Math.log10(hi)); e++) for (const m of [1, 2, 5]) all.push(m * 10 ** e);
    const inside = all.filter(v => v >= lo && v <= hi);
    return inside.length > 1 ? inside : [lo, hi];
  }
  const raw = (hi - lo) / 5, mag = 10 ** Math.floor(Math.log10(raw)), step = [1, 2, 5, 10].map(m => m * mag).find(s => s >= raw);
  const out = [];
  for (let v = Math.ceil(lo / step) * step; v <= hi + 1e-9; v += step) out.push(+v.toPrecision(10));
  return out;
}

function frame(svg, box, xr, yr, log, xlabel, ylabel, xtext, ytext) { // axes; returns the two scales
  svg.replaceChildren();
  const [l, t, r, b] = box, f = log ? Math.log : v => v;
  const X = v => l + (r - l) * (f(v) - f(xr[0])) / (f(xr[1]) - f(xr[0]) || 1), Y = v => b - (b - t) * (v - yr[0]) / (yr[1] - yr[0] || 1);
  const g = make('svg:g', { class: 'cl-live-axes' }, svg);
  make('svg:path', { d: `M${l} ${t}V${b}H${r}`, fill: 'none' }, g);
  for (const v of ticks(...xr, log)) { make('svg:path', { d: `M${X(v)} ${b}v4` }, g); make('svg:text', { x: X(v), y: b + 17, 'text-anchor': 'middle' }, g, xtext(v)); }
  for (const v of ticks(...yr, false)) { make('svg:path', { d: `M${l} ${Y(v)}h-4` }, g); make('svg:text', { x: l - 7, y: Y(v) + 4, 'text-anchor': 'end' }, g, ytext(v)); }
  make('svg:text', { x: (l + r) / 2, y: b + 35, 'text-anchor': 'middle' }, g, xlabel);
  make('svg:text', { x: 0, y: 0, transform: `translate(12 ${(t + b) / 2}) rotate(-90)`, 'text-anchor': 'middle' }, g, ylabel);
  return [X, Y];
}

function mark(parent, kind, x, y, title) {
  const c = COLOURS[kind], s = { trained: 3.2, searched: 5.5, uniform: 5, full: 7 }[kind];
  const shape = kind === 'uniform' ? make('svg:rect', { x: x - s, y: y - s, width: 2 * s, height: 2 * s }, parent)
    : kind === 'full' ? make('svg:path', { d: `M${x} ${y - s}L${x + s} ${y}L${x} ${y + s}L${x - s} ${y}Z` }, parent) : make('svg:circle', { cx: x, cy: y, r: s }, parent);
  shape.setAttribute('style', `fill:${c}`); shape.setAttribute('class', `cl-live-${kind}`);
  make('svg:title', {}, shape, title);
}

function render({ model, el }) {
  const root = make('div', { class: 'cl-live-search' }, el), bar = make('div', { class: 'cl-live-bar' }, root);
  const buttons = Object.keys(BUTTONS).map(k => {
    const b = make('button', { type: 'button', class: `cl-live-button cl-live-${k}` }, bar, k);
    b.addEventListener('click', () => model.send({ do: k }));
    return [k, b];
  });
  const status = make('span', { class: 'cl-live-status', role: 'status' }, bar), left = make('span', { class: 'cl-live-left' }, bar);
  const done = make('progress', { class: 'cl-live-progress', max: 1, value: 0, 'aria-label': 'share of the work that is done' }, root);
  const pictures = make('div', { class: 'cl-live-pictures' }, root);
  const plot = make('svg:svg', { class: 'cl-live-plot', viewBox: '0 0 560 330', role: 'img' }, pictures);
  const hv = make('svg:svg', { class: 'cl-live-hypervolume', viewBox: '0 0 280 330', role: 'img' }, pictures);
  const legend = make('div', { class: 'cl-live-legend' }, root);
  const log = make('details', { class: 'cl-live-lines' }, root); make('summary', {}, log, 'progress lines'); const pre = make('pre', {}, log);

  function words() {
    const state = model.get('state');
    for (const [k, b] of buttons) b.disabled = !(BUTTONS[k].includes(state) || state === 'failed' && k === (model.get('begun') ? 'resume' : 'start'));
    root.classList.remove(...STATES.map(s => `cl-live-is-${s}`)); root.classList.add(`cl-live-is-${state}`);
    if (status.textContent !== model.get('status')) status.textContent = model.get('status');
    const s = model.get('left'), running = state === 'running';
    left.textContent = running ? s === null ? 'time left: known after the first training' : `about ${time(s)} left` : '';
    done.value = model.get('fraction');
    pre.textContent = model.get('lines').join('\n');
  }
  function draw() {
    const trained = model.get('trained'), fronts = model.get('fronts'), confirmed = model.get('confirmed'), span = model.get('span');
    const last = fronts.length ? fronts[fronts.length - 1] : null, axis = model.get('axis');
    const ys = [...trained.map(p => p[1]), ...confirmed.map(p => p[1]), ...(last ? last.y : [])];
    const lo = Math.max(0, Math.min(...ys, 100) - 4), hi = Math.min(100.5, Math.max(...ys, lo + 8) + 2);
    const [X, Y] = frame(plot, [52, 12, 548, 284], span, ys.length ? [lo, hi] : [0, 100], true, axis, 'top-1, %', short, v => v);
    const inner = make('svg:g', {}, plot);
    fronts.forEach((f, i) => {
      const d = f.x.map((x, j) => `${j ? 'L' : 'M'}${X(x).toFixed(1)} ${Y(Math.max(lo, f.y[j])).toFixed(1)}`).join('');
      make('svg:path', { d, fill: 'none', class: 'cl-live-front', 'data-generation': f.generation, style: `stroke:${COLOURS.searched};opacity:${i === fronts.length - 1 ? 1 : .15 + .35 * i / fronts.length}` }, inner);
    });
    for (const [x, y, title] of trained) mark(inner, 'trained', X(x), Y(y), title);
    for (const [x, y, title, kind] of confirmed) mark(inner, kind, X(x), Y(y), title);
    plot.setAttribute('aria-label', `${trained.length} trained networks, ${last ? `predicted frontier of generation ${last.generation} with ${last.x.length} networks` : 'no predicted frontier yet'}, ${confirmed.length} confirming trainings`);
    const item = (kind, text) => { const s = make('span', {}, legend), i = make('svg:svg', { width: 16, height: 16, viewBox: '0 0 16 16', 'aria-hidden': 'true' }, s);
      if (kind === 'front') make('svg:path', { d: 'M1 12L15 4', fill: 'none', class: 'cl-live-front', style: `stroke:${COLOURS.searched}` }, i); else mark(i, kind, 8, 8, ''); make('span', {}, s, text); };
    legend.replaceChildren();
    item('trained', `trained (held-out), ${trained.length}`);
    item('front', last ? `predicted frontier, generation ${last.generation}` : 'predicted frontier, by generation');
    const kinds = { searched: 'searched', uniform: 'uniform width', full: 'full width' };
    for (const [k, name] of Object.entries(kinds)) { const n = confirmed.filter(c => c[3] === k).length; if (n || k !== 'full') item(k, `${name}, confirmed (test), ${n}`); }
    const h = model.get('hypervolume').map(v => 100 * v), n = h.length;
    const low = n ? Math.min(...h) : 0, high = n ? Math.max(...h) : 100, pad = Math.max(.5, .08 * (high - low));
    const [hx, hy] = frame(hv, [60, 12, 268, 284], [n ? 1 : 0, Math.max(n, 5)], [n ? low - pad : 0, Math.min(100, high + pad)], false, 'generation', 'hypervolume, % of the box', v => v, v => +v.toFixed(1));
    if (n) make('svg:path', { d: h.map((v, i) => `${i ? 'L' : 'M'}${hx(i + 1).toFixed(1)} ${hy(v).toFixed(1)}`).join(''), fill: 'none', class: 'cl-live-front', style: `stroke:${COLOURS.searched}` }, hv);
    hv.setAttribute('aria-label', n ? `hypervolume by generation: ${h[0].toFixed(2)} % at first, ${h[n - 1].toFixed(2)} % after ${n} generations` : 'hypervolume by generation: none yet');
  }
  let asked = false;
  const redraw = () => { if (!asked) { asked = true; requestAnimationFrame(() => { asked = false; draw(); }); } };
  for (const k of ['state', 'status', 'left', 'fraction', 'lines', 'begun']) model.on(`change:${k}`, words);
  for (const k of ['trained', 'fronts', 'confirmed', 'hypervolume', 'span', 'axis']) model.on(`change:${k}`, redraw);
  words(); draw();
}
export default { render };
