"What people really have on their disks is read right, or refused in one line that names the file. Every case is made here, with others of its kind."
import json, os, shutil, struct, unicodedata, zlib
from pathlib import Path
import numpy as np, pytest, torch
from PIL import Image, PngImagePlugin
from cifarlab import UserError
from cifarlab.data import datasets
from cifarlab.data.datasets import Invariances, load_data, read_image
from cifarlab.data.loader import image_dls
from command import run

@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv('CIFARLAB_CACHE', str(tmp_path/'cache'))
    return tmp_path/'cache'

def pictures(folder, n=6, size=32, mean=120, seed=0):
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng([seed, mean])
    for i in range(n): Image.fromarray(rng.normal(mean, 30, (size, size, 3)).clip(0, 255).astype(np.uint8)).save(folder/f'{i}.png')

def pets(root, n=6, size=32):
    "Two classes; cats are darker."
    pictures(root/'cat', n, size, 80); pictures(root/'dog', n, size, 160)
    return root

def load(path, options=''): return load_data(f'folder:{path}{options}')

def refused(path, *words, options=''):
    "One line that holds all of the words, and nothing half-written."
    with pytest.raises(UserError) as e: load(path, options)
    said = str(e.value)
    assert '\n' not in said and said.isprintable() and all(w in said for w in words), said
    assert not os.path.exists(datasets.cache_dir()) or os.listdir(datasets.cache_dir()) == []

def notes(data): return ' | '.join(data.notes)

# data are known by their content

def test_same_content_same_fingerprint(tmp_path, monkeypatch):
    d = load(pets(tmp_path/'a'/'pets')); made = d.fingerprint
    shutil.copytree(tmp_path/'a'/'pets', tmp_path/'copy')
    os.symlink(tmp_path/'copy', tmp_path/'link')
    for o in ('copy', 'link'): assert load(tmp_path/o).fingerprint == made
    for o in (tmp_path/'copy').rglob('*.png'): os.utime(o, (1, 1))
    assert load(tmp_path/'copy').fingerprint == made                           # times of change are not content
    shutil.move(tmp_path/'a'/'pets', tmp_path/'elsewhere')
    assert load(tmp_path/'elsewhere', ',mirror=no').fingerprint == made        # nor is what augmentation may do

def test_other_content_other_fingerprint(tmp_path):
    made = {'as it was': load(pets(tmp_path/'a'/'pets')).fingerprint}
    def changed(what, change):
        where = tmp_path/what.replace(' ', '_')/'pets'; pets(where); change(where)
        made[what] = load(where).fingerprint
    def swap(o): (o/'cat').rename(o/'x'); (o/'dog').rename(o/'cat'); (o/'x').rename(o/'dog')
    def pixel(o): im = Image.open(o/'cat'/'0.png'); im.putpixel((0, 0), (1, 2, 3)); im.save(o/'cat'/'0.png')
    def move(o): (o/'cat'/'0.png').rename(o/'dog'/'9.png')
    changed('labels swapped', swap)
    changed('one pixel', pixel)
    changed('a class renamed', lambda o: (o/'cat').rename(o/'lynx'))
    changed('one label', move)
    changed('one image less', lambda o: (o/'cat'/'0.png').unlink())
    made['another side'] = load(tmp_path/'a'/'pets', ',size=16').fingerprint
    assert len(set(made.values())) == len(made) == 7

def test_relative_path_means_the_same_elsewhere(tmp_path, monkeypatch):
    pets(tmp_path/'here'/'imgs'); pets(tmp_path/'there'/'imgs', 4)
    monkeypatch.chdir(tmp_path/'here')
    for text in 'folder:imgs', 'folder:./imgs/', 'folder:../here/imgs':
        d = load_data(text)
        assert (d.spec, d.source) == (f"folder:{tmp_path/'here'/'imgs'}", str(tmp_path/'here'/'imgs'))
    monkeypatch.chdir(tmp_path/'there')
    assert load_data(d.spec).fingerprint == d.fingerprint != load_data('folder:imgs').fingerprint

