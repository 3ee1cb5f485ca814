"""Thousands of wrong inputs: each works or is refused in one line, soon, and leaves no file behind.

CIFARLAB_FUZZ=2000 tries so many cases of each group; without it the slower groups try fewer."""
import contextlib, io, json, math, os, pickle, shutil, signal, warnings
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
import numpy as np, pytest
hypothesis = pytest.importorskip('hypothesis', reason='fuzzing needs the package hypothesis')
from hypothesis import HealthCheck, given, settings, strategies as st
from cifarlab import UserError

ASKED = int(os.environ.get('CIFARLAB_FUZZ', 0))

def cases(usual): return settings(max_examples=ASKED or usual, derandomize=True, database=None, deadline=None, print_blob=False,
                                  suppress_health_check=list(HealthCheck))

@contextlib.contextmanager
def at_most(seconds):
    "Within: a call that takes longer is a failure."
    def late(*_): raise AssertionError(f'took more than {seconds} s')
    was = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try: yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, was)

def outcome(call, *args, seconds=20, **kw):
    "What a call returns, or the UserError that it raises; any other exception, a second line, a printed word fails."
    out = io.StringIO()
    with at_most(seconds), contextlib.redirect_stdout(out), contextlib.redirect_stderr(out), warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter('always')
        for kind in DeprecationWarning, PendingDeprecationWarning, FutureWarning, ImportWarning: warnings.simplefilter('ignore', kind) # of libraries, for their users
        try: result = call(*args, **kw)
        except UserError as e: result = e
    assert not out.getvalue() and not warned, [out.getvalue(), *map(str, warned)]
    if isinstance(result, UserError):
        said = str(result)
        assert said.strip() and len(said.splitlines()) == 1, said
    return result

def refused(result): return isinstance(result, UserError)

class Tally:
    "How many cases there were, and how many were refused: a group that refuses all or nothing tests nothing."
    def __init__(self): self.n = self.refused = 0
    def __call__(self, result):
        self.n += 1
        self.refused += refused(result)
        return result

def report(record_property, name, tally, usual, all_refused=False):
    "Say how many cases there were; fail where they were too few, or none or all of them were refused."
    record_property('measured', f'fuzz {name}: {tally.n} cases, {tally.refused} refused, no traceback')
    assert tally.n >= (ASKED or usual) and 0 < tally.refused and (all_refused or tally.refused < tally.n)

# ---- text

odd = st.text(max_size=12) # any characters at all
numbers = st.one_of(st.integers(-5, 600), st.integers(), st.floats())
number_text = st.one_of(numbers.map(str), st.sampled_from(['1e3', '1_0', '٣', '0x10', '+8', '--4', 'inf', 'nan', '1e999', '', ' ', '9' * 5000]))

def edited(texts, alphabet):
    "Texts that are nearly right: some characters left out, doubled or replaced."
    @st.composite
    def edit(draw):
        text = draw(texts)
        for _ in range(draw(st.integers(0, 3))):
            at = draw(st.integers(0, max(0, len(text))))
            cut, new = draw(st.integers(0, 3)), draw(st.one_of(st.just(''), st.sampled_from(alphabet), st.text(max_size=2)))
            text = text[:at] + new + text[at + cut:]
        return text
    return edit()

def test_width_codes(record_property):
    from cifarlab.models.registry import list_models, width_space
    from cifarlab.models.width_space import Code
    names, tally, seen = list_models(searchable=True), Tally(), set()
    spaces = {n: width_space(n) for n in names}
    assert len(names) > 20
    @st.composite
    def text(draw):
        space = spaces[draw(st.sampled_from(names))]
        widths = list(map(str, space.sample(1, draw(st.integers(0, 999)))[0].tolist()))
        for _ in range(draw(st.integers(0, 2))):
            widths[draw(st.integers(0, len(widths) - 1))] = draw(number_text)
        return space, draw(st.sampled_from(['-', ',', ' ', ', ', ' - '])).join(widths)
    @st.composite
    def code(draw):
        if draw(st.booleans()):
            space, written = draw(text())
            return space, draw(edited(st.just(written), ['-', ',', ' ', '0', '4', '\n', '[', ')']))
        space = spaces[draw(st.sampled_from(names))]
        good = st.integers(0, 999).map(lambda seed: space.sample(1, seed)[0].tolist())
        anything = st.one_of(numbers, odd, st.none(), st.booleans(), st.binary(max_size=3), st.lists(numbers, max_size=2))
        return space, draw(st.one_of(good, st.lists(anything, max_size=len(space) + 2), anything))
    @cases(2000)
    @given(code())
    def check(pair):
        space, written = pair
        seen.add(space.name)
        result = tally(outcome(space.parse, written))
        if not refused(result):
            assert isinstance(result, Code) and result in space and space.parse(str(result)) == result
    check()
    report(record_property, f'width codes of {len(seen)} spaces', tally, 2000)

