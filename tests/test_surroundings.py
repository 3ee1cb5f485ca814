"Full disks, read-only folders, SIGTERM, two writers at once: one clear line, nothing damaged, and the same command goes on."
import json, os, signal, sqlite3, subprocess, sys, time
import pytest
from command import run
from test_study import alive, same_frontier, trials as study_trials

SWEEP = ['sweep', 'lenet', '--data', 'digits', '--seeds', '2', '--set', 'lr=.05,.1', '--set', 'bs=64', '--n-train', '320', '--epochs', '2', '--workers', '2']

def start(*args, **env): return subprocess.Popen([sys.executable, '-m', 'cifarlab.cli', *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                                text=True, env=os.environ | dict(OMP_NUM_THREADS='1') | env)

def records(folder):
    db = sqlite3.connect(folder/'runs.db')
    try:
        assert db.execute('pragma integrity_check').fetchone() == ('ok',)
        return dict(db.execute("select key, value from results where kind='run'"))
    finally: db.close()

class Disk:
    "A small file system in memory."
    def __init__(self, place): self.place = place
    def set(self, options, *more): return subprocess.run(['mount', *more, '-t', 'tmpfs', '-o', options, 'none', self.place], capture_output=True, text=True)

@pytest.fixture
def disk(tmp_path):
    disk = Disk(tmp_path/'disk')
    disk.place.mkdir()
    if disk.set('size=64m').returncode: pytest.skip('no file system can be mounted here: run as root')
    yield disk
    subprocess.run(['umount', '-l', disk.place], check=True)

def refused(p, *words):
    "One line on stderr besides the progress, exit code 2, no traceback."
    said = [o for o in p.stderr.splitlines() if o.startswith('cifarlab: ')]
    assert p.returncode == 2 and len(said) == 1 and 'Traceback' not in p.stderr, p.stderr
    for w in words: assert w in said[0], said

def fill(disk, room):
    "Leave so many bytes."
    free = os.statvfs(disk.place)
    (disk.place/'filler').write_bytes(bytes(free.f_bavail * free.f_frsize - room))

@pytest.mark.parametrize('room', [0, 150_000])
def test_sweep_on_a_full_disk(disk, tmp_path, room):
    out = disk.place/'runs'
    p = run(*SWEEP, '--out', tmp_path/'calm', '--json')
    assert p.returncode == 0, p.stderr
    fill(disk, room)
    refused(run(*SWEEP, '--out', out), 'cannot be')
    assert not list(out.rglob('*.tmp')) and not list(out.rglob('.*'))
    before = records(out) if (out/'runs.db').exists() and (out/'runs.db').stat().st_size else {}
    (disk.place/'filler').unlink()
    q = run(*SWEEP, '--out', out, '--json')
    assert q.returncode == 0, q.stderr
    assert before.items() <= records(out).items() and len(records(out)) == 4
    same = lambda p: [{k: v for k, v in r.items() if k != 'seconds'} for r in json.loads(p.stdout)]
    assert same(p) == same(q)

def test_study_on_a_full_disk(disk, undisturbed):
    fill(disk, 600_000)
    refused(run('search', '--data', 'digits', '--preset', 'smoke', '--name', 'full', '--out', disk.place), 'cannot be written')
    assert not [o for o in disk.place.rglob('*') if o.name.endswith('.tmp')]
    (disk.place/'filler').unlink()
    p = run('search', '--resume', 'full', '--out', disk.place)
    assert p.returncode == 0, p.stderr
    same_frontier(disk.place/'full', undisturbed)
    assert study_trials(disk.place/'full') == study_trials(undisturbed)

def test_read_only_folder(disk, tmp_path):
    out = disk.place/'runs'
    assert run(*SWEEP, '--out', out).returncode == 0
    before = {f: f.read_bytes() for f in disk.place.rglob('*') if f.is_file()}
    assert disk.set('remount,ro').returncode == 0
    for args in SWEEP, ['train', 'lenet', '--epochs', '1', '--n-train', '64'], ['search', '--data', 'digits', '--preset', 'smoke', '--name', 'x']:
        refused(run(*args, '--out', out), 'cannot be', 'Read-only file system')
    assert {f: f.read_bytes() for f in disk.place.rglob('*') if f.is_file()} == before

def test_two_sweeps_at_once(tmp_path):
    both = [start(*SWEEP, '--out', tmp_path, '--json') for _ in range(2)]
    said = [p.communicate(timeout=300) for p in both]
    assert [p.returncode for p in both] == [0, 0], said
    assert len(records(tmp_path)) == 4 and json.loads(said[0][0]) == json.loads(said[1][0])
    assert {f.suffix for f in tmp_path.rglob('*') if f.is_file()} == {'.db'}

def test_two_studies_of_one_name(tmp_path):
    p = start('search', '--data', 'digits', '--preset', 'smoke', '--name', 'one', '--out', tmp_path)
    for line in p.stderr:
        if 'supernet:' in line: break
    try: refused(run('search', '--resume', 'one', '--out', tmp_path), 'is being worked on by another process')
    finally:
        p.kill(); p.communicate()

def test_sigterm_of_a_study(undisturbed, tmp_path):
    marker = f'CIFARLAB_TEST={os.getpid()}-{time.time()}'
    p = start('search', '--data', 'digits', '--preset', 'smoke', '--name', 'stopped', '--out', tmp_path, '--workers', '2', **dict([marker.split('=')]))
    for line in p.stderr:
        if 'trained 1/' in line: break
    p.send_signal(signal.SIGTERM)
    out, err = p.communicate(timeout=60)
    said = [o for o in err.splitlines() if o.startswith('cifarlab: ')]
    assert p.returncode == 130 and not out and 'Traceback' not in err, err
    assert len(said) == 1 and 'stopped; go on with: cifarlab search --resume stopped' in said[0]
    end = time.time() + 20
    while alive(marker) and time.time() < end: time.sleep(.1)
    assert not alive(marker), 'workers outlive their study'
    p = run('search', '--resume', 'stopped', '--out', tmp_path)
    assert p.returncode == 0, p.stderr
    same_frontier(tmp_path/'stopped', undisturbed)
