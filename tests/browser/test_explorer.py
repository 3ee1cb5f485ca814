"The explorer's page by itself: every button, key and panel that needs no kernel, on two small studies whose truth is a formula."
import html, re
import nbformat, numpy as np, pandas as pd, pytest
from cifarlab.cost.count import layer_table
from cifarlab.models.thin_resnet import CifarResNet
from cifarlab.search.predictor import Predictor
from cifarlab.ui.explorer import Explorer, beside, explorer_state, page
from cifarlab.search.latency import LatencyTable, kind_of
from cifarlab.cost.module_cost import ModuleCostTable
from cifarlab.models.width_space import Code, resnet_space
from cifarlab.cost.width_cost import width_cost
from .test_report import EX, Page

SPACE = resnet_space(20, step=8)

def latency_table(classes): # a LatencyTable whose layers take a time by formula
    cost_table = ModuleCostTable(SPACE, lambda c: CifarResNet(c, classes, 'challenge'))
    cost_table.module_ids(SPACE.fair(8, 0))
    table = LatencyTable(cost_table, dict(device='a formula', batch=1, threads=1, dtype='float32', size=32), {}, base=.02, scale=1.1)
    for m, x in [o for calls in cost_table.examples.values() for o in calls]:
        name, ni, no, _ = kind_of(m, x)
        table.kinds[name] = dict(ni=[1, 64], no=[1, 64] if no else [0], ms=[[1e-3 + 1e-6 * i * max(o, 1) for o in ([1, 64] if no else [0])] for i in (1, 64)])
    return table

@pytest.fixture(scope='module')
def made():
    "State of two studies, and what Python says of them."
    rng, states, facts = np.random.default_rng(0), [], []
    for name, classes in ('ten', 10), ('hundred', 100):
        cost = lambda c, n=classes: width_cost(c, n, 'challenge')
        codes = SPACE.space_filling(12, classes, smooth=True); scores = SPACE.stratified(40, 1, lambda c: cost(c).macs)
        truth = lambda c: 60 + 5 * np.log2(np.asarray(c) / np.array(SPACE.full)).mean(1) + classes / 10
        score_model = Predictor(SPACE).fit(scores, truth(scores) / 9)
        predict = Predictor(SPACE, score_model=score_model).fit(codes, truth(codes) + .3 * rng.normal(size=12))
        uniform = SPACE.fit_uniform(10e6, lambda c: cost(c).macs)
        rows = [dict(kind='uniform', budget=1e7, code=str(uniform), confirmed=70., confirmed_sd=.5, seeds=3)]
        rows += [dict(kind='searched', budget=1e7, code=str(Code(codes[0])), confirmed=72., confirmed_sd=.4, seeds=3, vs_uniform=2., vs_uniform_lo=.5, vs_uniform_hi=3.5, verdict='better')]
        rows += [dict(kind='predicted', code=str(Code(c))) for c in codes[1:]]
        table = latency_table(classes)
        states.append(explorer_state({name: pd.DataFrame(rows)}, table.cost_table, predictor=predict, latency=table, what=f'{name} classes', cloud=50, title=name))
        facts.append(dict(predict=predict, cost=cost, latency=table, trained=codes, classes=classes))
    return states, facts

def open_page(chromium, tmp_path, state, **kw):
    (file := tmp_path/'page.html').write_text(page(state)); return Page(chromium, file, **kw)

@pytest.fixture
def one(chromium, made, tmp_path):
    p = open_page(chromium, tmp_path, made[0][1])
    yield p
    assert not p.errors, p.errors
    p.context.close()

@pytest.fixture
def two(chromium, made, tmp_path):
    p = open_page(chromium, tmp_path, beside(*made[0], title='both'))
    yield p
    assert not p.errors, p.errors
    p.context.close()

def bar(p, i): return p.page.locator(f'.cl-bar[data-i="{i}"]')

def test_two_studies_keep_their_own_figures(two, made):
    codes = SPACE.sample(25, 3)
    for s, f in enumerate(made[1]):
        np.testing.assert_allclose(np.array(two.js(f'arg[0].map(c => {EX}.predict(c, arg[1]))', [codes.tolist(), s])).T, f['predict'].predict(codes), rtol=1e-6)
        np.testing.assert_allclose(two.js(f'arg[0].map(c => {EX}.latency(c, arg[1]))', [codes.tolist(), s]), f['latency'](codes), rtol=1e-5)
        np.testing.assert_array_equal(two.js(f'arg[0].map(c => {EX}.cost(c, arg[1]).params)', [codes.tolist(), s]), f['cost'](codes).params)
        np.testing.assert_array_equal(two.js(f'arg[0].map(c => {EX}.extrapolates(c, arg[1]))', [codes.tolist(), s]), f['predict'].extrapolates(codes))
    for s, name in enumerate(['ten', 'hundred']): # a click on a point of either shows the cost in that study
        i, code = two.js(f"(p => [p.i, p.code])({EX}.points.find(p => p.study === {s} && p.kind === 'searched'))")
        two.js(f'{EX}.select({i})')
        assert two.number('cl-params') == made[1][s]['cost'](SPACE.parse(code)).params and name in two.find('cl-kind').text_content()
    assert two.find('cl-legend').locator('[data-study="1"]').count() >= 4
    assert 'ten classes' in two.find('cl-what').text_content() and 'hundred classes' in two.find('cl-what').text_content()

