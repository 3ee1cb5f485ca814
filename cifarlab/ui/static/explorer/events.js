  // the last part of `mount` in page.js: events
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
    predict: (c, s = study) => S[s].fitted.predict(widths(c)), cost: (c, s = study) => costOf(widths(c), S[s].cost, S[s].choices), latency: (c, s = study) => latencyOf(widths(c), S[s].latency, S[s].choices),
    extrapolates: (c, s = study) => S[s].fitted.model.extrapolates(S[s].fitted.at(c)), select, edit: c => edit(c, { note: true }), budget: setBudget, axis, pin, get hover() { return hover; }, get busy() { return host ? host.get('busy') : ''; },
    show: next => { const was = selected; take(next); chosen = -1; bars.study = -1; memo.key = ''; if (was && allowed(was)) select(was, false); else { selected = ''; study = 0; edit(S[0].full, { quiet: true }); showSelected(); } },
    setCurve: c => { curve = c; drawCurve(); }, setRecord: r => { record = r; drawRecord(); }, setStatus: t => { model.status.textContent = t; }, refresh: deeds2, destroy: () => { for (const f of off) f(); root.remove(); } };
  theme(); take(state); edit(S[0].full, { quiet: true }); past = []; buttons(); showSelected(); resize();
  return root.explorer;
}

