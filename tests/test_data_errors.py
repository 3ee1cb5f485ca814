"Bad data is refused in one exact line and leaves nothing half-written; the real data sets are what was published."
import os, pickle, shutil, signal, subprocess, sys, tarfile, tempfile, time, urllib.request
from dataclasses import replace
from pathlib import Path
import numpy as np, pytest
from PIL import Image
from cifarlab import UserError
from cifarlab.data import datasets as data
from cifarlab.data.datasets import data_report, forms, load_data

REAL = os.environ.get('CIFARLAB_DATA')
real = pytest.mark.skipif(not REAL, reason='CIFARLAB_DATA is not set: no real images here')

@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv('CIFARLAB_CACHE', str(tmp_path/'cache'))
    return tmp_path/'cache'

def refused(cache, words, name, *args, **kw):
    "`load_data` says exactly `words`, and the cache is as before."
    held = lambda: sorted(str(o.relative_to(cache)) for o in cache.rglob('*')) if cache.exists() else []
    before = held()
    with pytest.raises(UserError) as e: load_data(name, *args, **kw)
    assert str(e.value) == words
    assert held() == before

def forge(root, monkeypatch):
    "A tiny cifar10 of pickles that is whole: its own md5 stand in for the published ones."
    form = forms['cifar10'][0]
    folder = root/form.folder; folder.mkdir(parents=True)
    for i, (o, _, split) in enumerate(form.files):
        entry = dict(label_names=list('ab')) if split == 'meta' else dict(data=np.full((4, 3072), i, np.uint8), labels=[0, 1, 0, 1])
        (folder/o).write_bytes(pickle.dumps(entry))
    form = replace(form, files=tuple((o, data._md5(folder/o), s) for o, _, s in form.files))
    monkeypatch.setitem(forms, 'cifar10', (form, forms['cifar10'][1]))
    return folder, form

def tree(root, classes='ab', n=4, size=32):
    for c in classes:
        (root/c).mkdir(parents=True)
        for i in range(n): Image.new('RGB', (size, size), (i % 256, 0, 0)).save(root/c/f'{i}.png')
    return root

