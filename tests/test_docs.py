"The documentation site: it builds without a word, every link in it leads somewhere, nothing is asked from outside, and its search finds."
import json, os, re, subprocess, sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit
import pytest
from cifarlab import house

for o in 'sphinx', 'myst_nb', 'furo': pytest.importorskip(o, reason=f"{o} is not installed: pip install -e '.[docs]'")
pytestmark = pytest.mark.xdist_group('docs') # the site is built once
NBS = house.top()/'nbs'
NOTEBOOKS = sorted(p.relative_to(NBS).with_suffix('') for p in NBS.rglob('*.ipynb') if '.ipynb_checkpoints' not in p.parts)
LOADED = {'script': 'src', 'img': 'src', 'iframe': 'src', 'source': 'src', 'video': 'src', 'audio': 'src', 'embed': 'src', 'object': 'data', 'use': 'href', 'image': 'href'}

class Page(HTMLParser):
    "Ids of a page, what it links to, what it loads."
    def __init__(self, path):
        super().__init__()
        self.ids, self.links, self.loads, self.text = set(), [], [], path.read_text(encoding='utf-8')
        self.feed(self.text)
    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        self.ids |= {a[k] for k in ('id', 'name') if a.get(k) and (k == 'id' or tag == 'a')}
        if tag in ('a', 'area') and a.get('href') is not None: self.links.append(a['href'])
        if tag in LOADED and a.get(LOADED[tag]): self.loads.append(a[LOADED[tag]])
        if tag == 'link' and a.get('rel') not in ('index', 'search', 'next', 'prev', 'canonical', 'author', 'copyright', 'top', 'up'): self.loads.append(a.get('href', ''))
        elif tag == 'link': self.links.append(a['href'])

@pytest.fixture(scope='module')
def site(tmp_path_factory):
    "Folder of the site, built by the command in a process that can reach no network."
    out = tmp_path_factory.mktemp('site')/'html'
    nowhere = dict.fromkeys(('http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'), 'http://127.0.0.1:9')
    p = subprocess.run([sys.executable, '-m', 'cifarlab.cli', 'docs', '--out', str(out), '--json'], capture_output=True, text=True, timeout=600, env=os.environ | nowhere)
    assert (p.returncode, p.stderr) == (0, ''), p.stderr
    assert json.loads(p.stdout)['warnings'] == []
    return out

@pytest.fixture(scope='module')
def pages(site): return {p: Page(p) for p in site.rglob('*.html')}

@pytest.mark.parametrize('name', NOTEBOOKS, ids=str)
def test_page_of_each_notebook(site, name):
    title = re.match(r'# (.+)', ''.join(json.loads((NBS/f'{name}.ipynb').read_text())['cells'][0]['source']))[1]
    text = (site/f'{name}.html').read_text()
    assert re.sub(r'[^\w]+', '', title) in re.sub(r'<[^>]+>|&[#\w]+;|[^\w]+', '', text)
    if str(name) == 'index': return # the front page is above the sidebar
    here = re.findall(r'<li class="[^"]*\bcurrent-page\b[^"]*">\s*<a class="[^"]*"[^>]*>(.*?)</a>', text, re.S) # its own line in the sidebar
    assert len(here) == 1 and re.sub(r'[^\w]+', '', title) in re.sub(r'<[^>]+>|&[#\w]+;|[^\w]+', '', here[0])

def test_every_link_leads_somewhere(site, pages):
    broken, seen, anchors = [], 0, 0
    for path, page in pages.items():
        for link in page.links + page.loads:
            to = urlsplit(link)
            if to.scheme or to.netloc: continue
            target = path if not to.path else (path.parent/unquote(to.path)).resolve()
            seen += 1; anchors += bool(to.fragment)
            if not target.is_file(): broken.append(f'{path.relative_to(site)}: {link}')
            elif to.fragment and target.suffix == '.html' and unquote(to.fragment) not in pages[target].ids: broken.append(f'{path.relative_to(site)}: {link}')
    assert not broken
    assert seen > 1000 and anchors > 500

def test_nothing_is_asked_from_outside(site, pages):
    away = lambda o: re.match(r'(https?:)?//', o.strip())
    assert not [f'{p.relative_to(site)}: {o}' for p, page in pages.items() for o in page.loads if away(o)]
    assert sum(len(page.loads) for page in pages.values()) > 100
    inside = [*site.rglob('*.css'), *pages] # fonts and pictures of style sheets, in files and in pages
    assert not [f'{p.relative_to(site)}: {o}' for p in inside for o in re.findall(r'(?:url\(|@import)\s*["\']?((?:https?:)?//[^"\')\s]+)', p.read_text(encoding='utf-8'))]

def test_search_index_has_mixup(site):
    index = json.loads(re.search(r'Search\.setIndex\((.*)\)', (site/'searchindex.js').read_text(), re.S)[1])
    names = index['docnames']
    at = index['terms']['mixup']
    assert names.index('augment/01_mix') in ([at] if isinstance(at, int) else at)
    assert any(o[4] == 'MixUp' for o in index['objects']['cifarlab.augment.mix']) # an entry of its own, too

