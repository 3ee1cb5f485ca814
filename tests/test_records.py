"What a notebook cannot hold: two writers at once, and a training that is killed and goes on with the same command."
import json, os, signal, sqlite3, subprocess, sys, time
import pytest
from command import run

TRAIN = 'train', 'resnet20', '--widths', '-'.join(['4'] * 19), '--bs', '64', '--n-train', '512', '--epochs', '3', '--json'
WRITER = '''
import sys
from contextlib import closing
from cifarlab.runs.records import open_runs
who = int(sys.argv[2])
sys.stdin.readline() # both begin together
for i in range(12):
    with closing(open_runs(sys.argv[1])) as store: there = store.put_first('run', f'{i}', dict(who=who))
    assert there['who'] in (0, 1)
    with closing(open_runs(sys.argv[1])) as store: store.put('run', f'{who}/{i}', i)
'''

def result(p):
    assert p.returncode == 0, p.stderr
    return json.loads(p.stdout)

def what_came_out(r):
    "All of a record that does not depend on the time and the machine's load."
    times = 'date', 'seconds', 'images_per_second', 'memory', 'epochs_now'
    return {k: v for k, v in r.items() if k not in times} | dict(history={k: v for k, v in r['history'].items() if k != 'seconds'})

def rows(folder):
    db = sqlite3.connect(folder/'runs.db')
    try: return dict(db.execute("select key, value from results where kind='run'").fetchall())
    finally: db.close()

@pytest.mark.parametrize('sig', [signal.SIGKILL, signal.SIGINT, signal.SIGTERM], ids=['kill -9', 'Ctrl-C', 'SIGTERM'])
def test_killed_training_goes_on(tmp_path, runs, sig):
    whole = result(run(*TRAIN))
    p = subprocess.Popen([sys.executable, '-m', 'cifarlab.cli', *TRAIN, '--out', tmp_path/'cut'], stdout=subprocess.DEVNULL,
                         stderr=subprocess.PIPE, text=True, env=os.environ | dict(PYTHONUNBUFFERED='1', OMP_NUM_THREADS='1'))
    while not (line := p.stderr.readline()).startswith('epoch 1/3'): assert line or p.poll() is None
    state, end = tmp_path/'cut'/'runs'/f'{whole["id"]}.pt', time.time() + 60
    while not state.exists(): assert time.time() < end
    p.send_signal(sig); said = p.communicate(timeout=60)[1]
    assert sig == signal.SIGKILL or p.returncode == 130 and said.splitlines()[-1] == 'cifarlab: stopped; go on with the same command'
    assert p.returncode != 0 and state.exists() and not rows(tmp_path/'cut')
    resumed = result(run(*TRAIN, '--out', tmp_path/'cut'))
    assert 0 < resumed['epochs_now'] < 3 and not state.exists()
    assert what_came_out(resumed) == what_came_out(whole)
    assert (tmp_path/'cut'/resumed['weights']).read_bytes() == (runs/whole['weights']).read_bytes()

def test_equal_settings_are_trained_once(runs, tmp_path):
    first, before = result(run(*TRAIN)), rows(runs)
    p = run(*TRAIN, '--save', tmp_path/'w.safetensors')
    assert result(p) == first | dict(epochs_now=0)
    assert 'nothing was left to train' in p.stderr and 'epoch 1/3' not in p.stderr
    assert rows(runs) == before and (tmp_path/'w.safetensors').read_bytes() == (runs/first['weights']).read_bytes()

def test_two_writers(tmp_path):
    "They make the file, write the same rows and different ones; each row is there once, and whole."
    start = lambda who: subprocess.Popen([sys.executable, '-c', WRITER, tmp_path/'runs', str(who)], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    both = [start(who) for who in range(2)]
    for p in both: p.stdin.write('\n'); p.stdin.flush()
    for p in both: assert p.communicate(timeout=120)[1] == '' and p.returncode == 0
    assert rows(tmp_path/'runs').keys() == {f'{i}' for i in range(12)} | {f'{who}/{i}' for who in range(2) for i in range(12)}

def test_two_trainings_with_equal_settings(tmp_path):
    "Side by side: one record, which both show."
    start = lambda: subprocess.Popen([sys.executable, '-m', 'cifarlab.cli', *TRAIN, '--out', tmp_path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | dict(OMP_NUM_THREADS='1'))
    both = [start() for _ in range(2)]
    said = [json.loads(p.communicate(timeout=120)[0]) for p in both]
    assert [p.returncode for p in both] == [0, 0] and len(rows(tmp_path)) == 1
    assert what_came_out(said[0]) == what_came_out(said[1])
    assert sorted(f.suffix for f in tmp_path.rglob('*') if f.is_file()) == ['.db', '.safetensors']
