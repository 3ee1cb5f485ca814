"What a notebook cannot hold: a training that is killed, a disk that is full, a signal, and what a log file of it looks like."
import os, pickle, pty, resource, signal, subprocess, sys, time
from functools import partial
from pathlib import Path
import pytest, torch
from fastai.callback.core import Callback
from cifarlab.augment.policy import augmentations
from cifarlab.models.registry import create_model
from cifarlab.models.thin_resnet import CifarResNet
from cifarlab.train.learner import Recipe, TrainError, train_model

SCRIPT = '''
import resource, sys, time, torch
from functools import partial
from fastai.callback.core import Callback
from cifarlab.models.thin_resnet import CifarResNet
from cifarlab.train.learner import Recipe, train_model

class Slow(Callback):
    def after_batch(self):
        if self.training: time.sleep(float(sys.argv[2]))
class Full(Callback): # no file may grow beyond a few bytes: what a full disk does to a writer
    order = 51
    def after_epoch(self):
        if sys.argv[3] == 'full' and self.learn.epoch == 1: resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
class Keep(Callback):
    def after_fit(self): self.kept = {k: v.clone() for k, v in self.model.state_dict().items()}
keep = Keep()
record = train_model(partial(CifarResNet, [8]*19), 'digits', Recipe(epochs=3, bs=64), seed=1, n_train=320, checkpoint=sys.argv[1], progress=True, cbs=[Slow(), Full(), keep])
torch.save(keep.kept, sys.argv[1] + '.final')
'''

@pytest.fixture(scope='module')
def home(tmp_path_factory):
    "A cache of their own for all processes here, filled once."
    home = tmp_path_factory.mktemp('home')
    (home/'script.py').write_text(SCRIPT)
    return home

def start(home, name, nap=0., how='well', **kw):
    env = dict(os.environ, OMP_NUM_THREADS='1', CIFARLAB_CACHE=str(home/'cache'))
    return subprocess.Popen([sys.executable, home/'script.py', home/name, str(nap), how], env=env, **{'stdout': subprocess.PIPE, 'stderr': subprocess.PIPE, 'text': True, **kw})

@pytest.fixture(scope='module')
def undisturbed(home):
    proc = start(home, 'undisturbed.pt'); out, err = proc.communicate(timeout=120)
    assert proc.returncode == 0, err
    return torch.load(home/'undisturbed.pt.final', weights_only=True), out

def wait_for(file, proc, seconds=60):
    end = time.time() + seconds
    while not file.exists():
        assert proc.poll() is None and time.time() < end, proc.communicate()[1]
        time.sleep(.02)

def same_after_resume(home, name, undisturbed):
    proc = start(home, name); out, err = proc.communicate(timeout=120)
    assert proc.returncode == 0, err
    kept = torch.load(home/f'{name}.final', weights_only=True)
    assert all(torch.equal(kept[k], v) for k, v in undisturbed[0].items())
    assert 0 < out.count('\n') < 3, f'resumed, not trained anew: {out}'

@pytest.mark.parametrize('sig', [signal.SIGKILL, signal.SIGINT])
def test_killed_training_resumes(home, undisturbed, sig):
    name = f'{sig.name}.pt'
    proc = start(home, name, nap=.1)
    wait_for(home/name, proc)
    time.sleep(.25)                       # into the second epoch
    proc.send_signal(sig); proc.communicate(timeout=30)
    assert proc.returncode != 0 and torch.load(home/name, weights_only=True)['epoch'] < 2
    same_after_resume(home, name, undisturbed)

def test_full_disk_keeps_the_last_epoch(home, undisturbed):
    proc = start(home, 'full.pt', how='full'); err = proc.communicate(timeout=120)[1]
    assert proc.returncode == 1 and 'TrainError: full.pt cannot be written (File too large): mend that and run again' in err
    assert torch.load(home/'full.pt', weights_only=True)['epoch'] == 0
    assert [o.name for o in home.iterdir() if 'full' in o.name] == ['full.pt'], 'nothing half-written lies about'
    same_after_resume(home, 'full.pt', undisturbed)

def test_log_file_is_plain_lines(undisturbed):
    lines = undisturbed[1].split('\n')
    assert '\r' not in undisturbed[1] and len(lines) == 4 and lines[-1] == ''
    assert [o.split(':')[0] for o in lines[:3]] == ['epoch 1/3', 'epoch 2/3', 'epoch 3/3']
    assert all('images/s' in o for o in lines[:3])

def test_terminal_ends_each_epoch_with_one_clean_line(home, undisturbed):
    ours, theirs = pty.openpty()
    proc = start(home, 'terminal.pt', nap=.1, stdout=theirs); os.close(theirs)
    out = b''
    while True:
        try: part = os.read(ours, 4096)
        except OSError: break             # the other end is closed
        if not part: break
        out += part
    assert proc.wait(timeout=60) == 0
    lines = [o.split('\r') for o in out.decode().replace('\r\n', '\n').strip().split('\n')]
    assert len(lines) == 3 and all('█' in ''.join(o[:-1]) for o in lines), 'a bar moved before each line'
    assert all(o[-1].rstrip().endswith('images/s') and '█' not in o[-1] for o in lines)

