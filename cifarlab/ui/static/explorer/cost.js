// ---- exact cost: what each module costs by the widths it depends on; the tables are made by cifarlab.ui.explorer.cost_state -------
function rowIn(table, at, choices) { let r = 0; for (const g of table.genes) r = r * choices[g].length + at[g]; return r; }
const indexOf = (code, choices) => widths(code).map((w, i) => choices[i].indexOf(w));
export function layersOf(code, cost, choices) { // a row a module that is there; a convolution's batch norm is counted with it
  const at = indexOf(code, choices), rows = [];
  for (const m of cost.modules) {
    const r = rowIn(m, at, choices), v = k => m[k] ? m[k][r] : 0;
    if (v('params') || v('macs')) rows.push({ name: m.name, on: m.on, params: v('params'), macs: v('macs'), acts: v('acts'), pair: v('pair') });
  }
  return rows;
}
const sum = (rows, k) => rows.reduce((a, r) => a + r[k], 0);
export function costOf(code, cost, choices) {
  const rows = layersOf(code, cost, choices);
  return { params: sum(rows, 'params'), macs: sum(rows, 'macs'), activations: sum(rows, 'acts'), peak: Math.max(...rows.map(r => r.pair)) };
}
export function latencyOf(code, table, choices) { // the sum of the table's layers
  const at = indexOf(code, choices);
  return table.base + table.scale * table.tables.reduce((ms, t) => ms + t.values[rowIn(t, at, choices)], 0);
}

