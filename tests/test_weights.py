"Files that people have in the place of weights: every reader says in one line what they are, and runs nothing."
import json, os, pickle, zipfile
from pathlib import Path
import pytest, torch
from safetensors.torch import save
from cifarlab import UserError
from cifarlab.data.datasets import load_data
from cifarlab.data.loader import image_dls
from cifarlab.files import read_weights
from cifarlab.models.thin_resnet import resnet20
from cifarlab.search.initialization import load_training
from cifarlab.search.supernet import load_supernet
from cifarlab.train.learner import Recipe, train_model
from command import run

class Evil:
    def __init__(self, folder): self.folder = str(folder)
    def __reduce__(self): return os.mkdir, (self.folder,)

def make(folder):
    "name -> file of each kind."
    whole = save(dict(weight=torch.arange(64.)))
    torch.save(dict(weight=torch.arange(64.)), folder/'whole.pth'); torch.save(Evil(folder/'was_run'), folder/'evil.pth')
    content = dict(lfs=b'version https://git-lfs.github.com/spec/v1\noid sha256:' + b'0' * 64 + b'\nsize 1096384\n', empty=b'', page=b'<!doctype html><title>404</title>',
        page_upper=b'\n<HTML><body>Not found', xml=b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', header_only=(1 << 20).to_bytes(8, 'little') + b'{"a":',
        cut=whole[:-5], torn=(folder/'whole.pth').read_bytes()[:300], text=b'accuracy 93.2 %\n', json=b'{"error": "rate limit"}', gzip=b'\x1f\x8b\x08' + bytes(40),
        png=b'\x89PNG\r\n\x1a\n' + bytes(40), noise=bytes(range(128, 250)), pickled=pickle.dumps(Evil(folder/'was_run')), evil=(folder/'evil.pth').read_bytes())
    files = {}
    for name, data in content.items(): (folder/f'{name}.safetensors').write_bytes(data); files[name] = folder/f'{name}.safetensors'
    with zipfile.ZipFile(folder/'archive.pth', 'w') as z: z.writestr('readme.txt', 'hello')
    (folder/'folder.pth').mkdir(); (folder/'link.pth').symlink_to(folder/'gone')
    return files | {n: folder/f'{n}.pth' for n in ('archive', 'folder', 'link', 'missing')}

@pytest.fixture
def nobody():
    "Root may read everything, so the test becomes nobody for a moment."
    uid = os.geteuid()
    if uid == 0: os.seteuid(65534)
    yield
    os.seteuid(uid)

KINDS = 'lfs empty page page_upper xml header_only cut torn text json gzip png noise pickled evil archive folder link missing'.split()

@pytest.fixture(scope='module')
def bad(tmp_path_factory):
    folder = tmp_path_factory.mktemp('weights')
    return folder, make(folder)

@pytest.mark.parametrize('kind', KINDS)
@pytest.mark.parametrize('reader', [read_weights, load_supernet, load_training], ids=lambda f: f.__name__)
def test_readers(bad, kind, reader):
    folder, files = bad
    with pytest.raises(UserError) as e: reader(files[kind])
    said = str(e.value)
    assert said.startswith(f'{files[kind].name} is ') and 'weights are expected' in said and '\n' not in said
    assert not (folder/'was_run').exists()

@pytest.mark.parametrize('reader', [read_weights, load_supernet, load_training], ids=lambda f: f.__name__)
def test_unreadable(tmp_path, reader, request):
    "A file without permission, and a pipe, which would wait for ever."
    (file := tmp_path/'locked.safetensors').write_bytes(save(dict(weight=torch.zeros(3)))); file.chmod(0)
    os.mkfifo(tmp_path/'pipe.pth')
    for o in (tmp_path, *tmp_path.parents):
        if o != Path('/') and o.owner() == Path(tmp_path).owner() and o != Path('/tmp'): o.chmod(o.stat().st_mode | 0o055)
    request.getfixturevalue('nobody')
    with pytest.raises(UserError, match=r'locked.safetensors is not readable \(Permission denied\): weights are expected'): reader(file)
    with pytest.raises(UserError, match='pipe.pth is a device or a pipe, not a file: weights are expected'): reader(tmp_path/'pipe.pth')

@pytest.mark.parametrize('content', [[1, 2], {}, dict(epoch=3), dict(model=dict(weight=torch.zeros(3))), {3: torch.zeros(2)}, torch.zeros(3)], ids=['list', 'empty', 'numbers', 'nested', 'unnamed', 'tensor'])
@pytest.mark.parametrize('reader', [load_supernet, load_training], ids=lambda f: f.__name__)
def test_sound_files_of_something_else(tmp_path, content, reader):
    torch.save(content, tmp_path/'odd.pth')
    with pytest.raises(UserError, match='odd.pth is .*: weights are expected'): reader(tmp_path/'odd.pth')

def test_kept_training_that_is_damaged(tmp_path):
    "Weights that are sound, with a record that is not theirs."
    about = dict(code='-'.join(['4'] * 19), shortcut='pad')
    for i, meta in enumerate([dict(about='{', record='{}'), dict(about='{}', record='{}'), dict(about=json.dumps(about), record='{}')]):
        (file := tmp_path/f'{i}.safetensors').write_bytes(save(dict(weight=torch.zeros(3)), meta))
        with pytest.raises(UserError, match=f'{i}.safetensors is damaged'): load_training(file)
    (file := tmp_path/'other.safetensors').write_bytes(save(resnet20(widths=[8] * 19).state_dict(), dict(about=json.dumps(about), record='{}')))
    with pytest.raises(UserError, match='other.safetensors is damaged'): load_training(file)

@pytest.mark.parametrize('kind, words', dict(lfs='git-lfs', page='a web page', empty='is empty', pickled='could run code', cut='cut or damaged', folder='a folder', missing='missing').items())
def test_words(bad, kind, words):
    with pytest.raises(UserError, match=words): read_weights(bad[1][kind])

@pytest.mark.parametrize('kind', [k for k in KINDS if k not in ('folder', 'link', 'missing')]) # a missing one is begun
def test_checkpoint(bad, kind, tmp_path):
    (state := tmp_path/'state.pt').write_bytes(bad[1][kind].read_bytes())
    with pytest.raises(UserError, match='state.pt is no checkpoint that can be read'):
        train_model(lambda: resnet20(widths=[4] * 19), 'digits', Recipe(epochs=1, bs=64), n_train=128, checkpoint=state)
    assert not (bad[0]/'was_run').exists() and state.read_bytes() == bad[1][kind].read_bytes()

@pytest.mark.parametrize('content', [[1, 2], dict(weight=torch.zeros(3)), dict(about={})], ids=['list', 'weights', 'half'])
def test_checkpoint_of_something_else(content, tmp_path):
    torch.save(content, tmp_path/'state.pt')
    with pytest.raises(UserError, match='state.pt is no checkpoint that can be read, it holds something else than the state of a training'):
        train_model(lambda: resnet20(widths=[4] * 19), 'digits', Recipe(epochs=1, bs=64), n_train=128, checkpoint=tmp_path/'state.pt')

@pytest.mark.parametrize('kind', [k for k in KINDS if k not in ('missing', 'link', 'folder')])
def test_place(bad, kind, undisturbed):
    p = run('place', undisturbed, bad[1][kind])
    assert p.returncode == 2 and f'{bad[1][kind].name} is ' in p.stderr and 'weights are expected' in p.stderr and p.stderr.count('\n') == 1, p.stderr
    assert not (bad[0]/'was_run').exists()

@pytest.fixture(scope='module')
def exported(tmp_path_factory):
    "A folder of `export`, and what its network says of two images."
    from cifarlab.export.formats import export
    nets, folder = [], tmp_path_factory.mktemp('exported')
    def build(): nets.append(resnet20(widths=[4] * 19)); return nets[-1]
    record = train_model(build, 'digits', Recipe(epochs=1, bs=64), n_train=128, n_valid=64)
    export(nets[-1], folder/'net', record, kinds=['safetensors'], repeats=1)
    return folder/'net'

@pytest.mark.parametrize('kind', [k for k in KINDS if k not in ('folder', 'link', 'missing')])
def test_exported_file_that_was_replaced(bad, exported, kind):
    from cifarlab.export.formats import load
    whole = (exported/'model.safetensors').read_bytes()
    try:
        (exported/'model.safetensors').write_bytes(bad[1][kind].read_bytes())
        with pytest.raises(UserError, match='model.safetensors is .*: weights are expected'): load(exported)
        assert not (bad[0]/'was_run').exists()
        (exported/'model.safetensors').unlink()
        with pytest.raises(UserError, match='model.safetensors is missing: weights are expected'): load(exported)
        (exported/'model.safetensors').write_bytes(save(resnet20(widths=[4] * 19).state_dict()))
        with pytest.raises(UserError, match='is not the file that was exported'): load(exported)
    finally: (exported/'model.safetensors').write_bytes(whole)
    assert load(exported)(torch.zeros(1, 3, 32, 32)).shape == (1, 10)

def two_folders_of_pets(folder, n, size):
    "a/pets and b/pets: the same names, n images a class; where the cats of one are dark, those of the other are bright."
    import numpy as np
    from PIL import Image
    rng = np.random.default_rng(0)
    for name, means in ('a', (60, 190)), ('b', (190, 60)):
        for label, mean in zip(('cat', 'dog'), means):
            (d := folder/name/'pets'/label).mkdir(parents=True)
            for i in range(n): Image.fromarray(rng.normal(mean, 30, (size, size, 3)).clip(0, 255).astype(np.uint8)).save(d/f'{i}.png')

def test_kept_training_of_other_data(tmp_path):
    "`compare_starts` knows its kept trainings by the content of their data."
    import shutil
    from cifarlab.search.initialization import compare_starts
    class Here: # in this process
        ran = 0
        def run(self, fn, tasks):
            for i, task in enumerate(tasks): self.ran += 1; yield i, fn(*task)
    two_folders_of_pets(tmp_path, 20, 16)
    pool, compare = Here(), lambda pool, o: compare_starts(pool, [4] * 19, f'folder:{tmp_path}/{o}/pets', Recipe(epochs=1, bs=8), starts=['scratch'], seeds=1, keep=tmp_path/'kept')
    first = compare(pool, 'a'); assert pool.ran == 1
    shutil.move(tmp_path/'a', tmp_path/'moved'); again = compare(pool, 'moved')
    assert pool.ran == 1 and again.top1.tolist() == first.top1.tolist()
    with pytest.raises(UserError, match='scratch-0.safetensors is of other data: folder:.*/a/pets with content .*, here it is folder:.*/b/pets with content '): compare(pool, 'b')

def test_checkpoint_of_other_data(tmp_path):
    "The same names and shapes, other pictures: refused. The same pictures in another folder: taken."
    import shutil
    two_folders_of_pets(tmp_path, 24, 32)
    shutil.copytree(tmp_path/'a', tmp_path/'moved')
    train = lambda where: train_model(lambda: resnet20(2, widths=[4] * 19), f'folder:{tmp_path}/{where}/pets', Recipe(epochs=1, bs=8), checkpoint=tmp_path/'c.pt')
    first = train('a')
    with pytest.raises(UserError, match='c.pt is of other data') as e: train('b')
    assert all(f'folder:{tmp_path}/{o}/pets with content ' in str(e.value) for o in 'ab') # both are named
    moved = train('moved')
    assert (first['epochs_now'], moved['epochs_now'], moved['nll']) == (1, 0, first['nll'])

def test_record_of_other_data(tmp_path):
    "Other pictures in folders of the same name are another training; the same pictures in another folder are not."
    import shutil
    two_folders_of_pets(tmp_path, 24, 32)
    shutil.copytree(tmp_path/'a', tmp_path/'moved')
    train = lambda where: run('train', 'resnet20', '--widths', '-'.join(['4'] * 19), '--epochs', 1, '--data', f'folder:{tmp_path}/{where}/pets')
    first, other, moved = map(train, ('a', 'b', 'moved'))
    assert all(p.returncode == 0 for p in (first, other, moved)), other.stderr
    assert ['nothing was left to train' in p.stderr for p in (first, other, moved)] == [False, False, True]

def test_too_few_outputs():
    with pytest.raises(UserError, match='gives 7 scores an image, digits has 10 classes'):
        train_model(lambda: resnet20(7, widths=[4] * 19), 'digits', Recipe(epochs=1, bs=64), n_train=128)

def test_export_of_a_folders_network(tmp_path):
    "Records from an own folder are enough to export; a Learner's own export and load work on a fresh cache."
    import json, numpy as np
    from PIL import Image
    from cifarlab.export.formats import export, load
    rng = np.random.default_rng(0)
    for label, mean in ('ant', 60), ('bee', 190):
        (d := tmp_path/'insects'/label).mkdir(parents=True)
        for i in range(40): Image.fromarray(rng.normal(mean, 30, (32, 32, 3)).clip(0, 255).astype(np.uint8)).save(d/f'{i}.png')
    nets = []
    def build(): nets.append(resnet20(2, widths=[4] * 19)); return nets[-1]
    record = train_model(build, f'folder:{tmp_path}/insects', Recipe(epochs=1, bs=16))
    card = export(nets[-1], tmp_path/'out', record, kinds=['safetensors'])
    assert card['classes'] == ['ant', 'bee'] and card['fingerprint'] == record['fingerprint'] == load_data(f'folder:{tmp_path}/insects').fingerprint
    x = torch.randn(2, 3, 32, 32)
    torch.testing.assert_close(load(tmp_path/'out')(x), nets[-1].eval()(x))
    other = record | dict(fingerprint='0' * 32)
    with pytest.raises(UserError, match='name the data it was trained on'): export(nets[-1], tmp_path/'again', other, kinds=['safetensors'])

def test_learner_export_on_a_fresh_cache(tmp_path, monkeypatch):
    from fastai.learner import load_learner
    from cifarlab.train.learner import cifar_learner
    monkeypatch.setenv('CIFARLAB_CACHE', str(tmp_path/'cache'))
    dls = image_dls(load_data('digits'), bs=64, n_train=128, n_valid=64)
    learn = cifar_learner(dls, resnet20(widths=[4] * 19), Recipe(epochs=1, bs=64), seed=0, progress=False)
    learn.export('net.pkl')
    again = load_learner(learn.path/'net.pkl')
    assert again.dls.vocab == learn.dls.vocab