def test_policy_strings(record_property):
    from cifarlab.augment.policy import augmentations, parse_policy
    tally, names = Tally(), sorted(augmentations())
    word = st.one_of(st.sampled_from(names), st.sampled_from(['flip', 'pad', 'none', 'True', 'None', 'randaugment', 'MixUp']), odd)
    argument = st.one_of(number_text, word, st.tuples(word, number_text).map('='.join), st.sampled_from(['*a', '**k', '[1]', '{}', '()', 'a.b', 'f(1)', '"x"', '1+1', 'lambda:0']))
    term = st.one_of(word, st.tuples(word, st.lists(argument, max_size=3)).map(lambda o: f'{o[0]}({",".join(o[1])})'))
    policy = st.lists(term, min_size=1, max_size=4).map('+'.join)
    deep = st.tuples(st.sampled_from(['(', '+mixup', '-', 'mixup(', '+cutout(8)']), st.integers(1, 2000)).map(lambda o: 'mixup' + o[0] * o[1])
    good = st.lists(st.sampled_from(names), max_size=3, unique=True).map('+'.join)
    @cases(2000)
    @given(st.one_of(good, policy, edited(st.one_of(good, policy), list('+(),=. ')), odd, good, policy, st.one_of(deep, st.none(), numbers, st.binary(max_size=4))))
    def check(text):
        result = tally(outcome(parse_policy, text))
        if not refused(result): assert str(parse_policy(str(result))) == str(result)
    check()
    report(record_property, 'policy strings', tally, 2000)

def test_recipe_overrides(record_property):
    from cifarlab.cli.app import parse_settings
    from cifarlab.runs.recipes import RECIPES, get_recipe
    from cifarlab.train.learner import Recipe, lr_at, parse_fields
    tally, fields = Tally(), list(Recipe().to_dict())
    value_text = st.one_of(number_text, st.sampled_from(['yes', 'no', 'None', 'none', 'alternate', 'cosine', 'multistep', '.5,.75', '.75,.5', 'nan,nan', ',', 'mixup', 'mixup(0)']), odd)
    setting = st.tuples(st.one_of(st.sampled_from(fields), st.sampled_from(['epoch', 'LR', ' lr', '']), odd), value_text).map('='.join)
    value = st.one_of(numbers, st.booleans(), st.none(), value_text, st.lists(numbers, max_size=3), st.dictionaries(odd, numbers, max_size=1))
    changes = st.dictionaries(st.one_of(st.sampled_from(fields), st.from_regex('[a-z_]{1,8}', fullmatch=True)), value, max_size=3)
    def from_texts(texts): return Recipe(**parse_fields(parse_settings(texts)))
    def from_values(name, changes): return Recipe(**get_recipe(name, **changes).settings)
    @cases(2000)
    @given(st.one_of(st.lists(st.one_of(setting, edited(setting, list('=.,-e'))), max_size=3),
                     st.tuples(st.one_of(st.sampled_from(sorted(RECIPES)), odd), changes)))
    def check(case):
        call = from_values if isinstance(case, tuple) else lambda *texts: from_texts(list(texts))
        recipe = tally(outcome(call, *case))
        if refused(recipe): return
        assert Recipe(**json.loads(json.dumps(recipe.to_dict(), allow_nan=False))) == recipe
        assert all(math.isfinite(lr_at(recipe, t)) for t in (0, .3, 1))
    check()
    report(record_property, 'recipe overrides', tally, 2000)