def test_entries(site):
    text = (site/'data/00_datasets.html').read_text()
    entry = text[text.index('id="cifarlab.data.datasets.load_data"'):]
    assert '[source]' in entry[:entry.index('</dt>')]
    assert 'id="load_data"' not in text and '_modules/cifarlab/data/datasets.html#load_data' in entry
    assert 'cifarlab.search.study.Study' in (site/'genindex.html').read_text()
    assert 'href="data/00_datasets.html#cifarlab.data.datasets.load_data"' in (site/'api.html').read_text()

def test_explorer_is_embedded(site, pages):
    frames = [o for o in pages[site/'explorer.html'].loads if o.startswith('frontier_')]
    assert frames == [f.name for f in sorted(site.glob('frontier_*.html'))] and frames
    assert all('cl-explorer' in (site/o).read_text() for o in frames)

def test_pictures_of_the_workbooks(site):
    total = 0
    for name in NOTEBOOKS:
        if name.parts[0] != 'workbooks': continue
        made = [o for c in json.loads((NBS/f'{name}.ipynb').read_text())['cells'] for o in c.get('outputs', []) if {'image/png', 'image/jpeg', 'image/gif'} & o.get('data', {}).keys() and 'text/html' not in o['data']]
        assert len(re.findall(r'<img [^>]*src="[./]*_images/', (site/f'{name}.html').read_text())) == len(made); total += len(made)
    assert total > 5

def test_decisions_quote_what_stands_there():
    from cifarlab.docs import quote
    seen = 0
    for path in sorted((NBS/'decisions').glob('*.ipynb')):
        for c in json.loads(path.read_text())['cells']:
            source = ''.join(c['source'])
            if not (m := re.search(r'''quote\((['"])(.+?)\1, (['"])(.+?)\3\)''', source)) or c['cell_type'] != 'code': continue
            shown = [''.join(o['data'].get('text/plain', '')) for o in c['outputs'] if 'data' in o]
            if source.rstrip().endswith('.text)') or '.text' in source: continue
            assert shown and shown[-1] == quote(m[2], m[4]).text, f'{path.name}: run it again, {m[2]} says something else now'
            seen += 1
    assert seen >= 10

def test_readme_names_every_command_and_no_other():
    from typer.main import get_command
    from cifarlab.cli import app
    table = (house.top()/'README.md').read_text().partition('## Commands')[2].partition('\n## ')[0]
    named = set(re.findall(r'^\| `cifarlab (\w+)', table, re.M))
    assert named == {c for c in get_command(app).commands}, 'the table of commands in nbs/index.ipynb'

# ---- in a browser, from disk
@pytest.fixture
def visit(chromium, site):
    "Opens a page of the site from disk with the network off; at the end nothing may have been asked for and nothing complained."
    context = chromium.new_context(offline=True); tab = context.new_page(); said, asked = [], []
    tab.on('console', lambda m: m.type == 'error' and said.append(m.text)); tab.on('pageerror', lambda e: said.append(str(e)))
    tab.on('request', lambda r: r.url.startswith('http') and asked.append(r.url))
    def go(name, scheme='light'):
        tab.emulate_media(color_scheme=scheme); tab.goto((site/name).as_uri().replace('%3F', '?')); return tab
    yield go
    context.close()
    assert (said, asked) == ([], [])

def test_search_finds_mixup(visit, site):
    tab = visit('index.html')
    tab.goto((site/'search.html').as_uri() + '?q=mixup')
    tab.wait_for_selector('ul.search li a')
    tab.wait_for_function("document.querySelector('.search-summary')?.innerText.includes('finished') || document.querySelectorAll('ul.search li').length > 1")
    links = tab.eval_on_selector_all('ul.search li a', 'o => o.map(a => a.getAttribute("href"))')
    assert any(o.startswith('augment/01_mix.html') for o in links), links

def test_dark(visit):
    light = lambda tab: sum(map(int, re.findall(r'\d+', tab.evaluate("getComputedStyle(document.body).backgroundColor"))[:3])) / 3
    assert light(visit('search/07_frontier.html')) > 200
    tab = visit('search/07_frontier.html', 'dark')
    assert light(tab) < 60
    ink = tab.evaluate("getComputedStyle(document.querySelector('table.dataframe td')).color")
    assert sum(map(int, re.findall(r'\d+', ink)[:3])) / 3 > 140 # tables can be read, too

def test_explorer_lives_in_its_frame(visit):
    tab = visit('explorer.html')
    frame = tab.frame_locator('iframe.whole').first
    frame.locator('.cl-plot canvas').first.wait_for()
    frame.locator('.cl-plot').first.focus()
    tab.keyboard.press('ArrowRight'); tab.keyboard.press('Enter')
    frame.locator('.cl-macs[data-value]').first.wait_for()
    assert int(float(frame.locator('.cl-macs').first.get_attribute('data-value'))) > 1_000_000
