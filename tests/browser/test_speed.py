"Ten thousand points and an editor: is it quick enough for a hand?"
import numpy as np, pandas as pd, pytest
from cifarlab.ui.explorer import explorer_state, page
from cifarlab.search.study import Study
from .test_report import EX, Page

@pytest.fixture(scope='module')
def many(chromium, workbook, tmp_path_factory):
    "A page with a frontier table of 10,000 codes."
    study = Study(workbook.folder)
    policy = study.fitted_policy(); codes = study.space.sample(10_000, 1); mean, sd = policy.predict(codes)
    table = pd.DataFrame(dict(kind='predicted', code=['-'.join(map(str, c)) for c in codes], predicted=mean, predicted_sd=sd))
    state = explorer_state({'many': table}, study.cost_table, policy, title='many', cloud=0)
    file = tmp_path_factory.mktemp('many')/'many.html'; file.write_text(page(state))
    p = Page(chromium, file)
    assert p.js(f'{EX}.points.length') >= 10_000
    p.find('cl-plot').scroll_into_view_if_needed()
    yield p
    assert not p.errors, p.errors
    p.context.close()

# moves the pointer once a frame along a zigzag over the plot; returns times of frames (ms), and what the page did
WALK = '''async ([frames, buttons]) => {
  const plot = document.querySelector('.cl-plot'), ex = document.querySelector('.cl-explorer').explorer, r = plot.getBoundingClientRect(), times = [], hovered = new Set(), views = new Set();
  const at = t => ({ clientX: r.left + r.width * (.5 + .3 * Math.sin(t / 9)), clientY: r.top + r.height * (.45 + .25 * Math.cos(t / 7)), bubbles: true, pointerId: 1, isPrimary: true, button: buttons ? 0 : -1, buttons });
  const canvas = plot.querySelector('canvas'), capture = plot.setPointerCapture; plot.setPointerCapture = () => {};
  if (buttons) plot.dispatchEvent(new PointerEvent('pointerdown', at(0)));
  for (let t = 0; t < frames; t++) {
    plot.dispatchEvent(new PointerEvent('pointermove', at(t)));
    times.push(await new Promise(requestAnimationFrame));
    if (ex.hover >= 0) hovered.add(ex.hover); views.add(ex.view.x0);
  }
  if (buttons) plot.dispatchEvent(new PointerEvent('pointerup', at(frames)));
  plot.setPointerCapture = capture;
  return { times, hovered: hovered.size, views: views.size };
}'''

def best(measure, record_property, words):
    "What the page can do: the best of three tries, for other processes disturb."
    tries = [measure() for _ in range(3)]
    record_property('measured', f'{words}: ' + '; '.join(f'{a:.1f} {u} ({v}: {b:.1f} ms)' for a, u, b, v in tries)) # said at the end of the run
    return tries

def walk(many, buttons):
    found = many.page.evaluate(WALK, [120, buttons]); gaps = np.diff(found['times'])
    assert found['views'] > 100 if buttons else found['hovered'] > 20 # something did happen
    return 1000 / gaps.mean(), 'frames a second', np.percentile(gaps, 95), '95th percentile of a frame'

def test_pan(many, record_property): assert max(best(lambda: walk(many, 1), record_property, 'pan over 10,000 points'))[0] >= 30

def test_hover(many, record_property):
    many.find('cl-reset-view').click()
    assert max(best(lambda: walk(many, 0), record_property, 'hover over 10,000 points'))[0] >= 30

def test_editor_answers(many, record_property):
    "From the event to painted figures, over real mouse moves that change a width."
    bar = many.page.locator('.cl-bar[data-i="14"]'); bar.scroll_into_view_if_needed()
    box = bar.bounding_box(); x, floor = box['x'] + box['width'] / 2, box['y'] + box['height'] - 20
    def drag():
        many.js(f'{EX}.moves.splice(0)')
        many.page.mouse.move(x, floor); many.page.mouse.down()
        for step in range(120): many.page.mouse.move(x, floor - 60 + 60 * np.cos(step / 5))
        many.page.mouse.up()
        many.until(f'{EX}.moves.length > 50')
        median, p95 = np.percentile(many.js(f'{EX}.moves'), [50, 95])
        return median, 'ms in the median', p95, '95th percentile'
    assert min(t[2] for t in best(drag, record_property, 'an editor move')) < 50
