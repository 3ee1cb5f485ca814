"The command as a person or a script meets it: exit codes, one line of blame, nothing left behind."
import json, os, pty, resource, signal, statistics, subprocess, sys
from pathlib import Path
import numpy as np, pandas as pd, pytest
from PIL import Image
from command import run

COMMAND = [sys.executable, '-m', 'cifarlab.cli']
FULL, NARROW = '-'.join(['16'] * 7 + ['32'] * 6 + ['64'] * 6), '-'.join(['4'] * 19)

def start(*args, **kw): # as a shell does
    return subprocess.Popen([*COMMAND, *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, **kw)

def cpu(): return sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
def files(folder): return sorted((str(p), p.lstat().st_mtime_ns) for p in folder.rglob('*') if not p.is_dir())

@pytest.fixture
def blamed(tmp_path):
    "Run in a folder of its own; what comes back is the one line on stderr, and nothing has been written."
    def check(*args, data='.'):
        before = files(tmp_path)
        p = run(*args, cwd=tmp_path, CIFARLAB_DATA=str(tmp_path/data), CIFARLAB_CACHE=str(tmp_path/'cache'))
        assert p.returncode == 2, p.stderr
        assert p.stdout == '' and p.stderr.startswith('cifarlab: error: ') and p.stderr.count('\n') == 1, p.stderr
        assert files(tmp_path) == before
        assert not list(tmp_path.rglob('*tmp'))
        return p.stderr
    return check

def picture(path, value=0):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.full((32, 32, 3), value, np.uint8)).save(path)

# bad input

def test_code_with_18_numbers(blamed): assert 'has 19 numbers' in blamed('cost', '-'.join(['4'] * 18))
def test_width_of_5(blamed): assert 'width 5 is not allowed at layer 3 of 19 (blocks.0.conv2): allowed are 4, 8, 12, 16' in blamed('cost', '4-4-5-' + '-'.join(['4'] * 16))
def test_width_of_5_in_training(blamed): assert 'width 5 is not allowed at layer 1 of 19' in blamed('train', 'resnet20', '--widths', '5-' + '-'.join(['4'] * 18))
def test_unknown_shortcut(blamed): assert 'mismatch, pad, challenge or every' in blamed('cost', FULL, '--shortcut', 'none')
def test_unknown_model(blamed): assert 'resnet20' in blamed('train', 'resnt20')
def test_unknown_augmentation(blamed): assert "unknown augmentation 'cutot': nearest are cutout" in blamed('train', 'resnet20', '--augment', 'autoaug+cutot')
def test_augmentation_with_a_wrong_parameter(blamed): assert "cutout: size is 'big', it must be a whole number" in blamed('train', 'resnet20', '--augment', 'cutout(big)')
def test_policies_that_cannot_be_read(blamed): assert "policy 'cutout(8' cannot be read" in blamed('train', 'resnet20', '--augment', 'cutout(8')
def test_augmentation_of_the_recipe(blamed): assert 'part of the recipe: set its grad_clip' in blamed('train', 'resnet20', '--augment', 'grad_clip(1)')
def test_unknown_option(blamed): assert '--clases' in blamed('cost', FULL, '--clases', '3')
def test_unknown_command(blamed): assert 'serch' in blamed('serch')
def test_unknown_benchmark(blamed): assert 'nothing' in blamed('bench', 'nothing')
def test_unknown_data(blamed): assert 'cifar10' in blamed('data', 'cifar11')
def test_missing_data(blamed): assert 'cifar10 was not found' in blamed('data', 'cifar10')
def test_unknown_study(blamed): assert 'nothing' in blamed('frontier', 'nothing')
def test_no_such_resume(blamed): assert "no study 'nothing'" in blamed('search', '--resume', 'nothing')
def test_budget_that_nothing_meets(blamed): assert '1,000' in blamed('search', '--data', 'digits', '--budgets', '1k,5M')
def test_budget_that_is_none(blamed): assert "budget '5X'" in blamed('search', '--data', 'digits', '--budgets', '5X')
def test_budget_on_another_axis(blamed): assert 'no number of milliseconds above 0' in blamed('search', '--data', 'digits', '--axis', 'latency', '--budgets', '3M')
def test_params_that_nothing_meets(blamed): assert 'no uniform code of resnet20 costs 1,000' in blamed('search', '--data', 'digits', '--axis', 'params', '--budgets', '1k')
def test_wishes_that_nothing_meets(blamed): assert 'that satisfies params >= 200,000; macs <= 2,650,272' in blamed('search', '--data', 'digits', '--budgets', '3M', '--where', 'params >= 200k')
def test_wish_that_is_none(blamed): assert "'stage 9'" in blamed('search', '--data', 'digits', '--where', 'stage 9 <= 48')
def test_setting_that_is_none(blamed): assert 'a preset has no epochs: nearest are search.epochs, confirm.epochs, supernet.epochs' in blamed('search', '--data', 'digits', '--set', 'epochs=3')
def test_setting_without_value(blamed): assert "setting 'search.rounds' has no value" in blamed('search', '--data', 'digits', '--set', 'search.rounds')
def test_unknown_model_to_search(blamed): assert "unknown model 'vgh'" in blamed('search', '--data', 'digits', '--model', 'vgh')
def test_model_without_a_width_space(blamed): assert 'has no width space' in blamed('search', '--data', 'digits', '--model', 'shake_resnet26_2x32d')
def test_ablation_of_nothing(blamed): assert "no study 'nothing'" in blamed('ablate', 'nothing')
def test_too_many_images(blamed): assert '9999' in blamed('train', 'resnet20', '--n-train', '9999')

