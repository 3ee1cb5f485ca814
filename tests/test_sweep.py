"A sweep whose workers are killed, or that is killed itself, ends as an undisturbed one does and trains nothing twice."
import importlib.util, json, os, signal, sqlite3, subprocess, sys, threading, time
from pathlib import Path
import pandas as pd, pytest
from cifarlab.runs.executors import InProcess
from cifarlab.runs.sweep import make_trials, sweep
from cifarlab.runs.workers import Workers

EPOCHS = 8
SWEEP = [sys.executable, '-m', 'cifarlab.cli', 'sweep', 'lenet', '--data', 'digits', '--seeds', '3', '--set', 'lr=.02,.05', '--set', 'bs=32',
         '--n-train', '320', '--epochs', str(EPOCHS), '--workers', '2']

def trials(): return make_trials(['lenet'], 'digits', 3, [('lr', '.02,.05'), ('bs', '32')], n_train=320, epochs=EPOCHS)

def records(folder):
    db = sqlite3.connect(f'file:{folder/"runs.db"}?mode=ro', uri=True)
    try: return {k: json.loads(v)['record'] for k, v in db.execute("select key, value from results where kind='run'")}
    finally: db.close()

def same(a, b):
    "The same results, but for the time that they took."
    times = ['seconds']
    pd.testing.assert_frame_equal(a.drop(columns=times), b.drop(columns=times), check_exact=True)

@pytest.fixture(scope='module')
def undisturbed(tmp_path_factory):
    folder = tmp_path_factory.mktemp('calm')
    return folder, sweep(trials(), InProcess(), folder, lambda line: None)

def parent(pid):
    try: return int(Path(f'/proc/{pid}/stat').read_text().rsplit(')', 1)[1].split()[1])
    except OSError: return None # it ended meanwhile

def ray_workers():
    "Process ids of the workers of this process's own Ray that are at a task."
    found = []
    for p in Path('/proc').glob('[0-9]*'):
        try: name = (p/'cmdline').read_bytes()
        except OSError: continue
        if name.startswith(b'ray::work') and parent(parent(p.name)) == os.getpid(): found.append(int(p.name))
    return found

def kill_one(folder, workers, killed):
    "As soon as two trials have checkpoints: kill -9 one of the workers."
    end = time.time() + 200
    while len(list((folder/'runs').glob('*.pt'))) < 2:
        if time.time() > end: return
        time.sleep(.005)
    killed.append(max(workers()))
    os.kill(killed[0], signal.SIGKILL)

def with_a_kill(pool, workers, folder, undisturbed):
    killed, lines = [], []
    killer = threading.Thread(target=kill_one, args=(folder, workers, killed))
    with pool:
        killer.start()
        results = sweep(trials(), pool, folder, lines.append)
    killer.join()
    assert len(killed) == 1, 'nothing was killed'
    assert lines[0] == '6 trials: 0 are recorded, 6 are to be trained' and len(lines) == 7
    same(results, undisturbed[1])
    kept = records(folder)
    assert len(kept) == 6 and {*kept} == {*results.id} and not list((folder/'runs').glob('*.pt'))
    resumed = [r['epochs_now'] for r in kept.values() if r['epochs_now'] < EPOCHS]
    assert len(resumed) == 1 and resumed[0] > 0, 'the killed trial, and no other, went on from its checkpoint'

def test_killed_worker(undisturbed, tmp_path):
    pool = Workers(2)
    with_a_kill(pool, lambda: pool.pids, tmp_path, undisturbed)

def test_killed_worker_of_ray(undisturbed, tmp_path, capfd):
    if importlib.util.find_spec('ray') is None: pytest.skip("sweeps on Ray need it: pip install 'cifarlab[ray]'")
    from cifarlab.runs.ray_executor import RayExecutor
    sigterm = signal.getsignal(signal.SIGTERM)
    with_a_kill(RayExecutor(n=2), ray_workers, tmp_path, undisturbed)
    assert capfd.readouterr() == ('', ''), 'Ray is quiet'
    assert signal.getsignal(signal.SIGTERM) == sigterm

def children(pid): return [int(c) for c in Path(f'/proc/{pid}/task/{pid}/children').read_text().split()]

def gone(pids):
    end = time.time() + 20
    while alive := [p for p in pids if Path(f'/proc/{p}').exists()]:
        assert time.time() < end, f'{alive} are left over'
        time.sleep(.05)

@pytest.mark.parametrize('sig', [signal.SIGKILL, signal.SIGTERM], ids=['kill -9', 'SIGTERM'])
def test_stopped_sweep_goes_on(undisturbed, tmp_path, sig):
    env = os.environ | dict(OMP_NUM_THREADS='1')
    p = subprocess.Popen([*SWEEP, '--out', tmp_path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)
    for line in p.stderr:
        if line.startswith('1/6'): break
    workers, before = children(p.pid), records(tmp_path)
    assert len(workers) == 2 and before
    p.send_signal(sig)
    out, err = p.communicate(timeout=60)
    gone(workers)
    assert not out and p.returncode == (-9 if sig == signal.SIGKILL else 130)
    last = [o for o in err.splitlines() if not o[0].isdigit()]
    assert last == ([] if sig == signal.SIGKILL else ['cifarlab: stopped; go on with the same command'])
    q = subprocess.run([*SWEEP, '--out', tmp_path, '--json'], capture_output=True, text=True, timeout=300, env=env)
    assert q.returncode == 0, q.stderr
    now = records(tmp_path)
    assert before.items() <= now.items() and len(now) == 6 # with the seconds of the first time
    assert q.stderr.splitlines()[0].endswith('are to be trained') and q.stderr.splitlines()[0] != '6 trials: 0 are recorded, 6 are to be trained'
    table = pd.DataFrame(json.loads(q.stdout))
    mean = undisturbed[1].groupby('settings').top1.mean()
    found = table[table.model == 'lenet'].set_index('settings')
    assert found.seeds.tolist() == [3, 3] and found.split.tolist() == ['valid', 'valid']
    for k, v in mean.items(): assert found.top1[k] == pytest.approx(v, abs=1e-12)
    assert {*table.model} >= {'nearest neighbour', 'linear', 'most frequent class'}
