"One training on several processes: what they end with, what becomes of them when one is killed, and torchrun."
import json, os, re, signal, subprocess, sys, time
import pytest, torch
from command import run
from cifarlab import UserError
from cifarlab.models.thin_resnet import CifarResNet
from cifarlab.train.distributed import n_processes, rank, run_together
from cifarlab.train.learner import Recipe, TrainError, image_dls, cifar_learner, evaluate, load_data, train_model
from cifarlab.train import distributed
from fastai.callback.core import Callback

ALL = 'randaug+cutout(8)+mixup+cutmix+stochdepth(0.9)+sam+ema(0.9)'

class Note(Callback):
    "Write down what this process trained on."
    def __init__(self, folder): self.folder, self.seen = str(folder), []
    def after_pred(self):
        if self.training: self.seen.append((len(self.y), float(self.x.double().sum()), float(self.pred.detach().double().sum())))
    def after_fit(self): torch.save(self.seen, f'{self.folder}/seen{rank()}.pt')

class Fails(Callback):
    "One process raises an error in an epoch."
    def __init__(self, number, epoch, batch=1): self.number, self.at = number, (epoch, batch)
    def before_batch(self):
        if rank() == self.number and (self.epoch, self.iter) == self.at and self.training: raise TrainError('no power in this process')

def net(): return CifarResNet([8]*19)
def fit(processes, recipe=Recipe(epochs=1, bs=63, lr=.02), **kw):
    kept = []
    def build():
        kept.append(net())
        return kept[0]
    r = train_model(build, 'digits', recipe, seed=1, n_train=252, n_valid=101, size=16, processes=processes, amp=False, **kw) # sums in another order differ more in bf16
    return r, {k: v.clone() for k, v in kept[0].state_dict().items()}

def count_batches(net, folder):
    "How many images of the train and validation loader each process evaluates, and the result."
    dls, seen = image_dls(load_data('digits'), bs=50, n_train=200, n_valid=101, size=16), []
    class Counted(torch.nn.Module):
        def __init__(self): super().__init__(); self.net = net
        def forward(self, x): seen.append(len(x)); return self.net(x)
    got = evaluate(distributed.sharded(Counted()), dls.valid, amp=False)
    torch.save(seen, f'{folder}/counted{rank()}.pt')
    return got

FULL = Recipe(epochs=3, bs=63, lr=.02, half_frac=.4, flip='alternate', augment=ALL)

@pytest.fixture(scope='module')
def undisturbed(tmp_path_factory):
    "Record and weights of two processes, and the folder where they wrote down what they saw."
    folder = tmp_path_factory.mktemp('two')
    return *fit(2, FULL, cbs=Note(folder)), folder

def test_two_processes_see_the_same_batches_and_scores(undisturbed, tmp_path):
    r, _, folder = undisturbed
    a, b = (torch.load(folder/f'seen{i}.pt') for i in range(2))
    assert a == b and {n for n, *_ in a} == {63}, 'an odd batch, of which each has all the scores'
    assert len({x for _, x, _ in a}) == 12, 'no batch comes twice'
    alone, _ = fit(1, FULL, cbs=Note(tmp_path))
    one = torch.load(tmp_path/'seen0.pt')
    assert [x for _, x, _ in one] == [x for _, x, _ in a], 'the batches of one process'
    assert [s for *_, s in one[:3]] == pytest.approx([s for *_, s in a[:3]], rel=1e-3), 'its noise, and its steps'
    assert r['processes'] == 2 and r['n'] == 101 and alone['processes'] == 1

def test_every_image_is_evaluated_once(tmp_path):
    torch.manual_seed(0)
    n = net()
    alone = evaluate(n, image_dls(load_data('digits'), bs=50, n_train=200, n_valid=101, size=16).valid, amp=False)
    got = run_together(count_batches, (n, tmp_path), 2)
    assert got['n'] == 101 and got['top1'] == pytest.approx(alone['top1']) and got['nll'] == pytest.approx(alone['nll'], rel=1e-5)
    # 101 is 50 + 50 + 1: the last image is too few for two processes, and both evaluate it
    assert [torch.load(tmp_path/f'counted{i}.pt') for i in range(2)] == [[25, 25, 1], [25, 25, 1]]

