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
export class Predictor { // a predictor, whose scores may come from another one
  constructor(d) {
    this.model = new GP(d.model); this.score = d.score_model ? new GP(d.score_model) : null;
    this.known = d.model.codes.map((c, i) => ({ code: widths(c), mean: this.model.meanAt(this.model.rows[i]) }));
  }
  at(code) { const c = widths(code), p = this.model.at(c, this.score ? this.score.meanAt(this.score.at(c)) : null); p.code = c; return p; }
  mean(p) { // a network nowhere narrower than a trained one is predicted no worse
    let m = this.model.meanAt(p);
    for (const k of this.known) if (k.mean > m && k.code.every((w, i) => p.code[i] >= w)) m = k.mean;
    return Math.min(100, Math.max(0, m));
  }
  predict(code) { const p = this.at(code); return [this.mean(p), this.model.sdAt(p)]; }
}

