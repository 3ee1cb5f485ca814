"""Trainings, sweeps and studies that are killed with -9 at random moments: nothing is lost but the epoch or the trial under way.

A few moments by default; CIFARLAB_KILLS=20 kills each of the three so many times, CIFARLAB_SEED=1 at other moments."""
import json, os, random, sqlite3, tempfile, time
from pathlib import Path
import torch
from cifarlab.files import read_weights
import dying
from command import child, processes
from dying import MOMENTS, hooked
from test_study import alive, rows as study_rows, same_frontier, trials as study_trials

KILLS, SEED = int(os.environ.get('CIFARLAB_KILLS', 0)), int(os.environ.get('CIFARLAB_SEED', 0))
EPOCHS = 3
TRAIN = ['train', 'lenet', '--data', 'digits', '--bs', '64', '--lr', '.1', '--n-train', '320', '--epochs', str(EPOCHS), '--json']
SWEEP = ['sweep', 'lenet', '--data', 'digits', '--seeds', '2', '--set', 'lr=.05,.1', '--set', 'bs=64', '--n-train', '320', '--epochs', str(EPOCHS), '--workers', '2', '--json']
STUDY = ['search', '--data', 'digits', '--preset', 'smoke', '--workers', '1']
COUNTS = dict(step=5 * EPOCHS, write=EPOCHS, fsync=EPOCHS, replace=EPOCHS, replaced=EPOCHS, insert=3, inserted=2, time=1) # of each moment in one training; 'time': after some seconds, wherever it is

def command(args, env=None, kill_after=None):
    "Run the command; kill it after some seconds, if told to. Returns the exit code, stdout, stderr."
    env = env or os.environ | dict(OMP_NUM_THREADS='1')
    with tempfile.TemporaryDirectory() as d:
        files = [Path(d)/'out', Path(d)/'err']
        for f in files: f.touch()
        p = processes.Process(target=mortal, args=(list(map(str, args)), None, env, *files)) # its slow imports are done already
        p.start(); p.join(kill_after or 300)
        if p.exitcode is None:
            p.kill(); p.join()
            assert kill_after, f'{args} hangs'
        return p.exitcode, *(f.read_text() for f in files)

def mortal(args, cwd, env, out, err):
    "What a process of `command` does: the hooks, then the command."
    os.environ.clear(); os.environ.update(env)
    dying.install()
    child(args, cwd, env, out, err)

def records(folder):
    "id -> record of a folder of runs; the database opens and is sound at any moment."
    if not (folder/'runs.db').exists(): return {}
    db = sqlite3.connect(folder/'runs.db')
    try:
        assert db.execute('pragma integrity_check').fetchone() == ('ok',)
        there = db.execute("select name from sqlite_master where name='results'").fetchone()
        return {k: json.loads(v)['record'] for k, v in db.execute("select key, value from results where kind='run'")} if there else {}
    finally: db.close()

def came_out(record):
    "All of a record that does not depend on time, memory and where it was interrupted."
    times = 'date', 'commit', 'seconds', 'images_per_second', 'memory', 'gpu_memory', 'epochs_now'
    return {k: v for k, v in record.items() if k not in times} | dict(history={k: v for k, v in record.get('history', {}).items() if k != 'seconds'})

def moments(name, usual, kinds):
    "Random moments, the kinds by turns, in an order of their own: (kind, how many pass before it)."
    chance, n = random.Random(f'{name} {SEED}'), KILLS or usual
    kinds = chance.sample(kinds, len(kinds))
    return [(k, chance.randrange(COUNTS[k])) for k in (kinds[i % len(kinds)] for i in range(n))]

def counted(killed):
    "How often a process died at moments of each kind, in words."
    return f'{len(killed)} times ({", ".join(f"{k} {killed.count(k)}" for k in dict.fromkeys(killed))})'

def test_training(tmp_path, record_property):
    code, out, err = command([*TRAIN, '--out', tmp_path/'calm'])
    assert code == 0, err
    whole, lost = json.loads(out), []
    for i, (kind, left) in enumerate(moments('training', 4, list(MOMENTS))):
        folder, once = tmp_path/str(i), tmp_path/f'died{i}'
        code, out, err = command([*TRAIN, '--out', folder], hooked(tmp_path/'hooks', kind, left, once))
        if not once.exists(): # all moments of this kind were over: an undisturbed training
            assert code == 0 and came_out(json.loads(out)) == came_out(whole), (kind, left, err)
            continue
        assert code == -9
        recorded, state = records(folder), folder/'runs'/f'{whole["id"]}.pt'
        done = read_weights(state)[0]['epoch'] + 1 if state.exists() else 0
        begun = err.count('epoch ')
        assert recorded or done >= begun - 1, (kind, left)
        code, out, err = command([*TRAIN, '--out', folder])
        assert code == 0, err
        record = json.loads(out)
        assert record['epochs_now'] == (0 if recorded else EPOCHS - done), (kind, left)
        assert came_out(record) == came_out(whole), (kind, left)
        (kept, _), (calm, _) = read_weights(folder/record['weights']), read_weights(tmp_path/'calm'/whole['weights'])
        assert kept.keys() == calm.keys() and all(torch.equal(v, calm[k]) for k, v in kept.items()), 'the weights differ'
        assert {k: came_out(r) for k, r in records(folder).items()} == {whole['id']: came_out(whole)}
        assert not state.exists()
        lost.append(kind)
    record_property('measured', f'kill -9 in a training: {counted(lost)}; '
                    'resumed weights and records are those of an undisturbed training, bit for bit')
    assert lost