# options of the name

def test_options(tmp_path):
    where = pets(tmp_path/'scans', size=48)
    d = load(where, ',mirror=no,rotation=no,colour=yes,size=16')
    assert (d.invariances, d.size) == (Invariances(mirror=False, rotation=False), 16)
    assert d.spec == f'folder:{where},mirror=no,rotation=no,size=16' and load_data(d.spec).spec == d.spec
    assert not image_dls(d, bs=4).train_ds.flip and image_dls(load(where), bs=4).train_ds.flip
    assert image_dls(load(where, ',shift=no'), bs=4).train_ds.pad == 0 and image_dls(load(where), bs=4).train_ds.pad == 6

@pytest.mark.parametrize('name', ['a, b', 'a,b=1', 'a,mirror=no', 'x=1,size=8'])
def test_commas_in_a_path(tmp_path, name):
    d = load(pets(tmp_path/name/'p'))
    assert d.size == 32 and d.spec == f"folder:{tmp_path/name/'p'}"
    shutil.copytree(tmp_path/name/'p', tmp_path/'q'/name)
    d = load(tmp_path/'q'/name, ',mirror=no')
    assert d.spec == f"folder:{tmp_path/'q'/name},mirror=no" and load_data(d.spec).fingerprint == d.fingerprint

@pytest.mark.parametrize('options, words', [
    (',flip=no', "'flip' is no option of a data set: there are mirror, shift, rotation, colour, invert, size"),
    (',mirror=perhaps', "mirror='perhaps' is not understood: write mirror=yes or mirror=no"), (',mirror=', "mirror='' is not understood"),
    (',size=big', "size='big' is not understood"), (',size=0', "size='0' is not understood"), (',size=8,size=9', 'says size twice')])
def test_bad_options(tmp_path, options, words):
    refused(pets(tmp_path/'p'), words, options=options)
    with pytest.raises(UserError): load_data('digits' + options)

# every mode