def test_search_settings(record_property):
    from cifarlab.cli.app import parse_settings
    from cifarlab.cli.search import parse_budgets
    from cifarlab.data.datasets import parse_data
    from cifarlab.search.preset import PRESETS, Preset, preset_for
    tally, names = Tally(), [f'{g}.{k}' for g, v in PRESETS['demo'].to_dict().items() for k in v]
    value = st.one_of(number_text, st.sampled_from(['none', 'layer', 'stage', '1e400', '3e6,5e6']), odd)
    setting = st.tuples(st.one_of(st.sampled_from(names), st.sampled_from(['epochs', 'search', 'search.', '.']), odd), value).map('='.join)
    def preset(data, name, texts, n): return preset_for(data, name, n, parse_settings(texts))[1]
    presets = st.tuples(st.just(preset), st.sampled_from(['digits', 'cifar100', 'x']), st.one_of(st.sampled_from([*PRESETS, None]), odd),
                        st.lists(st.one_of(setting, edited(setting, list('=.-'))), max_size=3), st.sampled_from([None, 100, 50_000]))
    budget = st.lists(st.tuples(number_text, st.sampled_from(['', 'M', 'k', 'ms', '%', 'G', ' m', 'x'])).map(''.join), max_size=3).map(','.join)
    budgets = st.tuples(st.just(parse_budgets), st.one_of(budget, odd), st.one_of(st.sampled_from(['macs', 'params', 'latency']), odd), st.booleans())
    data = st.tuples(st.just(parse_data), edited(st.sampled_from(['digits', 'cifar10,mirror=no', 'folder:a,b,size=64', 'folder:x,mirror=yes,size=8', 'cifar100,size=3']), list(',=:')))
    @cases(2000)
    @given(st.one_of(presets, budgets, data))
    def check(case):
        call, *args = case
        result = tally(outcome(call, *args))
        if isinstance(result, Preset): assert Preset.from_dict(json.loads(json.dumps(result.to_dict(), allow_nan=False))) == result
    check()
    report(record_property, 'settings of a search', tally, 2000)

def test_constraints(record_property):
    from cifarlab.models.registry import width_space
    from cifarlab.search.constraints import constraints
    from cifarlab.search.plan import costs_of
    space, tally = width_space('resnet20'), Tally()
    cost = costs_of('resnet20', 10, 32, dict(shortcut='challenge'))
    name = st.one_of(st.sampled_from(['macs', 'params', 'latency', 'stage 1', 'stage 3', 'stage 9', 'all', 'stem', 'blocks.0.conv1', 'layer 3', 'stage']), odd)
    bound = st.one_of(number_text, st.sampled_from(['5M', '50%', '3 ms', '100k', 'half']))
    item = st.one_of(st.tuples(name, st.sampled_from([' <= ', '>=', ' < ', '=', ' multiple of ', ' monotone', ' ']), bound).map(''.join),
                     st.tuples(bound, name, bound).map(' <= '.join), name)
    @cases(2000)
    @given(st.one_of(st.lists(item, max_size=3).map('; '.join), edited(st.lists(item, max_size=2).map(';'.join), list('<>=;%'))))
    def check(text): tally(outcome(constraints, text, space, cost))
    check()
    report(record_property, 'constraints', tally, 2000)

# ---- files

def damage(head=200, tail=0):
    "Edits of bytes: flips, cuts, insertions and replacements, most of them in the first `head` and the last `tail` bytes."
    place = st.one_of(st.integers(0, head), st.integers(0, head), *([st.integers(-tail, -1)] if tail else []), st.floats(0, 1))
    return st.lists(st.tuples(st.sampled_from(['flip', 'flip', 'flip', 'cut', 'insert', 'set', 'drop']), place,
                              st.one_of(st.integers(0, 255), st.sampled_from([0, 1, 127, 128, 255]))), min_size=1, max_size=3)

def damaged(whole, edits):
    "The bytes with the edits."
    raw = bytearray(whole)
    for what, place, value in edits:
        n = len(raw)
        if not n: break
        at = int(place * (n - 1)) if isinstance(place, float) else max(-n, min(place, n - 1)) % n
        if what == 'flip': raw[at] ^= 1 << value % 8
        elif what == 'set': raw[at] = value
        elif what == 'cut': del raw[at:]
        elif what == 'drop': del raw[at:at + 1 + value % 9]
        else: raw[at:at] = bytes([value]) * (1 + value % 5)
    return bytes(raw)

def listing(folder): return sorted(str(o.relative_to(folder)) for o in folder.rglob('*'))

@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv('CIFARLAB_CACHE', str(tmp_path/'cache'))
    return tmp_path/'cache'

def tree(root, classes='ab', n=3, size=8):
    from PIL import Image
    rng = np.random.default_rng(0)
    for c in classes:
        (root/c).mkdir(parents=True)
        for i in range(n): Image.fromarray(rng.integers(0, 256, (size, size, 3), np.uint8)).save(root/c/f'{i}.png')
    return root

