"JupyterLab over a folder of its own, Debian's Chromium, and a handle on an open notebook."
import ast, json, os, socket, subprocess, sys, time, urllib.error, urllib.request
from pathlib import Path
import nbformat, pytest

TOP = Path(__file__).resolve().parents[2]
SETTINGS = { # all cells are in the page, nothing asks for news
    '@jupyterlab/notebook-extension/tracker': dict(windowingMode='none', kernelShutdown=True),
    '@jupyterlab/apputils-extension/notification': dict(fetchNews='false', checkForUpdates=False, doNotDisturbMode=True)}
TOKEN = 'browser-tests'

class Lab:
    "A JupyterLab server over an empty folder."
    def __init__(self, tmp):
        self.root, self.log = tmp/'root', tmp/'server.log'
        self.root.mkdir()
        for name, value in SETTINGS.items():
            file = tmp/'settings'/f'{name}.jupyterlab-settings'
            file.parent.mkdir(parents=True, exist_ok=True); file.write_text(json.dumps(value))
        with socket.socket() as s: s.bind(('127.0.0.1', 0)); port = s.getsockname()[1]
        self.url = f'http://127.0.0.1:{port}'
        folders = dict(JUPYTER_CONFIG_DIR='config', JUPYTERLAB_SETTINGS_DIR='settings', JUPYTERLAB_WORKSPACES_DIR='workspaces', JUPYTER_RUNTIME_DIR='runtime', IPYTHONDIR='ipython')
        env = os.environ | {k: str(tmp/v) for k, v in folders.items()} | dict(OMP_NUM_THREADS='1', PYTHONPATH=os.pathsep.join(filter(None, [str(TOP), os.environ.get('PYTHONPATH')])))
        command = [sys.executable, '-m', 'jupyterlab', '--no-browser', '--allow-root', '--ip=127.0.0.1', f'--port={port}', '--ServerApp.port_retries=0', '--expose-app-in-browser',
                   f'--IdentityProvider.token={TOKEN}', f'--ServerApp.root_dir={self.root}']
        self.process = subprocess.Popen(command, env=env, cwd=self.root, stdout=self.log.open('w'), stderr=subprocess.STDOUT)
        deadline = time.monotonic() + 90
        while not self.answers():
            assert self.process.poll() is None and time.monotonic() < deadline, self.log.read_text()
            time.sleep(.2)
    def answers(self):
        try: return urllib.request.urlopen(f'{self.url}/api/status?token={TOKEN}', timeout=2).status == 200
        except (urllib.error.URLError, ConnectionError, TimeoutError): return False
    def close(self):
        self.process.terminate()
        try: self.process.wait(15)
        except subprocess.TimeoutExpired: self.process.kill(); self.process.wait()

@pytest.fixture(scope='session')
def lab(chromium, tmp_path_factory):
    server = Lab(tmp_path_factory.mktemp('lab'))
    yield server
    server.close()

def listen(page):
    "Errors of a page from now on, as they are said in its console or thrown."
    errors = []
    page.on('console', lambda m: errors.append(f'{m.text} ({m.location.get("url")})') if m.type == 'error' else None)
    page.on('pageerror', lambda e: errors.append(str(e)))
    return errors