def cut_short(path):
    whole = path.read_bytes(); path.unlink(); path.write_bytes(whole[:len(whole) // 2])
    return len(whole) // 2

def test_truncated_batch(tmp_path, cache, monkeypatch):
    if REAL and (Path(REAL)/'cifar-10-batches-py').is_dir():
        folder, form = tmp_path/'root'/'cifar-10-batches-py', forms['cifar10'][0]
        shutil.copytree(Path(REAL)/'cifar-10-batches-py', folder)
    else: folder, form = forge(tmp_path/'root', monkeypatch)
    n = cut_short(folder/'data_batch_3')
    bad, md5 = folder/'data_batch_3', form.files[2][1]
    words = (f'{bad} is damaged: it has {n:,} bytes and md5 {data._md5(bad)}, not {md5}; '
             'replace it, or delete cifar-10-batches-py/ and get cifar-10-python.tar.gz anew')
    refused(cache, words, 'cifar10', tmp_path/'root')
    assert {o['name']: o for o in data_report(tmp_path/'root')}['cifar10']['checksum'] == 'wrong: data_batch_3'
    bad.unlink()
    refused(cache, f'{bad} is missing: unpack cifar-10-python.tar.gz again', 'cifar10', tmp_path/'root')

def test_forged_pickle_is_not_opened(tmp_path, cache):
    class Evil:
        def __reduce__(self): return Path.touch, (tmp_path/'opened',)
    folder = tmp_path/'cifar-10-batches-py'; folder.mkdir()
    for o, _, _ in forms['cifar10'][0].files: (folder/o).write_bytes(pickle.dumps(Evil()))
    with pytest.raises(UserError, match='data_batch_1 is damaged'): load_data('cifar10', tmp_path)
    assert not (tmp_path/'opened').exists()

def test_archive(tmp_path, cache, monkeypatch):
    folder, form = forge(tmp_path/'make', monkeypatch)
    root = tmp_path/'root'; root.mkdir()
    arc = root/form.archive
    with tarfile.open(arc, 'w:gz') as t: t.add(folder, folder.name)
    got = data._md5(arc)
    words = f'{arc} is damaged: it has md5 {got}, not {form.md5}; delete it and get it anew from {form.url}'
    refused(cache, words, 'cifar10', root)
    assert [o.name for o in root.iterdir()] == [arc.name]
    monkeypatch.setitem(forms, 'cifar10', (replace(form, md5=got), forms['cifar10'][1]))
    d = load_data('cifar10', root)                                     # the right checksum: unpacked and read
    assert d.train.images[:, 0, 0, 0].tolist() == [i for i in range(5) for _ in range(4)]
    assert sorted(o.name for o in root.iterdir()) == [folder.name, arc.name]
    shutil.rmtree(root/folder.name)
    cut_short(arc)
    refused(cache, f'{arc} is damaged: it has md5 {data._md5(arc)}, not {got}; delete it and get it anew from {form.url}', 'cifar10', root)
    assert [o.name for o in root.iterdir()] == [arc.name]

def test_fastai_archive(tmp_path, cache):
    form, arc = forms['cifar100'][1], tmp_path/'cifar100.tgz'
    arc.write_bytes(b'half of it')
    refused(cache, f'{arc} is damaged: it has 10 bytes, not 169,168,619; delete it and get it anew from {form.url}', 'cifar100', tmp_path)

def test_empty_folder(tmp_path, cache):
    (tmp_path/'e').mkdir()
    what = 'folder:PATH has one folder a class, or train/ and test/ (or valid/, val/) that have'
    refused(cache, f"{tmp_path/'e'} holds no class folder: {what}", f"folder:{tmp_path/'e'}")
    refused(cache, f"{tmp_path/'gone'} is missing: {what}", f"folder:{tmp_path/'gone'}")
    tree(tmp_path/'h'); (tmp_path/'h'/'c').mkdir()
    refused(cache, f"{tmp_path/'h'/'c'} holds no image: fill it or remove it", f"folder:{tmp_path/'h'}")
    (tmp_path/'cifar10').mkdir()
    refused(cache, f"{tmp_path/'cifar10'/'train'} is missing: cifar10 as a tree of PNG files has train/ and test/ with one folder a class", 'cifar10', tmp_path)

def test_one_class(tmp_path, cache):
    refused(cache, f"{tree(tmp_path/'one', 'a')} has one class (a): at least two are needed", f"folder:{tmp_path/'one'}")
    tree(tmp_path/'two'/'train', 'a'); tree(tmp_path/'two'/'test', 'ab')
    refused(cache, f"{tmp_path/'two'/'train'} has one class (a): at least two are needed", f"folder:{tmp_path/'two'}")
    tree(tmp_path/'lone', 'ab'); tree(tmp_path/'lone', 'c', 1)
    refused(cache, f"{tmp_path/'lone'/'c'} holds one image: at least two are needed to split them into train and test", f"folder:{tmp_path/'lone'}")

@pytest.mark.parametrize('name, content', [('9.png', b'this is text'), ('notes.txt', b'hello'), ('0.jpg', b'')])
def test_no_image(tmp_path, cache, name, content):
    (tree(tmp_path/'t')/'b'/name).write_bytes(content)
    refused(cache, f"{tmp_path/'t'/'b'/name} is no image: remove or replace it", f"folder:{tmp_path/'t'}")

def test_cut_image(tmp_path, cache):
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (32, 32, 3), np.uint8))
    for s in ('train', 'test'): tree(tmp_path/'cifar10'/s)
    bad = tmp_path/'cifar10'/'test'/'b'/'3.png'; noise.save(bad); n = cut_short(bad)
    with pytest.raises(UserError) as e: load_data('cifar10', tmp_path)
    assert str(e.value).startswith(f'{bad} cannot be read as an image (') and '\n' not in str(e.value)
    assert list(cache.iterdir()) == []
    noise.resize((28, 28)).save(bad)
    refused(cache, f'{bad} is 28 x 28 pixels, not 32 x 32', 'cifar10', tmp_path)