def sound(data):
    "Everything that trains on a data set may rely on."
    for s in data.train, data.test:
        n, h, w, c = s.images.shape
        assert s.images.dtype == np.uint8 and h == w == data.size and c == 3 and n == len(s.labels) > 0
        assert s.labels.dtype == np.int64 and 0 <= s.labels.min() and s.labels.max() < data.n_classes
    assert all(isinstance(c, str) for c in data.classes) and len({*data.classes}) == data.n_classes
    mean, std = data.stats()
    assert len(mean) == len(std) == 3 and all(map(math.isfinite, [*mean, *std])) and min(std) > 0
    assert isinstance(data.fingerprint, str) and all(isinstance(o, str) for o in data.notes)

def test_cifar_pickles(tmp_path, cache, monkeypatch, record_property):
    from cifarlab.data import datasets as data
    form, tally = data.forms['cifar10'][0], Tally()
    folder = tmp_path/'root'/form.folder
    folder.mkdir(parents=True)
    for i, (o, _, split) in enumerate(form.files):
        entry = dict(label_names=list('ab')) if split == 'meta' else dict(data=np.full((4, 3072), i, np.uint8), labels=[0, 1, 0, 1])
        (folder/o).write_bytes(pickle.dumps(entry))
    form = replace(form, files=tuple((o, data._md5(folder/o), s) for o, _, s in form.files))
    monkeypatch.setitem(data.forms, 'cifar10', (form, data.forms['cifar10'][1]))
    whole = {o: (folder/o).read_bytes() for o, _, _ in form.files}
    @cases(200)
    @given(st.sampled_from(sorted(whole)), damage(300, 50))
    def check(name, edits):
        bad = damaged(whole[name], edits)
        (folder/name).write_bytes(bad)
        try: result = tally(outcome(data.load_data, 'cifar10', tmp_path/'root', False))
        finally: (folder/name).write_bytes(whole[name])
        assert refused(result) == (bad != whole[name]) and (not refused(result) or name in str(result))
        if refused(result): assert not cache.exists() or not [o for o in cache.iterdir() if o.name.startswith('.')]
        shutil.rmtree(cache, ignore_errors=True)
    check()
    report(record_property, 'CIFAR pickles', tally, 200, all_refused=True)

def test_torchvision_files(tmp_path, cache, record_property):
    from cifarlab.data import datasets as data
    rng, raw, tally = np.random.default_rng(0), tmp_path/'root'/'MNIST'/'raw', Tally()
    raw.mkdir(parents=True)
    for split, n in ('train', 20), ('t10k', 10):
        for what, a in ('images', rng.integers(0, 256, (n, 28, 28), np.uint8)), ('labels', np.arange(n, dtype=np.uint8) % 10):
            head = bytes([0, 0, 8, a.ndim]) + b''.join(k.to_bytes(4, 'big') for k in a.shape)
            (raw/f'{split}-{what}-idx{a.ndim}-ubyte').write_bytes(head + a.tobytes())
    whole = {o: o.read_bytes() for o in raw.iterdir()}
    @cases(200)
    @given(st.sampled_from(sorted(whole)), damage(20, 20))
    def check(file, edits):
        file.write_bytes(damaged(whole[file], edits))
        try: result = tally(outcome(data.load_data, 'torchvision:MNIST', tmp_path/'root', False))
        finally: file.write_bytes(whole[file])
        if refused(result): assert not cache.exists() or not listing(cache)
        else: sound(result)
        shutil.rmtree(cache, ignore_errors=True)
    check()
    report(record_property, 'idx files', tally, 200)

def test_cached_arrays(tmp_path, cache, record_property):
    from cifarlab.data.datasets import load_data
    name, tally = f"folder:{tree(tmp_path/'t', n=5)}", Tally()
    load_data(name)
    entry, = cache.iterdir()
    whole = {o.name: o.read_bytes() for o in entry.iterdir()}
    assert sorted(whole) == ['meta.json', 'test_images.npy', 'test_labels.npy', 'train_images.npy', 'train_labels.npy']
    def write(part, raw):
        (entry/part).unlink() # the old one may be mapped into memory
        (entry/part).write_bytes(raw)
    def load():
        d = load_data(name)
        sound(d)
        return d
    @cases(400)
    @given(st.sampled_from(sorted(whole)), damage(128))
    def check(part, edits):
        write(part, damaged(whole[part], edits))
        try: result = tally(outcome(load))
        finally: write(part, whole[part])
        assert not refused(result) or str(entry) in str(result)
        assert [o.name for o in cache.iterdir()] == [entry.name]
    check()
    report(record_property, 'cached arrays', tally, 400)

