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

