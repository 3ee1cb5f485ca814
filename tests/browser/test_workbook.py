"The channel search workbook in JupyterLab: what the hand does is what the kernel, and the command line, say."
import json, subprocess, sys, time
import pandas as pd, pytest
from .conftest import SEARCH

ROOT = '.jp-Notebook .cl-explorer'
EX = f"document.querySelector('{ROOT}').explorer"

def js(book, expression, arg=None): return book.page.evaluate(f'(arg) => {expression}', arg)
def find(book, cls): return book.page.locator(f'{ROOT} .{cls}')
def number(book, cls): return float(find(book, cls).get_attribute('data-value'))
def figures(book, prefix=''): return {k: number(book, f'cl-{prefix}{k}') for k in ('params', 'macs')}

def cost_of(code, book):
    "What `cifarlab cost` says of a code, with the classes and the shortcut rule of the study."
    classes, rule = book.ask("(study.n_classes, study.options['shortcut'])")
    out = subprocess.run([sys.executable, '-m', 'cifarlab.cli', 'cost', code, '--classes', str(classes), '--shortcut', rule, '--json'], capture_output=True, text=True, check=True)
    return json.loads(out.stdout)

def kernel_has(book, expression, value, seconds=30):
    "A page tells the kernel one thing after the other, each when the one before has been heard."
    deadline = time.monotonic() + seconds
    while (found := book.ask(expression)) != value and time.monotonic() < deadline: time.sleep(.05)
    assert found == value

def click(book, kind, nth=0):
    "Click a point of a kind in the plot; its code."
    i, code = js(book, f'(p => [p.i, p.code])({EX}.points.filter(p => p.kind === arg[0])[arg[1]])', [kind, nth])
    find(book, 'cl-plot').scroll_into_view_if_needed()
    at = js(book, f'{EX}.position(arg)', i)
    book.page.mouse.click(at['x'], at['y'])
    book.until(f"{EX}.selected === '{code}'")
    return code

@pytest.fixture(autouse=True)
def quiet(workbook):
    "Nothing is said in the browser's console, whatever is done."
    yield
    assert not workbook.errors, workbook.errors

def test_top_to_bottom(workbook):
    assert (workbook.folder/'report.html').exists()
    assert workbook.ask('(live.state, study.folder.name)') == ('finished', SEARCH['name'])

def test_click_reaches_the_kernel(workbook):
    first = click(workbook, 'searched')
    kernel_has(workbook, 'str(explorer.code)', first)
    second = click(workbook, 'uniform', 1)
    assert second != first
    kernel_has(workbook, 'str(explorer.code)', second)
    assert figures(workbook) == cost_of(second, workbook)

def test_keys_walk_the_frontier(workbook):
    before = click(workbook, 'searched')
    find(workbook, 'cl-plot').focus()
    for key in 'Home', 'ArrowRight', 'Enter': workbook.page.keyboard.press(key)
    code = js(workbook, f'{EX}.points[{EX}.frontier[1]].code')
    workbook.until(f"{EX}.selected === '{code}'")
    assert code != before
    kernel_has(workbook, 'str(explorer.code)', code)

def test_extract(workbook):
    code = click(workbook, 'searched', 1)
    find(workbook, 'cl-extract').click()
    workbook.until(f"{EX}.busy === '' && document.querySelector('{ROOT} .cl-status').textContent.includes('extract')")
    assert workbook.ask('explorer.error') is None
    made = workbook.ask('("-".join(map(str, m.code)), sum(p.numel() for p in m.parameters()), m.training)', 'm = explorer.module')
    assert made == (code, number(workbook, 'cl-params'), False)

def test_train_can_be_stopped(workbook):
    click(workbook, 'searched')
    workbook.ask('None', 'explorer.record = {}')
    find(workbook, 'cl-train').click()
    workbook.until(f"{EX}.busy === 'train'")
    find(workbook, 'cl-stop').click()
    workbook.until(f"{EX}.busy === ''")
    assert workbook.ask('(explorer.busy, explorer.record)') == ('', {})

def axis_label(book): # the strip of the canvas that carries the name of the axis, as numbers
    return js(book, f"((c) => {{ const h = Math.round(24 * devicePixelRatio); return c.getContext('2d').getImageData(0, c.height - h, c.width, h).data.reduce((a, v, i) => (a * 31 + v) % 2147483647, 7) }})(document.querySelector('{ROOT} .cl-plot canvas'))")
def painted(book): return js(book, f"new Promise(f => requestAnimationFrame(() => requestAnimationFrame(() => f(document.querySelector('{ROOT} .cl-plot canvas').toDataURL()))))")