def png(path, pixels, depth, colour, extra=b''):
    "A PNG that Pillow cannot write: `pixels` (h, w, channels) of 8 or 16 bits, `colour` 0 grey, 2 RGB, 4 grey and alpha, 6 RGBA."
    chunk = lambda kind, data: struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
    rows = b''.join(b'\0' + o.astype('>u2' if depth == 16 else 'u1').tobytes() for o in pixels)
    head = struct.pack('>IIBBBBB', pixels.shape[1], pixels.shape[0], depth, colour, 0, 0, 0)
    path.write_bytes(b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', head) + extra + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b''))

RAMP = np.linspace(0, 65535, 256).round().astype(np.uint16).reshape(16, 16)      # to 0, 1, ... 255
EIGHT = np.arange(256, dtype=np.uint8).reshape(16, 16)

@pytest.mark.parametrize('file, save', [
    ('a.png', lambda p: Image.fromarray(RAMP).save(p)), ('a.tif', lambda p: Image.fromarray(RAMP).save(p)),
    ('big_endian.tif', lambda p: Image.fromarray(RAMP.astype('>u2')).save(p)), ('a.jp2', lambda p: Image.fromarray(RAMP).save(p, irreversible=False)),
    ('a.pgm', lambda p: p.write_bytes(b'P5 16 16 65535\n' + RAMP.astype('>u2').tobytes())),
    ('rgb.png', lambda p: png(p, RAMP[..., None].repeat(3, 2), 16, 2)),
    ('alpha.png', lambda p: png(p, np.stack([RAMP, np.full_like(RAMP, 65535)], 2), 16, 4))])
def test_16_bits(tmp_path, file, save):
    save(tmp_path/file)
    got = read_image(tmp_path/file)
    assert got.shape == (16, 16, 3) and abs(got.astype(int) - EIGHT[..., None]).max() <= 1

def test_16_bit_folder_keeps_its_greys(tmp_path):
    rng = np.random.default_rng(0)
    for c, v in (('dark', 9000), ('bright', 40000)):
        (tmp_path/'xray'/c).mkdir(parents=True)
        for i in range(8): Image.fromarray(np.clip(rng.normal(v, 2500, (32, 32)), 300, 65535).astype('uint16')).save(tmp_path/'xray'/c/f'{i}.png')
    d = load(tmp_path/'xray')
    means = [d.train.images[d.train.labels == i].mean() for i in range(2)]
    np.testing.assert_allclose(means, [40000 / 257, 9000 / 257], atol=1)
    assert '16 images of 16 bits a pixel scaled to 8 bits (the first: bright/' in notes(d)

def test_16_bit_transparent_colour(tmp_path):
    key = b'tRNS' + struct.pack('>H', 40000)
    png(tmp_path/'a.png', np.array([[0, 40000]])[..., None], 16, 0, struct.pack('>I', 2) + key + struct.pack('>I', zlib.crc32(key)))
    assert read_image(tmp_path/'a.png')[0].tolist() == [[0] * 3, [255] * 3]

@pytest.mark.parametrize('file, dtype, words', [('a.tif', np.float32, 'floating-point numbers as pixels (mode F)'),
    ('b.pfm', np.float32, 'floating-point numbers'), ('c.tif', np.int32, '32-bit integers as pixels (mode I)')])
def test_pixels_without_a_white(tmp_path, file, dtype, words):
    where = pets(tmp_path/'p'); Image.fromarray(np.ones((32, 32), dtype)).save(where/'dog'/file)
    refused(where, str(where/'dog'/file), words, 'save it with 8 or 16 bits')

@pytest.mark.parametrize('mode, file', [('1', 'a.png'), ('L', 'a.jpg'), ('LA', 'a.png'), ('P', 'a.gif'), ('P', 'a.png'), ('PA', 'a.tif'), ('RGB', 'a.bmp'), ('RGBA', 'a.webp'),
                                        ('RGBX', 'a.tif'), ('CMYK', 'a.jpg'), ('CMYK', 'a.tif'), ('YCbCr', 'a.tif'), ('LAB', 'a.tif')])
def test_modes(tmp_path, mode, file):
    "The left half is black, the right half is white, whatever the file holds."
    black_white = Image.fromarray(np.repeat([0, 255], 16).astype(np.uint8)[None].repeat(32, 0))
    if mode == 'LAB':
        from PIL import ImageCms
        im = ImageCms.profileToProfile(black_white.convert('RGB'), ImageCms.createProfile('sRGB'), ImageCms.createProfile('LAB'), outputMode='LAB')
    else: im = black_white.convert(mode) if mode in ('1', 'L', 'LA', 'P') else black_white.convert('P' if mode == 'PA' else 'RGB').convert(mode)
    im.save(tmp_path/file)
    got = read_image(tmp_path/file)
    assert got.shape == (32, 32, 3) and got[:, :14].max() <= 12 and got[:, 18:].min() >= 243

@pytest.mark.parametrize('mode', ['RGBA', 'LA', 'P', 'colour key', 'grey key'])
def test_transparent_pixels_are_white(tmp_path, mode):
    "Hidden under the transparent left half is red (or dark grey), the right half is blue (or light grey)."
    red, blue = (60, 60) if mode in ('LA', 'grey key') else ((255, 0, 0), (0, 0, 255))
    im = Image.new('L' if mode in ('LA', 'grey key') else 'RGB', (32, 32), red); im.paste(200 if red == 60 else blue, (16, 0, 32, 32))
    extra = dict(transparency=red) if 'key' in mode else {}
    if mode in ('RGBA', 'LA'): im.putalpha(Image.fromarray(np.repeat([0, 255], 16).astype(np.uint8)[None].repeat(32, 0)))
    if mode == 'P': im = im.quantize(2); extra = dict(transparency=im.getpixel((0, 0)))
    where = pets(tmp_path/'p'); im.save(where/'dog'/'zz.png', **extra)
    got = read_image(where/'dog'/'zz.png')
    assert (got[:, :16] == 255).all() and (got[:, 16:] == (200 if red == 60 else blue)).all()
    d = load(where)
    assert '1 image with transparent pixels put over white (the first: dog/zz.png)' in notes(d)

def test_opaque_alpha_is_no_news(tmp_path):
    where = pets(tmp_path/'p'); Image.new('RGBA', (32, 32), (9, 8, 7, 255)).save(where/'dog'/'zz.png')
    assert 'transparent' not in notes(load(where))

# links

@pytest.mark.parametrize('link', ['cat/zz.png', 'owl', 'test', 'cat/loop.png', 'cat/chain.png'])
def test_link_that_leads_nowhere(tmp_path, link):
    where = pets(tmp_path/'p')
    if link == 'test': pets(where/'train'); shutil.rmtree(where/'cat'); shutil.rmtree(where/'dog')
    target = 'loop.png' if 'loop' in link else '/nowhere/1.png'
    os.symlink(target, where/link)
    if 'chain' in link: os.symlink('chain.png', where/'cat'/'zz.png')            # a link to a link
    refused(where, f'{where/link} is a link to {target}, which is not there: mend or remove it')

def test_links_that_lead_somewhere(tmp_path):
    where, real = pets(tmp_path/'p'), pets(tmp_path/'real')
    shutil.rmtree(where/'cat'); os.symlink(real/'cat', where/'cat')              # a class
    (where/'dog'/'0.png').unlink(); os.symlink(real/'dog'/'0.png', where/'dog'/'0.png')
    assert load(where).fingerprint == load(real).fingerprint

# names

def not_utf8(path, name): return os.fsdecode(os.fsencode(path) + b'/' + name)

@pytest.mark.parametrize('file, folder', [(b'f\xe9lin.png', b'cat'), (b'\xff\xfe.png', b'cat'), (b'x.png', b'f\xe9lin'), (b'a\nb.png', b'two\nlines'), (b'\xe7.png', b'\xe7\xe3')])
def test_names_that_are_not_utf8(tmp_path, file, folder):
    plain = load(pets(tmp_path/'p'))
    os.rename(tmp_path/'p'/'cat'/'0.png', not_utf8(tmp_path/'p'/'cat', file)); os.rename(tmp_path/'p'/'cat', not_utf8(tmp_path/'p', folder))
    d = load(tmp_path/'p')
    assert len(d.train) == len(plain.train) and all(o.isprintable() and o.encode() for o in d.classes + d.notes)
    assert (folder != b'cat') == (d.classes != ['cat', 'dog']) and 'dog' in d.classes

def test_damaged_file_with_such_a_name(tmp_path):
    where = pets(tmp_path/'p'); Path(not_utf8(where/'cat', b'f\xe9lin.png')).write_bytes(b'no image')
    refused(where, str(where/'cat'), 'f\\xe9lin.png is no image: remove or replace it')

def test_folder_with_such_a_name(tmp_path):
    where = not_utf8(tmp_path, b'f\xe9lins'); os.rename(pets(tmp_path/'p'), where)
    refused(where, 'f\\xe9lins has a character that is no text', 'make a link to it')

def test_accents_written_in_two_ways(tmp_path):
    "An archive made on a Mac writes é as e and an accent."
    composed, apart = (unicodedata.normalize(o, 'félin') for o in ('NFC', 'NFD'))
    for split, name in (('train', composed), ('test', apart)):
        pets(tmp_path/'p'/split); (tmp_path/'p'/split/'cat').rename(tmp_path/'p'/split/name)
    d = load(tmp_path/'p')
    assert d.classes == ['dog', composed] and np.bincount(d.test.labels).tolist() == [6, 6]
    pictures(tmp_path/'p'/'train'/apart)
    refused_after = pytest.raises(UserError, match=f'has two folders that are called {composed}: rename one')
    with refused_after: load(tmp_path/'p')

# files that Pillow refuses, at whichever step

def text_bomb(path):
    "Two megabytes of compressed text."
    info = PngImagePlugin.PngInfo(); info.add_text('comment', 'x' * (2 << 20), zip=True)
    Image.new('RGB', (32, 32)).save(path, pnginfo=info)

def cut(path, share=.5):
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)).save(path)
    whole = path.read_bytes(); path.write_bytes(whole[:int(len(whole) * share)])

