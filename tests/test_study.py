"A study that is killed at any moment and resumed ends as an undisturbed one does."
import os, random, shutil, signal, subprocess, sys, time
import pandas as pd
from pathlib import Path

COMMAND = [sys.executable, '-m', 'cifarlab.cli', 'search', '--preset', 'smoke']

def search(*args, **kw): return subprocess.Popen([*COMMAND, *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **kw)

def finish(p):
    out, err = p.communicate(timeout=300)
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

def test_killed_three_times(undisturbed, tmp_path):
    chance, marker = random.Random(), f'CIFARLAB_TEST={os.getpid()}-{time.time()}' # other moments each time
    env, args = os.environ | dict([marker.split('=')]), ['--name', 'storm']
    for step in 'supernet:', 'trained', 'confirmed':
        p = search(*args, '--out', tmp_path, env=env)
        for line in p.stderr:
            if step in line: break
        time.sleep(chance.uniform(0, 1.5))
        assert p.poll() is None, 'it ended before it could be killed'
        p.kill(); p.wait() # SIGKILL
        args, deadline = ['--resume', 'storm'], time.time() + 10
        while alive(marker) and time.time() < deadline: time.sleep(.2)
        assert not alive(marker), 'workers outlive their study'
    finish(search(*args, '--out', tmp_path, env=env))
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path/'storm'/'frontier.csv'), pd.read_csv(undisturbed/'frontier.csv'), check_exact=True)

def test_killed_worker_loses_its_own_trial_only(undisturbed, tmp_path):
    p = search('--name', 'one', '--out', tmp_path)
    for line in p.stderr:
        if 'trained 1/' in line: break
    children = [int(c) for c in Path(f'/proc/{p.pid}/task/{p.pid}/children').read_text().split()]
    workers = [c for c in children if b'cifarlab.workers' in Path(f'/proc/{c}/cmdline').read_bytes()]
    assert workers
    os.kill(workers[0], signal.SIGKILL)
    finish(p)
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path/'one'/'frontier.csv'), pd.read_csv(undisturbed/'frontier.csv'), check_exact=True)

def test_ctrl_c_says_how_to_go_on(tmp_path):
    p = search('--name', 'stopped', '--out', tmp_path)
    for line in p.stderr:
        if 'supernet:' in line: break
    p.send_signal(signal.SIGINT)
    _, err = p.communicate(timeout=60)
    assert p.returncode == 130
    assert 'cifarlab search --resume stopped' in err and 'Traceback' not in err

def test_damaged_study_is_left_alone(undisturbed, tmp_path):
    shutil.copytree(undisturbed, tmp_path/'hurt')
    db = tmp_path/'hurt'/'study.db'
    raw = db.read_bytes(); db.write_bytes(raw[:5000] + os.urandom(len(raw) - 5000))
    before = db.read_bytes()
    p = search('--resume', 'hurt', '--out', tmp_path)
    _, err = p.communicate(timeout=60)
    assert p.returncode == 2 and 'damaged' in err and len(err.strip().splitlines()) == 1, err
    assert db.read_bytes() == before