def test_no_write_permission(monkeypatch):
    "As root everything may be written, so the test becomes nobody for a moment."
    with tempfile.TemporaryDirectory() as t:
        root, cache = Path(t), Path(t)/'cache'
        tree(root/'t'); cache.mkdir(); load_data('digits')
        for o in (root, *root.rglob('*')): o.chmod(0o755)
        cache.chmod(0o555); monkeypatch.setenv('CIFARLAB_CACHE', str(cache))
        uid = os.geteuid()
        if uid == 0: os.seteuid(65534)
        try: refused(cache, f'cannot write to {cache} (Permission denied): give it write permission, or set CIFARLAB_CACHE to another folder', f"folder:{root/'t'}")
        finally:
            os.seteuid(uid); cache.chmod(0o755)
        monkeypatch.setenv('CIFARLAB_CACHE', str(root/'t'/'a'/'0.png'/'cache'))
        with pytest.raises(UserError, match='Not a directory.*set CIFARLAB_CACHE to another folder'): load_data(f"folder:{root/'t'}")

def test_full_disk(tmp_path, cache, monkeypatch):
    tree(tmp_path/'t')
    def full(*a, **k): raise OSError(28, 'No space left on device')
    monkeypatch.setattr(np, 'save', full)
    cache.mkdir()
    refused(cache, f'cannot write to {cache} (No space left on device): make room, or set CIFARLAB_CACHE to another folder', f"folder:{tmp_path/'t'}")

def test_damaged_cache(tmp_path, cache):
    d = load_data(f"folder:{tree(tmp_path/'t')}"); entry, = cache.iterdir()
    cut_short(entry/'train_images.npy')
    with pytest.raises(UserError, match='delete it, it is made again'): load_data(f"folder:{tmp_path/'t'}")
    shutil.rmtree(entry)
    assert len(load_data(f"folder:{tmp_path/'t'}").train) == len(d.train)

def test_unknown_name(cache):
    there = '(there are: digits, glyphs, cifar10, cifar100, tiny_imagenet, torchvision:NAME, folder:PATH)'
    refused(cache, f"no data set is called 'tiny-imagenet', did you mean tiny_imagenet? {there}", 'tiny-imagenet')
    refused(cache, f"no data set is called 'xyz' {there}", 'xyz')
    refused(cache, 'folder: needs a path, as in folder:pictures', 'folder:')

def test_offline(tmp_path, cache, monkeypatch):
    "No network: seconds, one line, and the folders stay as they are."
    for k in ('http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY'): monkeypatch.setenv(k, 'http://127.0.0.1:9')
    for k in ('no_proxy', 'NO_PROXY'): monkeypatch.setenv(k, '')
    monkeypatch.setattr(urllib.request, '_opener', None) # an opener of earlier tests would know of no proxy
    monkeypatch.setenv('CIFARLAB_DATA', str(tmp_path/'b')); monkeypatch.setattr(data, '_home', lambda: tmp_path/'home')
    start = time.time()
    where = ', '.join(str(tmp_path/o) for o in ('a', 'b', 'home'))
    words = (f'cifar10 was not found in {where}: put the folder cifar-10-batches-py/ (or its archive cifar-10-python.tar.gz) '
             'or the folder cifar10/ (or its archive cifar10.tgz) into one of them')
    refused(cache, words, 'cifar10', tmp_path/'a', download=False)
    refused(cache, f'{words}; downloading https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz failed ([Errno 111] Connection refused)', 'cifar10', tmp_path/'a')
    assert time.time() - start < 20 and list(tmp_path.iterdir()) == []