def claims(side, crc):
    "A PNG of one pixel whose header says `side` x `side`, with the right checksum or the old one."
    def write(path):
        png(path, np.zeros((1, 1, 3)), 8, 2)
        o = path.read_bytes(); head = b'IHDR' + struct.pack('>II', side, side) + o[24:29]
        path.write_bytes(o[:12] + head + (struct.pack('>I', zlib.crc32(head)) if crc else o[29:33]) + o[33:])
    return write

def broken_exif(path):
    "The table of tags ends within its first entry."
    ifd = struct.pack('<HHHII', 1, 0x0112, 3, 1, 6)[:7]
    Image.new('RGB', (32, 32)).save(path, exif=b'Exif\0\0II*\0' + struct.pack('<I', 8) + ifd)

REFUSED = {'text.png': text_bomb, 'bomb.png': claims(60000, True), 'rows.png': claims(32, True), 'checksum.png': claims(32, False),
    **{f'cut.{o}': cut for o in ('png', 'jpg', 'gif', 'bmp', 'webp', 'tif')},
    'head.png': lambda p: cut(p, .005), 'head.jpg': lambda p: cut(p, .02), 'zeros.png': lambda p: p.write_bytes(bytes(4096)),
    'empty.jpg': lambda p: p.write_bytes(b''), 'page.jpg': lambda p: p.write_text('<!doctype html><title>404</title>'),
    'pointer.png': lambda p: p.write_text('version https://git-lfs.github.com/spec/v1\nsize 9\n'), 'pipe.png': os.mkfifo}