def test_glyph_files(cache, record_property):
    from cifarlab.data.glyphs import GlyphSettings, glyphs
    settings, tally = GlyphSettings(classes=36, train=2, test=1), Tally()
    expected = glyphs(settings)
    file, = cache.iterdir()
    whole = file.read_bytes()
    places = [i for i in range(len(whole) - 4) if whole[i:i + 4] in (b'PK\3\4', b'PK\1\2', b'PK\5\6', b'\x93NUM')] # headers of the archive and of its arrays
    edit = st.tuples(st.sampled_from(['flip', 'set', 'cut']), st.builds(int.__add__, st.sampled_from(places), st.integers(0, 100)), st.integers(0, 255))
    @cases(400)
    @given(st.lists(edit, min_size=1, max_size=3))
    def check(edits):
        bad = damaged(whole, edits)
        file.unlink(); file.write_bytes(bad)
        result = tally(outcome(glyphs, settings))
        if refused(result): assert file.name in str(result)
        else:
            sound(result)
            assert (result.train.images == expected.train.images).all() and (result.test.labels == expected.test.labels).all()
        assert [o.name for o in cache.iterdir()] == [file.name]
    check()
    report(record_property, 'files of glyphs', tally, 400)

def test_pictures(tmp_path, cache, record_property):
    from PIL import Image
    from cifarlab.data.datasets import load_data, read_image
    rng, tally = np.random.default_rng(0), Tally()
    noise = Image.fromarray(rng.integers(0, 256, (8, 8, 3), np.uint8))
    kinds = dict(png=noise, jpg=noise, gif=noise.convert('P'), bmp=noise, tif=noise, webp=noise, ppm=noise)
    deep = Image.fromarray(rng.integers(0, 65536, (8, 8), np.uint16))
    whole = {}
    for kind, im in {**kinds, '16.png': deep}.items():
        im.save(tmp_path/f'x.{kind}')
        whole[kind] = (tmp_path/f'x.{kind}').read_bytes()
    @cases(2000)
    @given(st.sampled_from(['png', *whole]), damage(60, 20))
    def check(kind, edits):
        (tmp_path/f'x.{kind}').write_bytes(damaged(whole[kind], edits))
        pixels = tally(outcome(read_image, tmp_path/f'x.{kind}', 8))
        if not refused(pixels): assert pixels.shape == (8, 8, 3) and pixels.dtype == np.uint8
        else: assert str(tmp_path/f'x.{kind}') in str(pixels)
    check()
    report(record_property, 'pictures', tally, 2000)

def test_picture_folders(tmp_path, cache, record_property):
    from cifarlab.data.datasets import load_data
    root, tally = tree(tmp_path/'t'), Tally()
    whole = (root/'b'/'1.png').read_bytes()
    @cases(100)
    @given(damage(60, 20))
    def check(edits):
        (root/'b'/'1.png').write_bytes(damaged(whole, edits))
        data = tally(outcome(load_data, f'folder:{root}'))
        if refused(data): assert not cache.exists() or not listing(cache)
        else: sound(data)
        shutil.rmtree(cache, ignore_errors=True)
    check()
    report(record_property, 'folders of pictures', tally, 100)

@pytest.fixture(scope='module')
def small(tmp_path_factory):
    "A small network, its file of weights, and the checkpoint of its training."
    import torch
    from cifarlab.data.datasets import load_data
    from cifarlab.train.weights import save_weights
    from cifarlab.models.registry import create_model
    from cifarlab.train.learner import Recipe, train_model
    home, images, nets = tmp_path_factory.mktemp('small'), load_data('digits'), []
    def build():
        nets.append(create_model('resnet20', 10, widths=[4] * 19))
        return nets[-1]
    recipe = Recipe(epochs=1, bs=32)
    train_model(build, images, recipe, n_train=64, n_valid=32, size=8, checkpoint=home/'state.pt')
    save_weights(nets[-1], home/'net.safetensors', 'resnet20', images, 32, dict(widths=[4] * 19))
    return SimpleNamespace(home=home, images=images, net=nets[-1], recipe=recipe)