LOAD = 'import sys; from cifarlab.data.datasets import load_data; d = load_data("folder:" + sys.argv[1]); print(len(d.train), int(d.train.images[-1, 0, 0, 0]))'

def test_two_processes_and_a_kill(tmp_path, cache):
    tree(tmp_path/'t', n=1500)
    start = lambda: subprocess.Popen([sys.executable, '-c', LOAD, str(tmp_path/'t')], stdout=subprocess.PIPE, text=True)
    p = start()
    while p.poll() is None and not (cache.exists() and list(cache.glob('.*.tmp/*'))): time.sleep(.002)
    p.send_signal(signal.SIGKILL); p.wait()
    assert p.returncode == -9 and not [o for o in cache.iterdir() if not o.name.startswith('.')]     # nothing under its own name
    both = [start(), start()]
    said = [o.communicate()[0] for o in both]
    assert [o.returncode for o in both] == [0, 0] and said[0] == said[1] and said[0].startswith('2400 ')
    assert len([o for o in cache.iterdir() if not o.name.startswith('.')]) == 1

STATS = dict( # name: (train, test, size, classes, mean, std)
    cifar10=(50_000, 10_000, 32, 10, (0.4913996786, 0.4821584084, 0.4465309144), (0.2470322325, 0.2434851280, 0.2615878417)),
    cifar100=(50_000, 10_000, 32, 100, (0.5070751592, 0.4865488733, 0.4409178434), (0.2673342859, 0.2564384629, 0.2761504713)))

@real
@pytest.mark.parametrize('name', STATS)
def test_real_cifar(name):
    if not any(data._find(name, [Path(REAL)])): pytest.skip(f'{name} is not in CIFARLAB_DATA')
    d = load_data(name, REAL)
    train, test, size, classes, mean, std = STATS[name]
    assert (len(d.train), len(d.test), d.size, d.n_classes) == (train, test, size, classes)
    assert set(np.bincount(d.train.labels)) == {train // classes} and set(np.bincount(d.test.labels)) == {test // classes}
    np.testing.assert_allclose(d.stats(), (mean, std), atol=1e-9)
    np.testing.assert_allclose(data.pixel_stats(d.train.images), (mean, std), atol=1e-9)
    start = time.time(); load_data(name, REAL)
    assert time.time() - start < 5                                      # decoded once
    if name == 'cifar10': assert d.classes == 'airplane automobile bird cat deer dog frog horse ship truck'.split()
    else:
        assert (d.classes[0], d.classes[-1], len(set(d.coarse)), d.coarse[d.classes.index('beaver')]) == ('apple', 'worm', 20, 'aquatic_mammals')

@real
def test_real_cifar10_against_torchvision():
    if not (Path(REAL)/'cifar-10-batches-py').is_dir(): pytest.skip('no cifar-10-batches-py in CIFARLAB_DATA')
    from torchvision.datasets import CIFAR10
    d = load_data('cifar10', REAL)
    for train, split in ((True, d.train), (False, d.test)):
        theirs = CIFAR10(REAL, train=train)
        assert np.array_equal(theirs.data, split.images) and np.array_equal(theirs.targets, split.labels) and theirs.classes == d.classes
    assert {o['name']: o for o in data_report(REAL)}['cifar10']['checksum'] == 'ok'

@real
def test_real_tiny_imagenet():
    if not any(data._find('tiny_imagenet', [Path(REAL)])): pytest.skip('no tiny-imagenet-* in CIFARLAB_DATA')
    d = load_data('tiny_imagenet', REAL)
    assert d.size == 64 and set(np.bincount(d.train.labels)) == {500} and set(np.bincount(d.test.labels)) == {50}
    assert d.classes[:6] == ['Egyptian cat', 'reel', 'volleyball', 'rocking chair', 'lemon', 'bullfrog']
    if d.n_classes == 20: np.testing.assert_allclose(d.stats(), ((.4875, .4425, .3732), (.2729, .2657, .2759)), atol=1e-4)