@pytest.mark.parametrize('file', REFUSED)
def test_files_that_pillow_refuses(tmp_path, file):
    where = pets(tmp_path/'p'); REFUSED[file](where/'cat'/file)
    refused(where, str(where/'cat'/file), 'remove')
    (where/'cat'/file).unlink()
    assert len(load(where).train) == 10                                        # that file alone was the reason

def test_odd_metadata(tmp_path, recwarn):
    "A picture that decodes is read, and Pillow's warnings are kept from the user."
    where = pets(tmp_path/'p'); broken_exif(where/'cat'/'exif.jpg')
    info = PngImagePlugin.PngInfo(); info.add_text('comment', 'x' * 9999, zip=True); Image.new('RGB', (32, 32)).save(where/'cat'/'text.png', pnginfo=info)
    turned = np.zeros((32, 32, 3), np.uint8); turned[:16] = 255
    exif = Image.Exif(); exif[0x0112] = 6; Image.fromarray(turned).save(where/'cat'/'turned.png', exif=exif)
    assert len(load(where).train) == 12 and len(recwarn) == 0
    assert (read_image(where/'cat'/'turned.png')[:, 16:] == 255).all() and (read_image(where/'cat'/'turned.png')[:, :16] == 0).all()

# channels that are constant

@pytest.mark.parametrize('channels, blank', [([1], False), ([], False), ([0, 2], False), ([1], True)], ids=['green', 'black', 'magenta', 'nearly constant'])
def test_constant_channels_train(tmp_path, channels, blank):
    rng = np.random.default_rng(0)
    for c, mean in (('low', 60), ('high', 190)):
        (tmp_path/'p'/c).mkdir(parents=True)
        for i in range(10):
            x = np.zeros((32, 32, 3), np.uint8)
            for k in channels: x[..., k] = rng.normal(mean, 25, (32, 32)).clip(0, 255)
            if blank and i == 0: x[0, 0, 0] = 20                                      # one dark pixel
            Image.fromarray(x).save(tmp_path/'p'/c/f'{i}.png')
    dls = image_dls(load(tmp_path/'p'), bs=8)
    x, y = dls.one_batch()
    assert x.isfinite().all() and x.abs().max() < 10
    if not channels: assert (x == 0).all()
    torch.manual_seed(0)
    net = torch.nn.Sequential(torch.nn.Conv2d(3, 8, 3), torch.nn.BatchNorm2d(8), torch.nn.ReLU(), torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(), torch.nn.Linear(8, 2))
    opt = torch.optim.SGD(net.parameters(), .1)
    for _ in range(30):
        for x, y in dls.train: loss = torch.nn.functional.cross_entropy(net(x), y); opt.zero_grad(); loss.backward(); opt.step()
    assert loss.isfinite()
    if 1 in channels: assert loss < .6                                            # the channel that is not constant is learned from
    shown = dls.train.decode((x, y))[0]                                            # and it is shown as it was
    assert shown.isfinite().all() and shown[:, 0].max() <= (1 if 0 in channels else .08 if blank else 0)

