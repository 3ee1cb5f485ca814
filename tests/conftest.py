"A finished study that several files of tests look at."
import subprocess, sys, time
import pytest

@pytest.fixture(scope='session')
def undisturbed(tmp_path_factory):
    "Folder of an undisturbed study, and how many seconds it took."
    out, start = tmp_path_factory.mktemp('undisturbed'), time.time()
    p = subprocess.run([sys.executable, '-m', 'cifarlab.cli', 'search', '--preset', 'smoke', '--name', 'calm', '--out', str(out)], capture_output=True, text=True, timeout=600)
    assert p.returncode == 0, p.stderr
    assert 'searched' in p.stdout and 'report.html' in p.stdout
    return out/'calm', time.time() - start