class Dies(Callback):
    "Ctrl-C in the third epoch."
    def before_batch(self):
        if self.training and (self.epoch, self.iter) == (2, 1): raise KeyboardInterrupt
class Keep(Callback):
    "The weights at the end of a fit."
    def after_fit(self): self.kept = {k: v.clone() for k, v in self.model.state_dict().items()}

def fit(make=partial(CifarResNet, [4]*19), checkpoint=None, cbs=(), **recipe):
    keep = Keep()
    recipe = Recipe(**dict(epochs=3, bs=32, lr=.05) | recipe)
    return train_model(make, 'digits', recipe, seed=1, n_train=96, n_valid=32, size=16, checkpoint=checkpoint, cbs=[*cbs, keep]), keep.kept

BESIDE = dict(jsd='augmix+jsd', strength='stochdepth+strength(.5)', swa='swa(0.1)') # what one needs to act at all
CASES = {name: dict(augment=BESIDE.get(name, name)) for name in augmentations()} | dict(
    shake=dict(augment='shake', make=partial(create_model, 'shake_resnet26_2x32d', img_size=16)),
    halves=dict(augment='swa(0.1)+cutmix+stochdepth', half_frac=.5, flip='alternate', grad_clip=1., schedule='multistep'),
    averages=dict(augment='shakedrop+asam+ema(0.9,bn_batches=2)+ricap', half_frac=.5),
    dropout=dict(make=partial(create_model, 'squeezenet')),
    attention=dict(make=partial(create_model, 'cct_2_3x2_32', img_size=16)))

@pytest.mark.parametrize('name', CASES)
def test_each_augmentation_resumes_to_the_bit(tmp_path, name):
    whole, weights = fit(**CASES[name])
    with pytest.raises(KeyboardInterrupt): fit(**CASES[name], checkpoint=tmp_path/'c.pt', cbs=[Dies()])
    assert torch.load(tmp_path/'c.pt', weights_only=True)['epoch'] == 1
    resumed, again = fit(**CASES[name], checkpoint=tmp_path/'c.pt')
    assert resumed['epochs_now'] == 1 and all(torch.equal(weights[k], again[k]) for k in weights)
    assert all(resumed[k] == whole[k] for k in ('nll', 'top1', 'loss_train', 'top1_train'))

class Evil:
    "Makes a file when it is unpickled."
    def __init__(self, file): self.file = str(file)
    def __reduce__(self): return open, (self.file, 'w')

@pytest.mark.parametrize('write', [torch.save, lambda o, f: f.write_bytes(pickle.dumps(o))], ids=['torch.save', 'pickle'])
def test_checkpoint_that_runs_code_is_refused(tmp_path, write):
    write(dict(about={}, epoch=0, model=Evil(tmp_path/'was_run')), tmp_path/'c.pt')
    before = (tmp_path/'c.pt').read_bytes()
    with pytest.raises(TrainError, match='c.pt is no checkpoint that can be read, it is .*: delete it to start anew'): fit(checkpoint=tmp_path/'c.pt')
    assert not (tmp_path/'was_run').exists() and (tmp_path/'c.pt').read_bytes() == before

@pytest.fixture
def disk(tmp_path):
    "mount(options) puts a small file system into a folder, or changes the one that is there."
    folder = tmp_path/'disk'
    folder.mkdir()
    def mount(options):
        p = subprocess.run(['mount', '-t', 'tmpfs', '-o', options, 'tmpfs', folder], capture_output=True, text=True)
        if p.returncode: pytest.skip(f'cannot mount a small file system here: {p.stderr.strip()}')
        return folder
    yield mount
    subprocess.run(['umount', folder], capture_output=True)

def test_disk_that_fills_up_or_is_read_only(tmp_path, disk):
    whole, weights = fit(checkpoint=tmp_path/'c.pt')
    state = disk(f'size={int(1.5 * (tmp_path/"c.pt").stat().st_size)}')/'c.pt' # room for one, not for the next one beside it
    with pytest.raises(TrainError, match=r'^c.pt cannot be written \(No space left on device\): mend that and run again'): fit(checkpoint=state)
    assert torch.load(state, weights_only=True)['epoch'] == 0 and [o.name for o in state.parent.iterdir()] == ['c.pt']
    disk('remount,ro')
    with pytest.raises(TrainError, match=r'^c.pt cannot be written \(Read-only file system\)'): fit(checkpoint=state)
    assert torch.load(state, weights_only=True)['epoch'] == 0
    disk('remount,rw,size=100m')
    resumed, again = fit(checkpoint=state)
    assert resumed['epochs_now'] == 2 and all(torch.equal(weights[k], again[k]) for k in weights)