# sizes

def test_one_odd_size_is_told(tmp_path):
    where = pets(tmp_path/'p', 10, 64); Image.new('RGB', (64, 63)).save(where/'cat'/'odd.png')
    for _ in range(2):                                                             # from the cache, too
        d = load(where)
        assert d.size == 64 and 'images are read at 64 x 64, the size of 20 of 21; cat/odd.png is 64 x 63: it is cut to its middle square and scaled' in notes(d)
    assert load(where, ',size=48').size == 48 and 'images are read at' not in notes(load(where, ',size=48'))

def test_many_sizes_are_told(tmp_path):
    where = pets(tmp_path/'p', 3, 64); pictures(where/'dog', 3, 40)
    d = load(where)
    assert d.size == 32 and 'images are read at 32 x 32: they have 2 sizes (cat/0.png is 64 x 64, dog/0.png is 40 x 40)' in notes(d)
    assert 'folder:PATH,size=64 reads them at another side' in notes(d)

def test_one_size_that_is_no_square(tmp_path):
    for c in 'ab':
        (tmp_path/'p'/c).mkdir(parents=True)
        for i in range(4): Image.new('RGB', (64, 48), (i, i, i)).save(tmp_path/'p'/c/f'{i}.png')
    d = load(tmp_path/'p')
    assert d.size == 32 and 'all are 64 x 48, which is no square' in notes(d)
    assert load(tmp_path/'p', ',size=48').train.images.shape[1:] == (48, 48, 3)

def test_one_size_needs_no_words(tmp_path): assert 'images are read at' not in notes(load(pets(tmp_path/'p', size=20)))

# splits

def splits(root, train, test): pets(root/train); pets(root/test, 3); return root

@pytest.mark.parametrize('train, test', [('train', 'test'), ('Train', 'Test'), ('TRAINING', 'testing'), ('training', 'val'), ('train', 'Validation'), ('Training', 'VALID'), ('train', 'TESTING')])
def test_usual_names_of_splits(tmp_path, train, test):
    d = load(splits(tmp_path/'p', train, test))
    assert (d.classes, len(d.train), len(d.test)) == (['cat', 'dog'], 12, 6)
    assert (f'{test}/ serves as the test split' in notes(d)) == test.lower().startswith('val')

@pytest.mark.parametrize('classes', [('bus', 'train'), ('test', 'train'), ('Training', 'val', 'x')])
def test_classes_that_are_called_like_a_split(tmp_path, classes):
    for i, c in enumerate(classes): pictures(tmp_path/'p'/c, 5, mean=60 * (i + 1))
    assert load(tmp_path/'p').classes == sorted(classes)

