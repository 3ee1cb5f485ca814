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