def test_axis_redraws(workbook):
    click(workbook, 'searched')
    i, seen = js(workbook, f"{EX}.points.findIndex(p => p.kind === 'searched')"), []
    for name, words in ('params', 'parameters'), ('activations', 'activation memory'), ('macs', 'MACs'):
        find(workbook, 'cl-x').select_option(name)
        picture = painted(workbook)
        assert words in find(workbook, 'cl-plot').get_attribute('aria-label')
        seen.append((picture, axis_label(workbook), js(workbook, f'{EX}.position({i}).x')))
    pictures, labels, places = zip(*seen)
    assert len(set(pictures)) == len(set(labels)) == len(set(places)) == 3
    find(workbook, 'cl-log').uncheck()
    assert painted(workbook) != pictures[-1] and js(workbook, f'{EX}.position({i}).x') != places[-1]
    find(workbook, 'cl-log').check()

def bar(book, i): return book.page.locator(f'{ROOT} .cl-bar[data-i="{i}"]')
def edited(book): return js(book, f'{EX}.code')
def test_bar_by_mouse(workbook):
    before = click(workbook, 'searched').split('-')
    bar(workbook, 7).scroll_into_view_if_needed()
    box = bar(workbook, 7).bounding_box()
    x, floor, codes = box['x'] + box['width'] / 2, box['y'] + box['height'] - 20, []
    for up in 10, 60: # pixels above the floor: two widths that differ
        workbook.page.mouse.move(x, floor); workbook.page.mouse.down()
        workbook.page.mouse.move(x, floor - up, steps=5); workbook.page.mouse.up()
        codes.append(edited(workbook))
        widths = codes[-1].split('-')
        assert widths[:7] + widths[8:] == before[:7] + before[8:]
        assert figures(workbook, 'edit-') == cost_of(codes[-1], workbook)
    assert codes[0] != codes[1]
    kernel_has(workbook, 'explorer.edited', codes[1])
    find(workbook, 'cl-undo').click()
    assert edited(workbook) == codes[0]

def test_bar_by_keyboard(workbook):
    before = click(workbook, 'uniform').split('-')
    bar(workbook, 12).focus()
    workbook.page.keyboard.press('ArrowUp')
    code = edited(workbook)
    assert int(code.split('-')[12]) == int(before[12]) + 4
    assert figures(workbook, 'edit-') == cost_of(code, workbook)
    assert bar(workbook, 12).get_attribute('aria-valuenow') == code.split('-')[12]
    kernel_has(workbook, 'explorer.edited', code)

LIVE = '.jp-Notebook .cl-live-search'
def test_start_stop_resume(workbook):
    "By button; the study that was stopped comes to the frontier of the one that was not."
    cell = workbook.add(f"again = LiveSearch('again', data={SEARCH['data']!r}, preset={SEARCH['preset']!r}, out=out, seed=seed, every=.2)\nagain")
    part = lambda name: cell.locator(f'.cl-live-{name}')
    live = "[...document.querySelectorAll('.jp-Notebook .cl-live-search')].at(-1)"
    assert part('stop').is_disabled() and part('resume').is_disabled()
    part('start').click()
    workbook.until(f"{live}.querySelector('.cl-live-plot .cl-live-trained')", 400) # a training has come in
    assert workbook.ask('(1 + 1, again.state)') == (2, 'running') # the notebook is free meanwhile
    workbook.send('await again.done()')
    workbook.until(f"{workbook.PANEL}.sessionContext.session.kernel.status === 'busy'")
    part('stop').click() # a kernel that awaits hears it
    workbook.until(f"{live}.matches('.cl-live-is-stopped')")
    assert 'resume goes on' in part('status').text_content()
    assert workbook.ask("(again.state, again.proc.poll(), (again.folder/'frontier.csv').exists())") == ('stopped', 130, False)
    part('resume').click()
    workbook.until(f"{live}.matches('.cl-live-is-finished')", 600)
    assert part('start').is_disabled() and part('stop').is_disabled() and part('resume').is_disabled()
    fronts, points = js(workbook, f"[{live}.querySelectorAll('.cl-live-plot [data-generation]').length, {live}.querySelectorAll('.cl-live-plot .cl-live-trained').length]")
    trained, generations = workbook.ask("(len(again.trained), len(again.hypervolume))")
    assert points == trained and 0 < fronts <= generations
    a, b = (pd.read_csv(workbook.folder.parent/n/'frontier.csv') for n in (SEARCH['name'], 'again'))
    pd.testing.assert_frame_equal(a, b, check_exact=True)