@pytest.mark.parametrize('test', ['test', 'Testing'])
def test_flat_test_folder_beside_labelled_validation(tmp_path, test):
    where = splits(tmp_path/'p', 'train', 'valid'); pictures(where/test)
    d = load(where)
    assert len(d.test) == 6 and notes(d) == f'valid/ serves as the test split: {test}/ has no class folders'

@pytest.mark.parametrize('other', [[], ['test'], ['val', 'masks']])
def test_train_alone(tmp_path, other):
    pets(tmp_path/'p'/'train')
    for o in other: pictures(tmp_path/'p'/o)
    why = f'no class folders in {other[0]}/' if other else 'no test/, valid/ or val/'
    refused(tmp_path/'p', f"{tmp_path/'p'} has train/ and {why}", f"folder:{tmp_path/'p'/'train'} takes a fifth of it")
    assert len(load(tmp_path/'p'/'train').test) == 2

def test_other_folders_are_named(tmp_path):
    where = splits(tmp_path/'p', 'train', 'test'); pets(where/'valid'); (where/'annotations').mkdir()
    assert notes(load(where)) == 'not read: annotations/, valid/'
    (where/'masks').mkdir()
    assert notes(load(where)) == 'not read: annotations/, masks/, valid/'              # although the pixels came from the cache

def test_split_given_twice(tmp_path):
    where = splits(tmp_path/'p', 'train', 'test'); pets(where/'Training')
    refused(where, 'has both', 'train/', 'Training/', 'rename or remove one')

@pytest.mark.parametrize('gone', ['dog is empty', 'dog is missing', 'owl is empty', 'dog holds leftovers'])
def test_class_without_test_images(tmp_path, gone):
    where = splits(tmp_path/'p', 'train', 'test')
    if gone != 'owl is empty': shutil.rmtree(where/'test'/'dog')
    if gone.endswith('empty'): (where/'test'/gone.split()[0]).mkdir()
    if gone.endswith('leftovers'): (where/'test'/'dog').mkdir(); (where/'test'/'dog'/'Thumbs.db').write_bytes(b'x')
    d = load(where)
    assert d.classes == ['cat', 'dog'] and np.bincount(d.test.labels, minlength=2).tolist() == [3, 3 * (gone == 'owl is empty')]
    assert ('test/ has no image of dog: no accuracy can be told of it' in notes(d)) == (gone != 'owl is empty')
    image_dls(d, bs=4, valid='test').valid.one_batch()

def test_test_split_without_images(tmp_path):
    pets(tmp_path/'p'/'train'); (tmp_path/'p'/'test'/'cat').mkdir(parents=True)
    refused(tmp_path/'p', f"{tmp_path/'p'/'test'} holds no image: fill it or remove it")

def test_class_without_train_images(tmp_path):
    where = splits(tmp_path/'p', 'train', 'test'); shutil.rmtree(where/'train'/'dog'); (where/'train'/'dog').mkdir()
    refused(where, f"{where/'train'/'dog'} holds no image: fill it or remove it")

# what systems leave behind

@pytest.mark.parametrize('name', ['Thumbs.db', 'thumbs.DB', 'desktop.ini', '.DS_Store', '._0.png', 'Icon\r'])
def test_files_left_behind(tmp_path, name):
    where = splits(tmp_path/'p', 'train', 'test'); want = load(where).fingerprint
    for o in (where, where/'train', where/'train'/'cat', where/'test'/'dog'): (o/name).write_bytes(b'no image')
    assert load(where).fingerprint == want

@pytest.mark.parametrize('name', ['__MACOSX', '.ipynb_checkpoints', '@eaDir', 'System Volume Information', '$RECYCLE.BIN'])
def test_folders_left_behind(tmp_path, name):
    where = pets(tmp_path/'p'); want = load(where).fingerprint
    for o in (where, where/'cat', where/'dog'): (o/name).mkdir(); (o/name/'._0.png').write_bytes(b'no image')
    assert load(where).fingerprint == want