def test_archive_with_wrong_checksum(blamed, tmp_path):
    (tmp_path/'cifar-10-python.tar.gz').write_bytes(b'not an archive' * 1000)
    line = blamed('data', 'cifar10')
    assert 'cifar-10-python.tar.gz is damaged' in line and 'c58f30108f718f92721af3b95e74349a' in line

def test_truncated_batch(blamed, tmp_path):
    if not (real := Path(os.environ.get('CIFARLAB_DATA', ''), 'cifar-10-batches-py')).is_dir() or not os.environ.get('CIFARLAB_DATA'):
        pytest.skip('needs real CIFAR-10 in the python layout: set CIFARLAB_DATA')
    here = tmp_path/'cifar-10-batches-py'; here.mkdir()
    for f in real.iterdir(): (here/f.name).symlink_to(f)
    whole = (real/'data_batch_3').read_bytes()
    (here/'data_batch_3').unlink(); (here/'data_batch_3').write_bytes(whole[:len(whole) // 2])
    assert 'data_batch_3 is damaged' in blamed('data', 'cifar10')

def test_empty_folder(blamed, tmp_path):
    (tmp_path/'mine').mkdir()
    assert 'no class folder' in blamed('data', f'folder:{tmp_path/"mine"}')

def test_folder_with_one_class(blamed, tmp_path):
    for i in range(3): picture(tmp_path/'mine'/'cat'/f'{i}.png')
    assert 'one class (cat)' in blamed('train', 'resnet20', '--data', f'folder:{tmp_path/"mine"}')

def test_file_that_is_no_image(blamed, tmp_path):
    for c in 'cat', 'dog':
        for i in range(3): picture(tmp_path/'mine'/c/f'{i}.png')
    (tmp_path/'mine'/'dog'/'3.png').write_text('woof')
    assert '3.png is no image' in blamed('search', '--data', f'folder:{tmp_path/"mine"}')

@pytest.fixture
def locked(tmp_path):
    "A folder that nobody here can write to."
    folder = tmp_path/'locked'; folder.mkdir(); folder.chmod(0o555)
    yield Path('/proc/self') if os.access(folder, os.W_OK) else folder # root may write everywhere but there
    folder.chmod(0o755)

def test_output_without_permission(blamed, locked): assert str(locked) in blamed('search', '--data', 'digits', '--out', locked/'studies')
def test_weights_without_permission(blamed, locked): assert 'cannot be written' in blamed('train', 'resnet20', '--save', locked/'w.safetensors')
def test_runs_without_permission(blamed, locked): assert 'cannot be written' in blamed('train', 'resnet20', '--out', locked)
def test_output_below_a_file(blamed, tmp_path):
    (tmp_path/'file').write_text('')
    assert str(tmp_path/'file') in blamed('search', '--data', 'digits', '--out', tmp_path/'file'/'studies')

# answers

@pytest.mark.parametrize('rule, classes, params, macs', [('pad', 10, 269_722, 40_551_040), ('mismatch', 10, 272_474, 40_813_184), ('challenge', 10, 272_762, 41_075_328),
                                                          ('challenge', 100, 278_612, 41_081_088)])
def test_cost(rule, classes, params, macs):
    p = run('cost', FULL, '--classes', classes, '--shortcut', rule, '--json')
    assert (p.returncode, p.stderr) == (0, '') and json.loads(p.stdout) == dict(params=params, macs=macs)

def test_cost_of_another_model():
    p = run('cost', '32-64-96-128-128-128-64-64', '--model', 'vgg11_bn', '--json')
    assert json.loads(p.stdout) == dict(params=17_681_322, macs=38_461_440), p.stderr
def test_cost_without_width_space(blamed): assert 'dla has no width space' in blamed('cost', 'full', '--model', 'dla')
def test_cost_of_the_narrowest(): assert json.loads(run('cost', NARROW + '-100', '--classes', 100, '--shortcut', 'challenge', '--json').stdout)['params'] == 3_424

def test_models():
    models = json.loads(run('models', '--json').stdout)
    assert dict(name='resnet20', params=272_474, macs=40_813_184).items() <= {m['name']: m for m in models}['resnet20'].items()
    assert 'resnet20' in run('models').stdout

def test_data():
    rows = {r['name']: r for r in json.loads(run('data', '--json').stdout)}
    assert rows['digits']['found'] and 'cifar10' in rows

def test_version():
    import cifarlab
    p = start('--version')
    assert p.communicate(timeout=60) == (cifarlab.__version__ + '\n', '') and p.returncode == 0

def test_a_shell_sees_the_blame():
    p = start('cost', '4-4')
    out, err = p.communicate(timeout=60)
    assert p.returncode == 2 and out == '' and err.startswith('cifarlab: error: ') and err.count('\n') == 1

HELP = [['--help'], ['search', '--help'], ['train', '--help'], ['bench', '--help'], ['bench', 'train', '--help']]

@pytest.mark.parametrize('args', HELP, ids=' '.join)
def test_help_is_instant(args):
    def once(): # seconds of the processor: what else runs here does not count
        before = cpu(); p = start(*args); out, _ = p.communicate(timeout=60)
        assert p.returncode == 0 and 'Usage' in out
        return cpu() - before
    assert statistics.median(once() for _ in range(3)) < 1

def test_help_without_torch():
    code = f'import sys\nfrom cifarlab.cli import main\nfor a in {HELP!r}: assert main(a) == 0\nassert not {{"torch", "fastai", "pandas"}} & set(sys.modules)'
    subprocess.run([sys.executable, '-c', code], check=True, stdout=subprocess.DEVNULL)

def test_training_repeats(tmp_path):
    args = 'train', 'resnet20', '--widths', NARROW, '--epochs', 1, '--bs', 64, '--n-train', 512, '--seed', 3, '--json'
    once, again = (json.loads(run(*args, *more).stdout) for more in ([], ['--again', '--save', tmp_path/'w.safetensors']))
    assert (once['top1'], once['nll'], once['split']) == (again['top1'], again['nll'], 'test')
    assert again['epochs_now'] == 1 and again['id'] == once['id'] + '-2'
    assert [p.name for p in tmp_path.iterdir()] == ['w.safetensors']

def test_training_with_a_policy():
    p = run('train', 'resnet20', '--widths', NARROW, '--epochs', 1, '--bs', 64, '--n-train', 512, '--augment', 'mixup+cutout(8)+autoaug+ema(.9)', '--json')
    assert p.returncode == 0, p.stderr
    r = json.loads(p.stdout)
    assert r['augment'] == r['recipe']['augment'] == 'autoaug+cutout(8)+mixup+ema(0.9)'

def test_ctrl_c_in_a_training(tmp_path):
    args = 'train', 'resnet20', '--widths', NARROW, '--epochs', '500', '--bs', '64', '--out', str(tmp_path)
    p = start(*args, env=os.environ | dict(PYTHONUNBUFFERED='1', OMP_NUM_THREADS='1'))
    assert p.stdout.readline().startswith('epoch   1/500')
    p.stdout.readline() # the first state is on disk
    p.send_signal(signal.SIGINT)
    _, err = p.communicate(timeout=60)
    assert p.returncode == 130 and err.splitlines()[-1] == 'cifarlab: stopped; go on with the same command' and 'not mirrored' in err.splitlines()[0]
    assert sorted(f.suffix for f in tmp_path.rglob('*') if f.is_file()) == ['.db', '.pt']

def test_study_is_shown_again(undisturbed):
    folder = undisturbed
    found = json.loads(run('frontier', folder.name, '--out', folder.parent, '--json').stdout)
    assert {r['kind'] for r in found} == {'uniform', 'searched', 'predicted'}
    assert [r['code'] for r in found] == list(pd.read_csv(folder/'frontier.csv').code)
    text = run('frontier', folder, COLUMNS='300').stdout
    assert all(r['code'] in text for r in found if r['confirmed'] is not None) and 'report.html' in text
    assert 'top-1, %' not in text # a pipe gets no plot

def in_terminal(*args, columns=100):
    "What a person sees who types this."
    ours, theirs = pty.openpty()
    p = subprocess.Popen([*COMMAND, *map(str, args)], stdin=theirs, stdout=theirs, stderr=theirs, env=os.environ | dict(COLUMNS=str(columns), LINES='40', TERM='dumb'))
    os.close(theirs); out = b''
    while True:
        try: part = os.read(ours, 65536)
        except OSError: break # the other end is closed
        if not part: break
        out += part
    os.close(ours)
    return p.wait(timeout=60), out.decode().replace('\r\n', '\n')

def test_frontier_in_a_terminal(undisturbed):
    code, text = in_terminal('frontier', undisturbed, '--x', 'params')
    lines = text.split('\n')
    bottom = next(i for i, l in enumerate(lines) if l.strip() == 'parameters, millions')
    plot = lines[:bottom + 1]
    assert code == 0 and lines[0] == ' top-1, %' and max(map(len, plot)) <= 100 and 'x uniform width' in lines[bottom + 1]
    axis = next(i for i, l in enumerate(plot) if l.strip() and not set(l.strip()) - set('-+'))
    left = len(plot[axis]) - len(plot[axis].lstrip()) + 1 # right of the axis, without its numbers and words
    marks = ''.join(l[left:] for l in plot[1:axis])
    assert {*marks} & {*'x#'} and {*marks} & {*'o#'} and '.' in marks and '\x1b' not in ''.join(plot) # where the search chose uniform width, the two share a cell
    found = pd.read_csv(undisturbed/'frontier.csv')
    assert marks.count('o') + marks.count('x') + 2 * marks.count('#') >= found.confirmed.notna().sum() - 2 # two may share a cell

def test_frontier_over_a_cost_that_is_not_there(blamed, undisturbed): assert "there is no 'latency' in this frontier: choose macs or params" in blamed('frontier', undisturbed, '--x', 'latency')

def test_open(undisturbed, tmp_path):
    browser = tmp_path/'browser'; browser.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/opened\n'); browser.chmod(0o755)
    p = run('frontier', undisturbed, '--open', BROWSER=f'{browser} %s')
    assert (p.returncode, p.stderr) == (0, '') and (tmp_path/'opened').read_text() == (undisturbed/'report.html').as_uri() + '\n'

def test_open_without_a_browser(undisturbed, tmp_path):
    p = run('frontier', undisturbed, '--open', PATH=str(tmp_path), BROWSER='', DISPLAY='', WAYLAND_DISPLAY='')
    assert p.returncode == 2 and p.stderr == f'cifarlab: error: no browser can be started here: open {undisturbed/"report.html"} in one\n'

def test_pick(undisturbed):
    row = json.loads(run('pick', undisturbed, '--max-macs', '3M', '--json').stdout)
    confirmed = pd.read_csv(undisturbed/'frontier.csv').query('confirmed.notna() and macs <= 3e6')
    assert row['code'] in set(confirmed.code) and row['value'] == pytest.approx(confirmed.confirmed.max()) and row['among'] == confirmed.code.nunique()

def test_pick_of_nothing(blamed, undisturbed): assert 'no confirmed network of study calm keeps within 1,000 MACs: the cheapest has' in blamed('pick', undisturbed, '--max-macs', '1k')
def test_export_to_a_folder_that_is_there(blamed, undisturbed, tmp_path):
    (tmp_path/'there').mkdir()
    assert 'already there' in blamed('export', undisturbed, tmp_path/'there')
def test_export_in_an_unknown_form(blamed, undisturbed, tmp_path):
    assert "unknown form 'coreml': choose from safetensors, pt2, onnx" in blamed('export', undisturbed, tmp_path/'x', '--forms', 'safetensors,coreml')
    assert not (tmp_path/'x').exists()
def test_export_of_weights_alone(undisturbed, tmp_path):
    p = run('export', undisturbed, tmp_path/'net', '--max-macs', '3M', '--forms', 'safetensors')
    assert p.returncode == 0, p.stderr
    assert {'card.json', 'model.safetensors'} == {f.name for f in (tmp_path/'net').iterdir()}
def test_place_of_no_weights(blamed, undisturbed, tmp_path):
    (tmp_path/'w.pt').write_text('no weights')
    assert 'w.pt is a text file: weights are expected' in blamed('place', undisturbed, tmp_path/'w.pt')

def test_export_and_back(undisturbed, tmp_path):
    p = run('export', undisturbed, tmp_path/'net', '--max-macs', '3M', '--json')
    assert p.returncode == 0, p.stderr
    card, row = json.loads(p.stdout), json.loads(run('pick', undisturbed, '--max-macs', '3M', '--json').stdout)
    assert card['code'] == row['code'] and {'card.json', 'model.safetensors', 'model.pt2', 'model.onnx'} == {f.name for f in (tmp_path/'net').iterdir()}
    placed = json.loads(run('place', undisturbed, tmp_path/'net'/'model.safetensors', '--json').stdout)
    assert (placed['code'], placed['macs'], placed['params']) == (row['code'], row['macs'], row['params'])

def test_trained_network_names_what_it_sees(tmp_path):
    from cifarlab.data.datasets import load_data
    test = load_data('digits').test
    p = run('train', 'small_vgg', '--epochs', 3, '--save', tmp_path/'net.safetensors', '--json')
    assert p.returncode == 0, p.stderr
    files = [tmp_path/f'{i}.png' for i in range(60)]
    for i, f in enumerate(files): Image.fromarray(test.images[i]).resize((50, 50)).save(f)
    p = run('predict', tmp_path/'net.safetensors', *files, '--top', 2, '--json')
    assert p.returncode == 0, p.stderr
    rows = json.loads(p.stdout)
    first = [r for r in rows if r['rank'] == 1]
    assert [Path(r['image']) for r in first] == files and len(rows) == 2 * len(files)
    assert sum(r['class'] == str(test.labels[i]) for i, r in enumerate(first)) >= 45, 'no better than chance'

def test_weights_that_do_not_say_what_they_are(blamed, tmp_path):
    (tmp_path/'notes.txt').write_text('no network')
    assert 'notes.txt is' in blamed('predict', str(tmp_path/'notes.txt'), 'image.png')
