"A finished study that several files of tests look at."
import signal, subprocess, sys
import pytest

# a shell that starts us in the background lets all our children ignore Ctrl-C, which some tests send
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN: signal.signal(signal.SIGINT, signal.default_int_handler)

@pytest.fixture(scope='session')
def undisturbed(tmp_path_factory):
    "Folder of an undisturbed study."
    out = tmp_path_factory.mktemp('undisturbed')
    p = subprocess.run([sys.executable, '-m', 'cifarlab.cli', 'search', '--preset', 'smoke', '--name', 'calm', '--out', str(out)], capture_output=True, text=True, timeout=600)
    assert p.returncode == 0, p.stderr
    assert 'searched' in p.stdout and 'report.html' in p.stdout
    return out/'calm'
