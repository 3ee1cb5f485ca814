"What a notebook cannot hold: two writers at once, and a training that is killed and goes on with the same command."
import json, os, signal, sqlite3, time
from contextlib import closing
import pytest
from command import child, processes, run

TRAIN = 'train', 'resnet20', '--widths', '-'.join(['4'] * 19), '--bs', '64', '--n-train', '192', '--epochs', '6', '--json'
def writer(folder, who, both):
    from cifarlab.runs.records import open_runs
    both.wait()
    for i in range(12):
        with closing(open_runs(folder)) as store: there = store.put_first('run', f'{i}', dict(who=who))
        assert there['who'] in (0, 1)
        with closing(open_runs(folder)) as store: store.put('run', f'{who}/{i}', i)

def begin(out, *args):
    "The command, begun in a process of its own; its stdout and stderr are files beside the folder of runs."
    files = [out.with_name(f'{out.name}{len(list(out.parent.iterdir()))}.{o}') for o in ('out', 'err')]
    for f in files: f.touch()
    env = os.environ | dict(PYTHONUNBUFFERED='1', OMP_NUM_THREADS='1')
    p = processes.Process(target=child, args=([*map(str, args), '--out', str(out)], None, env, *files))
    p.start()
    return p, *files

def wait_for(what, p):
    end = time.time() + 120
    while not what(): assert p.is_alive() and time.time() < end; time.sleep(.01)

@pytest.fixture(scope='module')
def whole(tmp_path_factory):
    "Record and weights of a training that nobody disturbs."
    out = tmp_path_factory.mktemp('whole')
    r = result(run(*TRAIN, '--out', out))
    return r, (out/r['weights']).read_bytes()

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
def test_killed_training_goes_on(tmp_path, whole, sig):
    (record, weights), cut = whole, tmp_path/'cut'
    p, _, err = begin(cut, *TRAIN)
    state = cut/'runs'/f'{record["id"]}.pt'
    wait_for(state.exists, p)
    os.kill(p.pid, sig); p.join(60)
    assert p.exitcode == (-signal.SIGKILL if sig == signal.SIGKILL else 130) and state.exists() and not rows(cut)
    assert sig == signal.SIGKILL or err.read_text().splitlines()[-1] == 'cifarlab: stopped; go on with the same command'
    resumed = result(run(*TRAIN, '--out', cut))
    assert 0 < resumed['epochs_now'] < 6 and not state.exists()
    assert what_came_out(resumed) == what_came_out(record)
    assert (cut/resumed['weights']).read_bytes() == weights

def test_equal_settings_are_trained_once(runs, tmp_path):
    first, before = result(run(*TRAIN)), rows(runs)
    p = run(*TRAIN, '--save', tmp_path/'w.safetensors')
    assert result(p) == first | dict(epochs_now=0)
    assert 'nothing was left to train' in p.stderr and 'epoch 1/6' not in p.stderr
    assert rows(runs) == before and (tmp_path/'w.safetensors').read_bytes() == (runs/first['weights']).read_bytes()

def test_two_writers(tmp_path):
    "They make the file, write the same rows and different ones; each row is there once, and whole."
    both = processes.Barrier(2)
    ps = [processes.Process(target=writer, args=(tmp_path/'runs', who, both)) for who in range(2)]
    for p in ps: p.start()
    for p in ps: p.join(120); assert p.exitcode == 0
    assert rows(tmp_path/'runs').keys() == {f'{i}' for i in range(12)} | {f'{who}/{i}' for who in range(2) for i in range(12)}

def test_two_trainings_with_equal_settings(tmp_path):
    "Side by side: one record, which both show."
    out = tmp_path/'runs'
    both = [begin(out, *TRAIN) for _ in range(2)]
    for p, *_ in both: p.join(120); assert p.exitcode == 0
    said = [json.loads(f.read_text()) for _, f, _ in both]
    assert len(rows(out)) == 1 and what_came_out(said[0]) == what_came_out(said[1])
    assert sorted(f.suffix for f in out.rglob('*') if f.is_file()) == ['.db', '.safetensors']