def test_latency_axis(one):
    one.find('cl-x').select_option('latency')
    assert 'latency' in one.find('cl-plot').get_attribute('aria-label')
    one.js(f"{EX}.select({EX}.points.find(p => p.kind === 'searched').i)")
    assert one.number('cl-latency') == pytest.approx(one.js(f"{EX}.points.find(p => p.kind === 'searched').ms"), abs=1e-5)

def test_no_latency_says_why(chromium, made, tmp_path):
    import copy
    state = copy.deepcopy(made[0][0]); s = state['studies'][0]; s['latency'], s['no_latency'] = None, 'no latency table given'; del s['points']['ms']
    p = open_page(chromium, tmp_path, state)
    option = p.find('cl-x').locator('option[value=latency]')
    assert option.is_disabled() and 'no latency table given' in option.text_content()
    assert not p.errors; p.context.close()

def test_layer_table_is_that_of_the_module(one, made):
    code = SPACE.uniform(.5)
    one.js(f'{EX}.select(arg)', str(code)); one.page.locator('.cl-more summary').click()
    shown = [[td.strip() for td in r.split('\t')] for r in one.find('cl-layers').locator('tbody').inner_text().strip().split('\n')]
    t = layer_table(CifarResNet(code, 100, 'challenge'))
    assert int(shown[-1][2].replace(',', '')) == t.macs.sum() and int(shown[-1][4].replace(',', '')) == t.params.sum()
    macs = dict((r[0], int(r[2].replace(',', ''))) for r in shown[:-1])
    assert all(macs[n] == m for n, k, m in zip(t.name, t.kind, t.macs) if n in macs and k == 'Conv2d') and len(macs) == 19 + 3 + 1

def test_editor_buttons(one):
    one.js(f"{EX}.select({EX}.points.find(p => p.kind === 'searched').i)")
    start = one.js(f'{EX}.code'); bar(one, 14).focus()
    steps = [start]
    for key in 'End', 'ArrowDown', 'Home': one.page.keyboard.press(key); steps.append(one.js(f'{EX}.code'))
    assert [int(c.split('-')[14]) for c in steps[1:]] == [64, 56, 8] and bar(one, 14).get_attribute('aria-valuenow') == '8'
    one.page.keyboard.press('ArrowRight'); assert one.page.evaluate('document.activeElement.dataset.i') == '15'
    for back in steps[-2::-1]: one.find('cl-undo').click(); assert one.js(f'{EX}.code') == back
    for on in steps[1:]: one.find('cl-redo').click(); assert one.js(f'{EX}.code') == on
    assert one.find('cl-redo').is_disabled()
    one.find('cl-reset').click(); assert one.js(f'{EX}.code') == start
    one.find('cl-undo').click(); one.find('cl-use').click() # own widths become the selected ones
    assert one.js(f'{EX}.selected') == steps[-1] == one.find('cl-selected-code').text_content()
    one.find('cl-snap').click()
    snapped, points = SPACE.parse(one.js(f'{EX}.code')), one.js(f"{EX}.frontier.map(i => {EX}.points[i]).filter(p => p.kind !== 'uniform').map(p => p.code)")
    far = lambda c: (np.log2(np.array(SPACE.parse(c)) / np.array(SPACE.parse(steps[-1])))**2).sum()
    assert str(snapped) in points and far(str(snapped)) == pytest.approx(min(map(far, points)))

def test_what_to_widen_next(one, made):
    f, code = made[1][1], SPACE.uniform(.5)
    one.js(f'{EX}.select(arg)', str(code)); one.until("document.querySelector('.cl-gain.cl-first')")
    rates = {}
    for i, c in enumerate(SPACE.choices):
        cell = one.page.locator(f'.cl-gain[data-i="{i}"]'); k = c.index(code[i]) + 1
        if k == len(c): assert 'as wide as it can be' in cell.get_attribute('aria-label'); continue
        wider = Code([*code[:i], c[k], *code[i+1:]])
        gain = f['predict'].predict([wider])[0][0] - f['predict'].predict([code])[0][0]; more = f['cost'](wider).macs - f['cost'](code).macs
        rates[i] = gain / more * 1e6; assert float(cell.get_attribute('data-value')) == pytest.approx(rates[i], rel=1e-4, abs=1e-6)
    assert one.page.locator('.cl-gain.cl-first').get_attribute('data-i') == str(max(rates, key=rates.get))

