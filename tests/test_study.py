"Studies whose workers are killed, that are stopped, damaged, reused, or run side by side; what is killed itself is in `test_kills`."
import json, os, shutil, signal, sqlite3, subprocess, sys
import pandas as pd, pytest
from collections import Counter
from pathlib import Path
from cifarlab import UserError
from cifarlab.search.study import Study
from command import run

COMMAND = [sys.executable, '-m', 'cifarlab.cli', 'search', '--data', 'digits', '--preset', 'smoke']

def search(*args, **kw): return subprocess.Popen([*COMMAND, *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **kw)

def finish(p):
    out, err = p.communicate(timeout=600)
    assert p.returncode == 0, err
    return out, err

def alive(marker):
    "Processes whose command line or environment names `marker`."
    found = []
    for p in Path('/proc').glob('[0-9]*'):
        try: text = (p/'cmdline').read_bytes() + (p/'environ').read_bytes()
        except OSError: continue # it ended meanwhile, or is not ours
        if marker.encode() in text and int(p.name) != os.getpid(): found.append(int(p.name))
    return found

def rows(folder):
    "What a study has written down: (kind, key) -> text."
    db = sqlite3.connect(f'file:{folder/"study.db"}?mode=ro', uri=True)
    try: return {(kind, key): value for kind, key, value in db.execute('select kind, key, value from results')}
    finally: db.close()

def trials(folder):
    "All trainings and scores, without what the clock says and where a training was interrupted."
    found = {k: json.loads(v) for k, v in rows(folder).items() if k[0] in ('score', 'run')}
    for (kind, _), value in found.items():
        if kind == 'run':
            for k in 'seconds', 'images_per_second', 'epochs_now': del value['record'][k]
            del value['record']['history']['seconds']
    return found

def phases(found):
    "Trainings that are written down, by their phase."
    return Counter(json.loads(value)['phase'] for (kind, _), value in found.items() if kind == 'run')

def same_frontier(a, b): pd.testing.assert_frame_equal(pd.read_csv(a/'frontier.csv'), pd.read_csv(b/'frontier.csv'), check_exact=True)

def test_killed_worker_loses_its_own_trial_only_and_two_studies_run_side_by_side(undisturbed, tmp_path):
    p, q = search('--out', tmp_path, '--workers', '2'), search('--out', tmp_path, '--workers', '1') # at once, without a name: one is digits-smoke-0, the other the next
    said = []
    for line in p.stderr:
        said.append(line)
        if 'trained 1/' in line: break
    children = [int(c) for c in Path(f'/proc/{p.pid}/task/{p.pid}/children').read_text().split()]
    workers = [c for c in children if b'cifarlab.runs.workers' in Path(f'/proc/{c}/cmdline').read_bytes()]
    assert workers
    here = tmp_path/said[0].split()[1]
    before = rows(here)
    os.kill(workers[0], signal.SIGKILL)
    out, err = finish(p); finish(q)
    said += err.splitlines()
    assert before.items() <= rows(here).items()
    assert sum('trained' in s for s in said) == phases(rows(here))['search'], 'a trial that was finished ran again'
    assert sum('supernet:' in s for s in said) == 1
    folders = sorted(f for f in tmp_path.iterdir())
    assert [f.name for f in folders] == ['digits-smoke-0', 'digits-smoke-0-2']
    for f in folders: same_frontier(f, undisturbed); assert trials(f) == trials(undisturbed)

def test_study_reuses_another(undisturbed, tmp_path):
    "Other budgets: what was scored, trained and confirmed is not made again."
    p = run('search', '--data', 'digits', '--preset', 'smoke', '--axis', 'params', '--reuse', undisturbed, '--out', tmp_path, '--name', 'lean')
    assert p.returncode == 0, p.stderr
    old, new = rows(undisturbed), rows(tmp_path/'lean')
    made = {k: v for k, v in old.items() if k[0] in ('score', 'run')}
    assert made.items() <= new.items() # with the seconds of the first time
    assert 'scoring' not in p.stderr and 'supernet:' not in p.stderr and 'trained 1/2' in p.stderr # a network a budget
    n = phases(old)
    assert f'the supernet, {n["search"]} trainings of the search, 0 with other settings, {n["confirm"]} of the confirmation' in p.stderr
    assert (tmp_path/'lean'/'supernet.safetensors').read_bytes() == (undisturbed/'supernet.safetensors').read_bytes()
    a, b = (pd.read_csv(f/'frontier.csv').query('kind == "uniform"') for f in (undisturbed, tmp_path/'lean'))
    assert a.confirmed.tolist() == b.confirmed.tolist() and b.budget.tolist() == a.params.tolist()
    p = run('search', '--data', 'digits', '--preset', 'smoke', '--seed', 1, '--reuse', undisturbed, '--out', tmp_path, '--name', 'none')
    assert p.returncode == 2 and 'seed is 0 there and 1 here' in p.stderr and not (tmp_path/'none').exists()

def test_ctrl_c_says_how_to_go_on(tmp_path):
    p = search('--name', 'stopped', '--out', tmp_path)
    for line in p.stderr:
        if 'supernet:' in line: break
    p.send_signal(signal.SIGINT)
    _, err = p.communicate(timeout=60)
    assert p.returncode == 130
    assert 'cifarlab search --resume stopped' in err and 'Traceback' not in err

def test_damaged_study_is_left_alone(undisturbed, tmp_path):
    raw = (undisturbed/'study.db').read_bytes()
    damages = dict(noise=raw[:5000] + os.urandom(len(raw) - 5000), half=raw[:len(raw) // 2], empty=b'')
    for name, damaged in damages.items():
        shutil.copytree(undisturbed, tmp_path/name)
        (tmp_path/name/'study.db').write_bytes(damaged)
    before = {f: f.read_bytes() for f in tmp_path.rglob('*') if f.is_file()}
    for name in damages:
        p = run('search', '--resume', name, '--out', tmp_path)
        assert p.returncode == 2 and name in p.stderr and 'damaged' in p.stderr and len(p.stderr.strip().splitlines()) == 1, p.stderr
    assert {f: f.read_bytes() for f in tmp_path.rglob('*') if f.is_file()} == before

def test_unfinished_study_says_so_instead_of_exploring(undisturbed, tmp_path):
    shutil.copytree(undisturbed, tmp_path/'half')
    db = sqlite3.connect(tmp_path/'half'/'study.db')
    with db: assert db.execute("delete from results where kind = 'frontier'").rowcount
    db.close()
    study = Study(tmp_path/'half')
    for ask in study.explore, study.explorer_state, lambda: study.frontier:
        with pytest.raises(UserError, match='study half is not finished: cifarlab search --resume half'): ask()

def test_study_that_is_no_file_of_ours(undisturbed, tmp_path):
    "A sound database with one digit changed."
    shutil.copytree(undisturbed, tmp_path/'hurt')
    db = sqlite3.connect(tmp_path/'hurt'/'study.db')
    key, value = db.execute("select key, value from results where kind='run'").fetchone()
    with db: db.execute("update results set value=? where kind='run' and key=?", (value.replace('"top1": ', '"top1": 1'), key))
    db.close(); before = (tmp_path/'hurt'/'study.db').read_bytes()
    p = run('search', '--resume', 'hurt', '--out', tmp_path)
    assert p.returncode == 2 and 'is not what was written' in p.stderr, p.stderr
    assert (tmp_path/'hurt'/'study.db').read_bytes() == before

def test_ablation_by_one_command(undisturbed, tmp_path):
    shutil.copytree(undisturbed, tmp_path/'calm')
    ablate = [sys.executable, '-m', 'cifarlab.cli', 'ablate', 'calm', '--out', str(tmp_path), '--json']
    p = subprocess.Popen(ablate, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    for line in p.stderr:
        if 'confirmed 1/' in line: break
    p.kill(); p.wait() # SIGKILL; what was finished stays
    before = rows(tmp_path/'calm')
    p = run('ablate', 'calm', '--out', tmp_path, '--json')
    assert p.returncode == 0, p.stderr
    table = pd.DataFrame(json.loads(p.stdout))
    assert before.items() <= rows(tmp_path/'calm').items() and set(table.arm) == {'whole', 'no_shapes', 'no_score', 'no_rounds', 'no_training', 'random', 'uniform'}
    assert len(table) == 7 * 3 and (table[table.arm == 'whole'].vs_whole == 0).all() # two budgets, and their mean
    confirmed = pd.read_csv(undisturbed/'frontier.csv').query('kind == "searched"').set_index('budget').confirmed
    whole = table[(table.arm == 'whole') & table.budget.notna()].set_index('budget').top1
    pd.testing.assert_series_equal(whole, confirmed, check_names=False)
    assert {'ablation.csv', 'ablation.svg', 'ablation.png'} <= {f.name for f in (tmp_path/'calm').iterdir()}
    same_frontier(tmp_path/'calm', undisturbed)

def test_finished_study_without_data(tmp_path):
    "What comes along is looked at, picked from and priced where there are no data."
    nothing = dict(cwd=tmp_path, CIFARLAB_DATA=str(tmp_path/'no data'))
    p = run('frontier', 'cifar100', **nothing)
    assert p.returncode == 0, p.stderr
    assert 'comes along' in p.stderr and 'searched' in p.stdout and 'uniform width' in p.stdout
    folder = tmp_path/'studies'/'cifar100'
    if 'CIFARLAB_RUNS' in os.environ: folder = Path(os.environ['CIFARLAB_RUNS'])/'cifar100'
    assert '<svg' in (folder/'report.html').read_text() and not [f for f in folder.parent.iterdir() if f.name.startswith('.')]
    p = run('pick', 'cifar100', '--max-macs', '10M', '--json', **nothing)
    assert p.returncode == 0 and 'comes along' not in p.stderr, p.stderr # it is there now
    best = json.loads(p.stdout)
    assert best['macs'] <= 1e7 and best['kind'] == 'searched' and best['vs_uniform_lo'] > 0
    p = run('cost', best['code'], '--study', 'cifar100', '--json', **nothing)
    cost = json.loads(p.stdout) if p.returncode == 0 else {}
    assert (cost.get('macs'), cost.get('params')) == (best['macs'], best['params']), p.stderr
    p = run('export', 'cifar100', 'net', '--max-macs', '10M', **nothing) # only what trains needs the data
    assert p.returncode == 2 and 'cifar100 was not found' in p.stderr