def test_sweep(tmp_path, record_property):
    code, out, err = command([*SWEEP, '--out', tmp_path/'calm'])
    assert code == 0, err
    whole, table, killed, folder, n = records(tmp_path/'calm'), json.loads(out), [], None, 0
    def finished(folder):
        code, out, err = command([*SWEEP, '--out', folder])
        assert code == 0, err
        now = records(folder)
        assert {k: came_out(r) for k, r in now.items()} == {k: came_out(r) for k, r in whole.items()}
        same = lambda rows: [{k: v for k, v in r.items() if k != 'seconds'} for r in rows]
        assert same(json.loads(out)) == same(table)
        assert not list((folder/'runs').glob('*.pt'))
    chance = random.Random(f'sweep {SEED}')
    for i, (kind, left) in enumerate(moments('sweep', 2, ['time', *MOMENTS])):
        if folder is None: folder, n = tmp_path/str(i), n + 1
        once, before = tmp_path/f'died{i}', records(folder)
        if kind == 'time': code, _, err = command([*SWEEP, '--out', folder], kill_after=chance.uniform(.5, 15))
        else: code, _, err = command([*SWEEP, '--out', folder], hooked(tmp_path/'hooks', kind, left, once))
        now = records(folder)
        assert before.items() <= now.items(), 'a finished trial is lost, or was trained again'
        assert code in (0, -9), err # 0: a worker died, and another went on
        if code == -9 or once.exists(): killed.append(kind)
        if code == 0:
            finished(folder)
            folder = None
    if folder is not None: finished(folder)
    record_property('measured', f'kill -9 in {n} sweeps: {counted(killed)}; '
                    'no finished trial was lost or repeated, the records are those of an undisturbed sweep')
    assert killed

def test_study(undisturbed, tmp_path, record_property):
    killed, n, name, marker = [], 0, None, f'CIFARLAB_TEST={os.getpid()}-{time.time()}'
    def finished(name):
        code, _, err = command([*STUDY, '--resume', name, '--out', tmp_path])
        assert code == 0, err
        same_frontier(tmp_path/name, undisturbed)
        assert study_trials(tmp_path/name) == study_trials(undisturbed)
    chance = random.Random(f'study {SEED}')
    for i, (kind, left) in enumerate(moments('study', 3, ['time', *MOMENTS])):
        new = name is None
        if new: name, n = f's{i}', n + 1
        args = [*STUDY, *(['--name'] if new else ['--resume']), name, '--out', tmp_path]
        once, env = tmp_path/f'died{i}', os.environ | dict([marker.split('=')], OMP_NUM_THREADS='1')
        before = {} if new else study_rows(tmp_path/name)
        if kind == 'time': code, _, err = command(args, env, kill_after=chance.uniform(2, 30))
        else: code, _, err = command(args, hooked(tmp_path/'hooks', kind, left, once) | dict([marker.split('=')]))
        end = time.time() + 20
        while alive(marker) and time.time() < end: time.sleep(.1)
        assert not alive(marker), 'workers outlive their study'
        assert code in (0, -9), err
        if code == -9 or once.exists(): killed.append(kind)
        if not (tmp_path/name/'study.db').exists() or not study_begun(tmp_path/name): # killed before there was anything to lose
            name = None
            continue
        assert before.items() <= study_rows(tmp_path/name).items(), 'something finished is lost, or was made again'
        if code == 0:
            finished(name)
            name = None
    if name is not None: finished(name)
    record_property('measured', f'kill -9 in {n} studies: {counted(killed)}; '
                    'nothing finished was lost or made again, the frontier is that of an undisturbed study')
    assert killed

def study_begun(folder):
    "Whether a study was killed after its file was begun: a file that SQLite has not committed yet is empty."
    db = sqlite3.connect(folder/'study.db')
    try: return db.execute("select name from sqlite_master where name='results'").fetchone() is not None
    finally: db.close()