@pytest.mark.parametrize('split', [False, True])
def test_nested_folders(tmp_path, split):
    top = tmp_path/'p'; pets(top/'train' if split else top)
    if split: pets(top/'test')
    bad = (top/'train' if split else top)/'dog'/'puppies'; pictures(bad, 2)
    refused(top, f'{bad} is a folder inside a class folder')

def test_folder_in_a_folder(tmp_path):
    "An archive that was unpacked into a folder of its own name."
    pets(tmp_path/'pets'/'pets')
    refused(tmp_path/'pets', f"{tmp_path/'pets'/'pets'/'cat'} is a folder inside a class folder", f"name {tmp_path/'pets'/'pets'} itself")
    shutil.rmtree(tmp_path/'pets'/'pets'); pets(tmp_path/'pets'/'pets'/'train')
    refused(tmp_path/'pets', 'is a folder inside a class folder')

# what the command says of it

def test_command_says_what_it_took(tmp_path):
    where = pets(tmp_path/'p', 10, 64); Image.new('RGBA', (64, 63), (9, 9, 9, 90)).save(where/'cat'/'odd.png')
    os.rename(where/'dog', not_utf8(where, b'ch\xefen'))
    p = run('data', f'folder:{where},mirror=no')
    assert p.returncode == 0, p.stderr
    for o in ('images are read at 64 x 64, the size of 20 of 21; cat/odd.png is 64 x 63', '1 image with transparent pixels put over white (the first: cat/odd.png)', 'cat, ch\\xefen',
              'mirror no, shift yes', f'folder:{where},mirror=no', 'most frequent class', 'nearest neighbour', 'linear'): assert o in p.stdout, o
    told = json.loads(run('data', f'folder:{where},mirror=no,size=16', '--json').stdout)
    assert (told['size'], told['invariances']['mirror'], told['source']) == (16, False, str(where))
    assert told['fingerprint'] == load(where, ',size=16').fingerprint and any('white' in o for o in told['notes'])
    assert {o['method']: o['top1'] for o in told['baselines']}['nearest neighbour'] == 100   # one class is darker

def test_command_refuses_in_one_line(tmp_path):
    where = pets(tmp_path/'p'); text_bomb(where/'cat'/'zz.png')
    for name, words in ((f'folder:{where}', f"{where/'cat'/'zz.png'} cannot be read as an image"), (f'folder:{where},flip=no', "'flip' is no option of a data set")):
        p = run('data', name)
        assert (p.returncode, p.stdout) == (2, '') and p.stderr.startswith(f'cifarlab: error: {words}') and p.stderr.count('\n') == 1

@pytest.mark.filterwarnings('ignore')
@pytest.mark.parametrize('format', ['PNG', 'JPEG', 'GIF', 'TIFF', 'WEBP', 'BMP', 'TGA', 'JPEG2000', 'PCX', 'DDS', 'SGI'])
def test_damaged_bytes_never_escape(tmp_path, format):
    "A file with a few wrong bytes is read or refused by name, whichever exception its decoder has."
    rng, path, refused = np.random.default_rng(0), tmp_path/'a.img', 0
    exif = Image.Exif(); exif[0x0112], exif[0x010F] = 6, 'maker'
    about = dict(exif=exif) if format in ('PNG', 'JPEG', 'WEBP') else {}
    Image.fromarray(rng.integers(0, 256, (16, 16, 3), np.uint8)).save(path, format, **about)
    whole = np.frombuffer(path.read_bytes(), np.uint8)
    for _ in range(300):
        bad = whole.copy(); at = rng.integers(0, min(len(bad), 200), 3); bad[at] = rng.integers(0, 256, 3)
        path.write_bytes(bad.tobytes())
        try: assert read_image(path).ndim == 3
        except UserError as e: refused += 1; assert str(path) in str(e) and '\n' not in str(e)
    assert refused
