"The report of a study: one file, opened from disk, with the network off."
import numpy as np, pytest
from cifarlab.search.study import Study
from .conftest import listen

EX = "document.querySelector('.cl-explorer').explorer"

class Page:
    def __init__(self, chromium, file, **context):
        self.context = chromium.new_context(viewport=dict(width=1280, height=1000), offline=True, **context)
        self.context.set_offline(True)
        self.page = self.context.new_page(); self.errors, self.asked = listen(self.page), []
        self.page.on('request', lambda r: self.asked.append(r.url))
        self.page.goto(file.as_uri())
        self.page.wait_for_function(f"() => document.querySelector('.cl-explorer')?.explorer?.points.length")
    def js(self, expression, arg=None): return self.page.evaluate(f'(arg) => {expression}', arg)
    def until(self, condition): self.page.wait_for_function(f'() => {condition}')
    def find(self, cls): return self.page.locator(f'.cl-explorer .{cls}')
    def number(self, cls): return float(self.find(cls).get_attribute('data-value'))
    def position(self, i):
        self.find('cl-plot').scroll_into_view_if_needed()
        return self.js(f'{EX}.position(arg)', i).values()

@pytest.fixture(scope='module')
def study(workbook): return Study(workbook.folder)

@pytest.fixture
def report(chromium, study):
    p = Page(chromium, study.folder/'report.html')
    yield p
    assert not p.errors, p.errors
    assert p.asked == [(study.folder/'report.html').as_uri()] # nothing else was asked for
    p.context.close()

def test_says_what_was_found(report, study):
    words = report.page.locator('body').inner_text()
    for s in study.sentences(): assert s in words
    assert not report.js(f'{EX}.host') and 'no kernel' in report.find('cl-no-kernel').text_content()
    for name in 'extract', 'train', 'export': assert report.find(f'cl-{name}').is_disabled()

def test_hover_and_select(report):
    i, code = report.js(f"(p => [p.i, p.code])({EX}.points.find(p => p.kind === 'searched'))")
    x, y = report.position(i)
    report.page.mouse.move(x + 60, y + 90); report.page.mouse.move(x, y)
    report.until(f"{EX}.points[{EX}.hover]?.code === '{code}'") # where two points lie on each other, either of them
    tip = report.find('cl-tooltip')
    assert tip.is_visible() and tip.locator('[role=img] i').count() == len(code.split('-')) # a bar a layer
    report.page.mouse.click(x, y)
    assert report.js(f'{EX}.selected') == code == report.find('cl-selected-code').text_content()
    assert report.number('cl-macs') == report.js(f'{EX}.points[arg].macs', i)

def test_figures_are_those_of_the_study(report, study):
    t = study.frontier[study.frontier.confirmed.notna()]
    for kind in 'searched', 'uniform':
        for row in t[t.kind == kind].itertuples():
            p = report.js(f'{EX}.points.find(p => p.kind === arg[0] && p.code === arg[1])', [kind, row.code])
            assert (p['macs'], p['params'], p['confirmed']) == (row.macs, row.params, pytest.approx(row.confirmed, abs=1e-6))

def test_budget_by_brush(report):
    report.find('cl-strip').scroll_into_view_if_needed()
    box = report.find('cl-strip').bounding_box()
    y, at = box['y'] + box['height'] / 2, lambda share: box['x'] + share * box['width']
    report.page.mouse.move(at(.95), y); report.page.mouse.down(); report.page.mouse.move(at(.6), y, steps=8)
    points, budget = report.js(f'{EX}.points'), float(report.find('cl-budget').input_value()) * 1e6
    within = [p for p in points if p['macs'] <= budget and p['confirmed'] is not None]
    shown = report.find('cl-best-confirmed').get_attribute('data-code')
    assert within and shown == max(within, key=lambda p: p['confirmed'])['code']
    report.page.mouse.move(at(.99), y, steps=8); report.page.mouse.up()
    assert float(report.find('cl-budget').input_value()) * 1e6 > budget

def test_edit(report, study):
    report.js(f"{EX}.select({EX}.points.find(p => p.kind === 'uniform').code)")
    bar = report.page.locator('.cl-bar[data-i="9"]'); bar.scroll_into_view_if_needed()
    box = bar.bounding_box(); x, floor = box['x'] + box['width'] / 2, box['y'] + box['height'] - 20
    before = report.js(f'{EX}.code')
    report.page.mouse.move(x, floor - 5); report.page.mouse.down(); report.page.mouse.move(x, floor - 60, steps=6); report.page.mouse.up()
    code = report.js(f'{EX}.code')
    assert code != before
    cost = study.cost(study.space.parse(code))
    assert (report.number('cl-edit-macs'), report.number('cl-edit-params'), report.number('cl-edit-activations')) == (cost.macs, cost.params, cost.activations)
    (mean,), (sd,) = study.fitted_policy().predict([study.space.parse(code)])
    assert report.number('cl-edit-predicted') == pytest.approx(mean, rel=1e-6)
    assert float(report.find('cl-edit-predicted').get_attribute('data-sd')) == pytest.approx(sd, rel=1e-6)
    report.find('cl-undo').click(); assert report.js(f'{EX}.code') == before

def test_predictor_in_the_page(report, study):
    "200 random codes: the page and Python predict the same, and count the same."
    codes = study.space.sample(200, 5)
    there = np.array(report.js(f'arg.map(c => {EX}.predict(c))', codes.tolist()))
    np.testing.assert_allclose(there.T, study.fitted_policy().predict(codes), rtol=1e-6)
    cost = report.js(f'arg.map(c => {EX}.cost(c))', codes.tolist())
    for k in 'params', 'macs', 'activations', 'peak': np.testing.assert_array_equal([c[k] for c in cost], getattr(study.cost(codes), k))

def test_dark(chromium, study):
    p = Page(chromium, study.folder/'report.html', color_scheme='dark')
    ink = p.js("(c => [c.color, getComputedStyle(document.body).backgroundColor])(getComputedStyle(document.querySelector('.cl-explorer')))")
    light = lambda rgb: sum(map(float, rgb[rgb.index('(') + 1:-1].split(',')[:3])) / 765
    assert light(ink[0]) > .6 and light(ink[1]) < .3, ink
    assert not p.errors
    p.context.close()
