  // a part of `mount` in page.js: the editor
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
    if (!d.fitted) { model['widen-note'].textContent = 'What to widen next needs a predictor, which this page does not have.'; model.widen.hidden = true; return; }
    const here = figuresOf(code, study), gains = code.map((w, i) => {
      const c = d.choices[i], k = c.indexOf(w); if (k + 1 === c.length) return null;
      const next = code.slice(); next[i] = c[k + 1];
      const p = d.fitted.at(next), more = costOf(next, d.cost, d.choices).macs - here.macs, gain = d.fitted.mean(p) - here.predicted;
      return { to: c[k + 1], gain, more, rate: gain / (more / 1e6), sd: d.fitted.model.sdOfDifference(here.at, p) };
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
    if (fa.predicted !== null) { const s = d.fitted.model.sdOfDifference(fa.at, fb.at), g = fb.predicted - fa.predicted; row('predicted', pm(fa.predicted, fa.sd), pm(fb.predicted, fb.sd), `${g >= 0 ? '+' : ''}${g.toFixed(2)} ± ${s.toFixed(2)} points`); }
    const conf = c => points.find(p => p.code === text(c) && p.confirmed !== null), ca = conf(a), cb = conf(code);
    if (ca || cb) row('confirmed', ca ? pm(ca.confirmed, ca.csd) : 'not trained', cb ? pm(cb.confirmed, cb.csd) : 'not trained', ca && cb ? `${(cb.confirmed - ca.confirmed).toFixed(2)} points` : '');
  }