def test_comparison(one):
    a, b = (str(SPACE.uniform(s)) for s in (.5, .75))
    one.js(f'{EX}.select(arg)', a); one.find('cl-pin').click(); one.js(f'{EX}.select(arg)', b)
    one.until("document.querySelector('.cl-compared table')")
    words = one.find('cl-compared').inner_text()
    assert a in words and b in words and '±' in words and one.find('cl-compared').locator('.cl-pairs i').count() == 38
    one.find('cl-unpin').click(); assert one.find('cl-compared').is_hidden()

def test_keys_and_words(one):
    one.find('cl-plot').focus(); one.page.keyboard.press('Home'); first = one.js(f'{EX}.frontier[0]')
    assert one.find('cl-announce').text_content().startswith('1 of')
    one.page.keyboard.press('Enter'); assert one.js(f'{EX}.selected') == one.js(f'{EX}.points[{first}].code')
    assert 'selected' in one.find('cl-announce').text_content()
    width = one.js(f'{EX}.view.x1 - {EX}.view.x0'); one.find('cl-plot').focus(); one.page.keyboard.press('+')
    assert one.js(f'{EX}.view.x1 - {EX}.view.x0') < width
    one.page.keyboard.press('0'); assert one.js(f'{EX}.view.x1 - {EX}.view.x0') == pytest.approx(width)
    one.find('cl-strip').focus(); one.page.keyboard.press('ArrowLeft')
    assert float(one.find('cl-budget').input_value()) > 0 and 'million MACs' in one.find('cl-strip').get_attribute('aria-valuetext')
    one.page.keyboard.press('Escape'); assert one.find('cl-budget').input_value() == ''
    one.page.locator('.cl-table-box summary').click()
    row = one.find('cl-table').locator('tbody tr').first; row.locator('button').click()
    assert one.js(f'{EX}.selected') == row.get_attribute('data-code')

def test_what_is_shown(one):
    shown = lambda: one.js(f"{EX}.frontier.map(i => {EX}.points[i].kind)")
    one.find('cl-y').select_option('confirmed'); assert set(shown()) <= {'searched', 'uniform'}
    one.find('cl-y').select_option('both')
    button = one.find('cl-legend').locator('[data-kind=searched]'); button.click()
    assert button.get_attribute('aria-pressed') == 'false' and 'searched' not in shown()
    button.click(); assert 'searched' in shown()

def test_impossible_codes(one):
    for bad in '8-8', str(SPACE.full).replace('64', '60'):
        said = one.page.evaluate(f'(c) => {{ try {{ {EX}.edit(c); return "" }} catch (e) {{ return e.message }} }}', bad)
        assert 'is no code of' in said
    before = one.js(f'{EX}.code'); box = bar(one, 0).bounding_box()
    one.page.mouse.move(box['x'] + 5, box['y'] + 160); one.page.mouse.down(); one.page.mouse.move(box['x'] + 5, box['y'] - 200, steps=9); one.page.mouse.up()
    assert int(one.js(f'{EX}.code').split('-')[0]) == SPACE.choices[0][-1] # above the widest there is nothing
    assert before.split('-')[1:] == one.js(f'{EX}.code').split('-')[1:]

def test_nbconvert(chromium, made, tmp_path):
    "A notebook that showed the widget, as HTML: the page is in there, with no kernel and no network."
    from nbconvert import HTMLExporter
    data, meta = Explorer(made[0][0])._repr_mimebundle_()
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell('explorer', outputs=[nbformat.v4.new_output('display_data', data=data, metadata=meta)])])
    (file := tmp_path/'nb.html').write_text(HTMLExporter().from_notebook_node(nb)[0])
    context = chromium.new_context(offline=True); p = context.new_page(); p.goto(file.as_uri(), wait_until='commit')
    frame = p.frame_locator('iframe.cl-frame'); frame.locator('.cl-bar[data-i="18"]').wait_for()
    assert 'no kernel' in frame.locator('.cl-no-kernel').text_content()
    context.close()

def test_interval_ends_at_the_frame(one, made):
    "Where one standard deviation is wider than the axis, its line ends where the plot does."
    f, code = made[1][1], Code([8, *SPACE.full[1:]])
    mean, sd = (float(v[0]) for v in f['predict'].predict([code]))
    one.js(f'Object.assign({EX}.view, arg)', dict(y0=mean - sd / 4, y1=mean + sd / 4))
    one.js(f'{EX}.edit(arg)', str(code)); spot, plot = one.find('cl-spot').bounding_box(), one.find('cl-plot').bounding_box()
    assert 0 < spot['height'] < plot['height']
    assert plot['y'] <= spot['y'] and spot['y'] + spot['height'] <= plot['y'] + plot['height']
