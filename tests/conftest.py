"A finished study that several files of tests look at."
import shutil, signal
import pytest
from cifarlab.house import one_thread
from command import run

# a shell that starts us in the background lets all our children ignore Ctrl-C, which some tests send
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN: signal.signal(signal.SIGINT, signal.default_int_handler)

one_thread() # two processes of tests at a time, and each has children

ROOMS = {'browser/': 'browser', 'test_train.py': 'train', 'test_distributed.py': 'distributed', 'test_docs.py': 'docs', 'test_sweep.py': 'sweep', 'test_cli.py': 'study', 'test_weights.py': 'study', 'test_study.py': 'study', 'test_kills.py': 'kills', 'test_surroundings.py': 'kills'}

@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    "Tests that share what is slow to make stay in one process. Not by marks: pytest-xdist 3.8 writes these where pytest 9.2 does not read them."
    from xdist.scheduler import LoadScopeScheduling
    class Rooms(LoadScopeScheduling):
        def _split_scope(self, nodeid): return next((room for part, room in ROOMS.items() if part in nodeid), nodeid)
    return Rooms(config, log)

@pytest.fixture(autouse=True)
def runs(tmp_path_factory, monkeypatch):
    "A folder of runs for each test."
    monkeypatch.setenv('CIFARLAB_RUNS', str(folder := tmp_path_factory.mktemp('runs')))
    return folder

@pytest.fixture(scope='session')
def undisturbed(tmp_path_factory):
    "Folder of an undisturbed study."
    out = tmp_path_factory.mktemp('undisturbed')
    p = run('search', '--data', 'digits', '--preset', 'smoke', '--name', 'calm', '--out', out, timeout=600)
    assert p.returncode == 0, p.stderr
    assert 'searched' in p.stdout and 'report.html' in p.stdout
    return out/'calm'

CHROMIUM = next(filter(None, map(shutil.which, ('chromium', 'chromium-browser', 'google-chrome'))), None)
FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

@pytest.fixture(scope='session')
def chromium():
    "A headless browser."
    playwright = pytest.importorskip('playwright.sync_api', reason='browser tests need the package playwright')
    if CHROMIUM is None: pytest.skip('browser tests need chromium: apt-get install chromium')
    with playwright.sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()

def pytest_terminal_summary(terminalreporter):
    "What tests have measured, from whichever process."
    said = [v for r in terminalreporter.stats.get('passed', []) + terminalreporter.stats.get('failed', []) for k, v in r.user_properties if k == 'measured' and r.when == 'call']
    if said: terminalreporter.section('measured')
    for v in said: terminalreporter.line(v)
