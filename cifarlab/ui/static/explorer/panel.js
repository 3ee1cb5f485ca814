  // a part of `mount` in page.js: the selected network
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
    const d = S[study], rows = layersOf(selected, d.cost, d.choices), m = sum(rows, 'macs'), q = sum(rows, 'params'), t = model.layers;
    t.replaceChildren(make('caption', '', null, 'parameters of a convolution hold those of its batch norm'));
    const h = make('tr', '', make('thead', '', t)); for (const n of ['layer', 'pixels', 'MACs', '%', 'parameters', '%']) make('th', '', h, n, { scope: 'col' });
    const b = make('tbody', '', t);
    for (const r of rows) { const e = make('tr', '', b); for (const v of [r.name, r.on > 1 ? `${r.on}×${r.on}` : '', whole(r.macs), (100 * r.macs / m).toFixed(1), whole(r.params), (100 * r.params / q).toFixed(1)]) make('td', '', e, v); }
    const e = make('tr', 'cl-total', b); for (const v of ['sum', '', whole(m), '100', whole(q), '100']) make('td', '', e, v);
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

