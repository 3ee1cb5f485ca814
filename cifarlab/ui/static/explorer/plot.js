  // a part of `mount` in page.js: what is drawn, and the words about it
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
              const a = px(X[i]), b = py(Math.max(0, Y[i] - e)), c = py(Math.min(100, Y[i] + e));
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
    const a = px(tx(v / AXES[x].per)), b = py(f.predicted), up = Math.max(T, py(Math.min(100, f.predicted + f.sd))), down = Math.min(H - B, py(Math.max(0, f.predicted - f.sd)));
    if (a < L || a > W - R || b < T || b > H - B) return;
    spot.hidden = false; spot.style.transform = `translate(${a - 8}px,${up}px)`; spot.style.height = `${down - up}px`; spot.style.setProperty('--cl-at', `${b - up}px`);
  }
  const memo = { key: '', value: null };
  function figuresOf(c, s, near = null) { // all figures of any code
    const d = S[s], key = `${s}/${text(c)}`;
    if (memo.key === key) return memo.value;
    const out = { ...costOf(c, d.cost, d.choices), ms: d.latency ? latencyOf(c, d.latency, d.choices) : null, predicted: null, sd: null, extrapolates: false };
    if (d.fitted) { const p = d.fitted.at(c); out.at = p; out.predicted = d.fitted.mean(p); out.sd = d.fitted.model.sdAt(p); out.extrapolates = d.fitted.model.extrapolates(p); }
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