def test_weights(small, tmp_path, record_property):
    import torch
    from safetensors.torch import save
    from cifarlab.export.predict import load_classifier
    from cifarlab.files import read_weights
    torch.save(dict(weight=torch.arange(64.), bias=torch.zeros(3)), tmp_path/'plain.pth')
    about = dict(model='lenet', options='{}', data='digits', classes=json.dumps(list('0123456789')), size='32', mean='[0.5, 0.5, 0.5]', std='[1, 1, 1]')
    (tmp_path/'tiny.safetensors').write_bytes(save(dict(weight=torch.arange(8.)), about))
    whole = {f: (f.read_bytes(), read, head, tail) for f, read, head, tail in [
        (tmp_path/'plain.pth', lambda f: read_weights(f, names=True), 200, 400),
        (tmp_path/'tiny.safetensors', lambda f: read_weights(f, names=True), 120, 0),
        (small.home/'net.safetensors', load_classifier, 700, 0)]}
    tally, files = Tally(), list(whole)
    @cases(400)
    @given(st.sampled_from(range(3)).flatmap(lambda i: st.tuples(st.just(files[i]), damage(*whole[files[i]][2:]))))
    def check(case):
        file, edits = case
        raw, read, _, _ = whole[file]
        (bad := tmp_path/f'bad{file.suffix}').write_bytes(damaged(raw, edits))
        result = tally(outcome(read, bad))
        if refused(result): assert str(result).startswith('bad')
        bad.unlink()
    check()
    report(record_property, 'weights', tally, 400)

def test_checkpoints(small, tmp_path, record_property):
    from cifarlab.data.loader import image_dls
    from cifarlab.models.registry import create_model
    from cifarlab.train.learner import NoValidation, cifar_learner, identity
    raw, tally, file = (small.home/'state.pt').read_bytes(), Tally(), tmp_path/'state.pt'
    from cifarlab.train.learner import Checkpoint, train_model
    import cifarlab.train.learner as module
    def go_on():
        return train_model(lambda: create_model('resnet20', 10, widths=[4] * 19), small.images, small.recipe, n_train=64, n_valid=32, size=8, checkpoint=file)
    file.write_bytes(raw)
    undisturbed = go_on()
    same = lambda r: {k: v for k, v in r.items() if k not in ('seconds', 'images_per_second')}
    @cases(60)
    @given(damage(300, 3000))
    def check(edits):
        bad = damaged(raw, edits)
        file.write_bytes(bad)
        result = tally(outcome(go_on))
        if refused(result): assert str(result).startswith('state.pt') and file.read_bytes() == bad
        assert [o.name for o in tmp_path.iterdir()] == ['state.pt']
    check()
    report(record_property, 'checkpoints', tally, 60)

def test_stores(tmp_path, record_property):
    from cifarlab.runs.key import RunKey
    from cifarlab.runs.store import Store, get_run, put_run
    key = RunKey('resnet20', dict(widths='4-4'), 'digits', 'f' * 32, 'test', dict(lr=.1), 0, 32)
    store = Store(tmp_path/'runs.db', dict(name='x'))
    put_run(store, key, dict(top1=90.))
    for i in range(3): store.put('score', str(i), dict(nll=i / 7))
    store.close()
    whole, tally = (tmp_path/'runs.db').read_bytes(), Tally()
    expected = dict(top1=90.)
    def read():
        store = Store(tmp_path/'runs.db')
        try: return get_run(store, key), store.all('score'), store.config
        finally: store.close()
    places = sorted({i for i, b in enumerate(whole) if b} | {*range(100)}) # most of the file is empty
    @cases(2000)
    @given(st.one_of(damage(100, 300), st.lists(st.tuples(st.sampled_from(['flip', 'set', 'cut']), st.sampled_from(places), st.integers(0, 255)), min_size=1, max_size=3)))
    def check(edits):
        bad = damaged(whole, edits)
        (tmp_path/'runs.db').write_bytes(bad)
        result = tally(outcome(read))
        assert (tmp_path/'runs.db').read_bytes() == bad # it is left as it is
        if refused(result): assert 'runs.db' in str(result)
        else: assert result == (expected, {str(i): dict(nll=i / 7) for i in range(3)}, dict(name='x')) or result[0] is None
        assert [o.name for o in tmp_path.iterdir()] == ['runs.db']
    check()
    report(record_property, 'stores', tally, 2000)