def test_a_training_resumes_to_the_bit_after_an_error_of_another_process(undisturbed, tmp_path):
    whole, weights, _ = undisturbed
    with pytest.raises(TrainError, match='no power in this process'): fit(2, FULL, checkpoint=tmp_path/'state.pt', cbs=Fails(1, 2))
    assert n_processes() == 1, 'nothing of the group is left'
    assert torch.load(tmp_path/'state.pt', weights_only=True)['epoch'] == 1
    resumed, again = fit(2, FULL, checkpoint=tmp_path/'state.pt')
    assert resumed['epochs_now'] == 1 and all(torch.equal(weights[k], again[k]) for k in weights)
    assert resumed['nll'] == whole['nll'] and resumed['loss_train'] == whole['loss_train']
    alone, _ = fit(1, FULL, checkpoint=tmp_path/'state.pt') # a checkpoint of two processes is one of one process
    assert alone['epochs_now'] == 0 and alone['nll'] == pytest.approx(whole['nll'], rel=1e-4)

def test_what_cannot_be_shared_is_refused():
    class Local(torch.nn.Module):
        def __init__(self): super().__init__(); self.net = net()
        def forward(self, x): return self.net(x)
    with pytest.raises(UserError, match='live in a module, and .*Local'): train_model(Local, 'digits', Recipe(epochs=1), n_train=128, size=16, processes=2)
    with pytest.raises(UserError, match='cannot share batches of 1'): fit(2, Recipe(epochs=1, bs=1, lr=.01))

TRAIN = 'train', 'lenet', '--data', 'digits', '--n-train', '256', '--bs', '64', '--lr', '.02'

def command(*args, torchrun=False, **kw):
    env = dict(os.environ, OMP_NUM_THREADS='1')
    start = ['-m', 'torch.distributed.run', '--nproc_per_node', '2'] if torchrun else []
    args = [sys.executable, *start, '-m', 'cifarlab.cli', *TRAIN, *map(str, args)]
    return subprocess.Popen(args, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, **kw)

def children(pid):
    "Process ids of the children of a process."
    found = []
    for p in os.listdir('/proc'):
        if p.isdigit():
            try: stat = open(f'/proc/{p}/stat').read()
            except OSError: continue
            if int(stat.rpartition(')')[2].split()[1]) == pid: found.append(int(p))
    return found

@pytest.mark.skipif(not os.path.isdir('/proc/self'), reason='finds processes in /proc')
@pytest.mark.parametrize('victim', ['first', 'second'])
def test_a_killed_process_ends_the_other(tmp_path, victim):
    p = command('--epochs', 500, '--processes', 2, '--out', tmp_path)
    end = time.time() + 120
    while not list(tmp_path.rglob('*.pt')): assert p.poll() is None and time.time() < end, p.communicate()[1]; time.sleep(.05)
    other, = children(p.pid)
    os.kill(p.pid if victim == 'first' else other, signal.SIGKILL)
    out, err = p.communicate(timeout=30)
    if victim == 'second':
        assert p.returncode == 2
        assert re.fullmatch(r'cifarlab: error: process 2 of 2 of this training ended too early \(killed by signal 9\): run again.*', err.strip().split('\n')[-1])
        assert err.count('error:') == 1 and 'Traceback' not in err, err
    end = time.time() + 30
    while os.path.exists(f'/proc/{other}'): assert time.time() < end, 'the other process goes on'; time.sleep(.1)

def test_torchrun(tmp_path):
    p = command('--epochs', 2, '--json', '--out', tmp_path/'two', torchrun=True)
    out, err = p.communicate(timeout=120)
    assert p.returncode == 0, err
    assert out.count('"processes": 2') == 1, 'one record'
    assert err.count('epoch 2/2') == 1, 'one progress line an epoch'
    alone = run(*TRAIN, '--epochs', 2, '--json', '--out', tmp_path/'one')
    assert json.loads(out)['nll'] == pytest.approx(json.loads(alone.stdout)['nll'], rel=1e-3)