class Notebook:
    "One notebook that is open in JupyterLab, with its kernel."
    PANEL = 'window.jupyterapp.shell.currentWidget'
    def __init__(self, page, lab, name):
        self.page, self.errors = page, listen(page)
        page.goto(f'{lab.url}/doc/tree/{name}?reset&token={TOKEN}')
        page.wait_for_function('() => window.jupyterapp', timeout=180_000)
        page.evaluate('() => window.jupyterapp.restored')
        self.until(f"{self.PANEL}?.sessionContext?.isReady && {self.PANEL}.sessionContext.session?.kernel?.status === 'idle'", 180)
    def until(self, condition, seconds=120): return self.page.wait_for_function(f'() => {condition}', timeout=1000 * seconds)
    def command(self, name, args=None): self.page.evaluate('([name, args]) => { window.jupyterapp.commands.execute(name, args) }', [name, args or {}])
    def run_all(self, seconds):
        "Every cell, in order; raises the error of the first that has one."
        self.command('notebook:run-all-cells')
        cells = f"{self.PANEL}.content.widgets.filter(c => c.model.type === 'code' && c.model.sharedModel.source.trim())"
        failed = f"{cells}.flatMap(c => c.model.outputs.toJSON()).filter(o => o.output_type === 'error')"
        self.until(f"{failed}.length || {cells}.every(c => c.model.executionCount) && {self.PANEL}.sessionContext.session.kernel.status === 'idle'", seconds)
        assert not (found := self.page.evaluate(f"() => {failed}.map(o => o.ename + ': ' + o.evalue)")), found
    def send(self, code): # as if a cell were run, without waiting
        self.page.evaluate(f'(code) => {{ {self.PANEL}.sessionContext.session.kernel.requestExecute({{code, store_history: false}}) }}', code)
    def ask(self, expression, code=''):
        "The value of a plain Python expression in the kernel, after some code."
        reply = self.page.evaluate(f'''async ([code, e]) => (await {self.PANEL}.sessionContext.session.kernel.requestExecute(
            {{code, user_expressions: {{answer: e}}, store_history: false}}).done).content''', [code, f'repr({expression})'])
        assert reply['status'] == 'ok', f'{reply.get("ename")}: {reply.get("evalue")}'
        answer = reply['user_expressions']['answer']
        assert answer['status'] == 'ok', f'{answer.get("ename")}: {answer.get("evalue")}'
        return ast.literal_eval(ast.literal_eval(answer['data']['text/plain']))
    def add(self, code): # a cell at the end, run
        n = self.page.evaluate(f'() => {self.PANEL}.content.widgets.length')
        self.page.evaluate(f"(source) => {{ const m = {self.PANEL}.model.sharedModel; m.insertCell(m.cells.length, {{cell_type: 'code', source}}); {self.PANEL}.content.activeCellIndex = m.cells.length - 1; }}", code)
        self.command('notebook:run-cell')
        self.until(f"{self.PANEL}.content.widgets[{n}].model.executionCount && {self.PANEL}.sessionContext.session.kernel.status === 'idle'", 60)
        return self.page.locator('.jp-Cell').nth(n)

@pytest.fixture(scope='session')
def open_notebook(chromium, lab):
    "A function: nbformat notebook -> `Notebook`."
    contexts = []
    def open_(nb, name):
        nbformat.write(nb, lab.root/name)
        contexts.append(c := chromium.new_context(viewport=dict(width=1280, height=1000)))
        c.set_default_timeout(120_000) # a busy machine is slow, not broken
        return Notebook(c.new_page(), lab, name)
    yield open_
    for c in contexts: c.close()

def with_parameters(path, **values):
    "A workbook as papermill would run it: other values right after its parameters cell."
    nb = nbformat.read(path, 4)
    at = next(i for i, c in enumerate(nb.cells) if 'parameters' in c.metadata.get('tags', []))
    known = {t.id for n in ast.parse(nb.cells[at].source).body if isinstance(n, ast.Assign) for t in n.targets}
    assert set(values) <= known, f'not a parameter: {set(values) - known}'
    nb.cells.insert(at + 1, nbformat.v4.new_code_cell('\n'.join(f'{k} = {v!r}' for k, v in values.items()), metadata=dict(tags=['injected-parameters'])))
    for c in nb.cells:
        if c.cell_type == 'code': c.outputs, c.execution_count = [], None
    return nb

SEARCH = dict(data='digits', preset='smoke', name='watched')

@pytest.fixture(scope='session')
def workbook(open_notebook, lab):
    "nbs/workbooks/channel_search.ipynb, run from top to bottom in JupyterLab with the smallest preset. Its study lies in .folder."
    nb = open_notebook(with_parameters(TOP/'nbs'/'workbooks'/'channel_search.ipynb', **SEARCH, out='studies'), 'channel_search.ipynb')
    nb.run_all(600)
    nb.folder = lab.root/'studies'/SEARCH['name']
    return nb
