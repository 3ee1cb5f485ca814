"What only a GPU can show: recorded trainings equal a Learner's, bf16, a shared run of many codes equals single ones, and a study of two stages."
from functools import partial
import numpy as np, pytest, torch

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason='needs a CUDA device')

from cifarlab.data.datasets import load_data
from cifarlab.models.thin_resnet import CifarResNet, resnet20
from cifarlab.models.width_space import RESNET20
from cifarlab.train.graphed import should_graph, train_graphed
from cifarlab.train.learner import Recipe, autocast_dtype, train_model

CODES = [RESNET20.uniform(.5), RESNET20.uniform(.25)]
PLAIN = Recipe(epochs=3, bs=64, lr=.2)

def build(code, classes=10): return CifarResNet(code, classes, 'challenge')

def test_recorded_trainings_are_used(): assert should_graph(PLAIN)

def test_recorded_trainings_reach_what_a_learner_reaches():
    "Same batches, same schedule; rounding differs, and grows in a training, so the accuracies are compared."
    together = dict(train_graphed([partial(build, c) for c in CODES], 'digits', PLAIN, [0, 1], amp=False))
    for i, (code, seed) in enumerate(zip(CODES, (0, 1))):
        alone = train_model(partial(build, code), 'digits', PLAIN, seed=seed, amp=False)
        assert together[i]['n'] == alone['n'] and abs(together[i]['loss_train'] - alone['loss_train']) < .1
        assert abs(together[i]['top1'] - alone['top1']) < 8

@pytest.fixture
def exact():
    "No TensorFloat-32 while a test compares numbers."
    before = torch.get_float32_matmul_precision(); torch.set_float32_matmul_precision('highest')
    with torch.backends.cudnn.flags(allow_tf32=False): yield
    torch.set_float32_matmul_precision(before)

def updates(seeds, lr=.01):
    "How far one epoch of eight steps moves each parameter, trained as a graph and by a Learner. The first three steps of a graph are taken as they come, five are replayed."
    nets, starts, recipe = [], [], Recipe(epochs=1, bs=32, lr=lr)
    kw = dict(n_train=256, n_valid=20, size=16, amp=False)
    def make():
        nets.append(build(CODES[1])); starts.append({k: p.detach().cpu().clone() for k, p in nets[-1].named_parameters()})
        return nets[-1]
    list(train_graphed([make], 'digits', recipe, seeds[:1], **kw)); train_model(make, 'digits', recipe, seed=seeds[1], **kw)
    return [{k: p.detach().cpu() - start[k] for k, p in net.named_parameters()} for net, start in zip(nets, starts)]

def apart(a, b): return max(((a[k] - b[k]).norm() / a[k].norm()).item() for k in a)

def test_first_steps_equal_a_learners(exact):
    "Rounding differs, and a high rate would multiply it: at .05 by a thousand."
    assert apart(*updates((0, 0))) < .01
    assert apart(*updates((0, 1))) > .1 # other batches are told apart

def test_bf16_is_used_and_learns():
    if autocast_dtype('cuda') is None: pytest.skip('this GPU has no bf16')
    record = train_model(resnet20, 'digits', PLAIN, seed=0)
    assert record['precision'] == 'bfloat16' and record['top1'] > 50

@pytest.mark.parametrize('shortcut', ['pad', 'mismatch', 'challenge'])
def test_shared_run_equals_single_slices(shortcut, exact):
    from cifarlab.search.score import SharedRun
    from cifarlab.search.supernet import Supernet
    net = Supernet(RESNET20, partial(CifarResNet, num_classes=10, shortcut=shortcut)).cuda()
    x, codes = torch.randn(128, 3, 32, 32, device='cuda'), RESNET20.codes(RESNET20.sample(3, 0))
    with torch.no_grad():
        (images,) = SharedRun.split(x, len(x))
        shared = torch.stack([*SharedRun(net, codes)(images)])
        torch.testing.assert_close(shared, torch.stack([net(x, c) for c in codes]), rtol=1e-3, atol=1e-3)

def test_study_of_two_stages(tmp_path):
    "A search whose trainings run as graphs, then its confirmation; opened again it has nothing to do."
    from cifarlab.search.study import run_search
    study = run_search('digits', 'smoke', budgets=[3e6], name='gpu', out=tmp_path, progress=False, settings={'confirm.half': 0, 'search.epochs': 2})
    assert set(study.trained('confirm').device) == {torch.cuda.get_device_name()}
    before = (study.folder/'frontier.csv').read_bytes()
    assert (run_search(resume='gpu', out=tmp_path, progress=False).folder/'frontier.csv').read_bytes() == before
