"Searches over folders of one's own: presets that fit themselves, names, sizes, and data that moved or changed."
import json, shutil, sqlite3
import numpy as np, pytest
from PIL import Image
from command import run

def pictures(folder, classes, n, side=32, seed=0, swap=False):
    "A folder a class, each of another brightness."
    rng, names = np.random.default_rng(seed), list(classes)
    for name, mean in zip(reversed(names) if swap else names, np.linspace(50, 200, len(names))):
        (folder/name).mkdir(parents=True)
        for i in range(n): Image.fromarray(rng.normal(mean, 40, (side, side, 3)).clip(0, 255).astype(np.uint8)).save(folder/name/f'{i:04d}.png')
    return folder

def search(*args, **kw): return run('search', '--preset', 'smoke', '--budgets', '3M', *args, timeout=600, **kw)

def config(folder):
    db = sqlite3.connect(folder/'study.db')
    try: return json.loads(db.execute("select value from results where kind='config'").fetchone()[0])
    finally: db.close()

def test_three_classes(tmp_path):
    "2,100 images, more than a preset for CIFAR holds out."
    data = pictures(tmp_path/'insects', ('ant', 'bee', 'wasp'), 700)
    p = search('--data', f'folder:{data}', '--set', 'supernet.score_images=1000', '--out', tmp_path/'studies')
    assert p.returncode == 0, p.stderr
    assert 'supernet.score_images 168 instead of 1000' in p.stderr and 'nearest neighbour' in p.stdout
    assert [f.name for f in (tmp_path/'studies').iterdir()] == ['folder-insects-smoke-0']

def test_odd_side(tmp_path):
    data = pictures(tmp_path/'odd', ('left', 'right'), 640, side=21)
    p = search('--data', f'folder:{data}', '--size', 21, '--out', tmp_path/'studies')
    assert p.returncode == 0, p.stderr
    assert 'cannot be averaged down to 16' in p.stderr and 'cannot be halved' in p.stderr

@pytest.mark.parametrize('classes, n, words', [(('cat', 'dog'), 24, 'a search holds out a tenth'), (('a', 'b', 'c', 'd'), 5, 'a search holds out a tenth'), (('only',), 30, 'one class')])
def test_what_cannot_work_writes_nothing(tmp_path, classes, n, words):
    data = pictures(tmp_path/'few', classes, n)
    p = search('--data', f'folder:{data}', '--out', tmp_path/'studies')
    assert p.returncode == 2 and words in p.stderr and not (tmp_path/'studies').exists()

def test_data_have_an_identity(tmp_path):
    "A study goes on from another working folder; other pictures under its path are refused; a moved folder is named anew."
    for place, swap in ('here', False), ('there', True): pictures(tmp_path/place/'imgs', ('cat', 'dog'), 640, side=16, swap=swap)
    out, args = tmp_path/'studies', ('--resume', 'pets', '--out', tmp_path/'studies')
    p = search('--data', 'folder:imgs', '--name', 'pets', '--out', out, cwd=tmp_path/'here'); assert p.returncode == 0, p.stderr
    made = config(out/'pets'); assert made['data'] == f'folder:{tmp_path}/here/imgs' and len(made['fingerprint']) == 32
    assert run('search', *args, cwd=tmp_path/'there').returncode == 0
    (tmp_path/'here'/'imgs').rename(tmp_path/'here'/'moved')
    gone = run('search', *args); assert gone.returncode == 2 and gone.stderr.count('\n') == 1
    other = run('search', *args, '--data', f'folder:{tmp_path}/there/imgs')
    assert other.returncode == 2 and 'is not the data of study pets' in other.stderr and made['fingerprint'][:12] in other.stderr
    assert config(out/'pets') == made
    moved = run('search', *args, '--data', f'folder:{tmp_path}/here/moved'); assert moved.returncode == 0, moved.stderr
    assert config(out/'pets')['data'] == f'folder:{tmp_path}/here/moved'
    shutil.copytree(tmp_path/'there'/'imgs', tmp_path/'here'/'imgs') # other content where the study's data had been
    (tmp_path/'here'/'moved').rename(tmp_path/'here'/'away'); shutil.copytree(tmp_path/'there'/'imgs', tmp_path/'here'/'moved')
    swapped = run('search', *args); assert swapped.returncode == 2 and 'is not the data of study pets' in swapped.stderr
