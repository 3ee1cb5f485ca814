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
