"What only a GPU can show: recorded trainings equal a Learner's, bf16, masks equal slices, and a study of two stages."
from functools import partial
import numpy as np, pytest, torch

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason='needs a CUDA device')

from cifarlab.data.datasets import load_data
from cifarlab.models.thin_resnet import CifarResNet, resnet20
from cifarlab.models.width_space import RESNET20
from cifarlab.train.graphed import pays, train_together
from cifarlab.train.learner import Recipe, autocast_dtype, train_model

CODES = [RESNET20.uniform(.5), RESNET20.uniform(.25)]
PLAIN = Recipe(epochs=3, bs=64, lr=.2)

def build(code, classes=10): return CifarResNet(code, classes, 'challenge')

def test_recorded_trainings_are_used(): assert pays(PLAIN)

def test_recorded_trainings_reach_what_a_learner_reaches():
    "Same batches, same schedule; rounding differs, and grows in a training, so the accuracies are compared."
    together = dict(train_together([partial(build, c) for c in CODES], 'digits', PLAIN, [0, 1], amp=False))
    for i, (code, seed) in enumerate(zip(CODES, (0, 1))):
        alone = train_model(partial(build, code), 'digits', PLAIN, seed=seed, amp=False)
        assert together[i]['n'] == alone['n'] and abs(together[i]['loss_train'] - alone['loss_train']) < .1
        assert abs(together[i]['top1'] - alone['top1']) < 8

def test_first_steps_equal_a_learners():
    "One epoch of a few batches in float32: the weights themselves agree."
    recipe, nets = Recipe(epochs=1, bs=64, lr=.05), []
    def make(): nets.append(build(CODES[1])); return nets[-1]
    list(train_together([make], 'digits', recipe, [0], n_train=256, amp=False))
    train_model(make, 'digits', recipe, seed=0, n_train=256, amp=False)
    a, b = (net.cpu().state_dict() for net in nets)
    for k in a: torch.testing.assert_close(a[k], b[k], rtol=1e-2, atol=1e-3, msg=k)

def test_bf16_is_used_and_learns():
    if autocast_dtype('cuda') is None: pytest.skip('this GPU has no bf16')
    record = train_model(resnet20, 'digits', PLAIN, seed=0)
    assert record['precision'] == 'bfloat16' and record['top1'] > 50

@pytest.mark.parametrize('shortcut', ['pad', 'mismatch', 'challenge'])
def test_masks_equal_slices(shortcut):
    from cifarlab.search.masked import masked_forward
    from cifarlab.search.score import SharedRun
    from cifarlab.search.supernet import Supernet
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    net = Supernet(RESNET20, partial(CifarResNet, num_classes=10, shortcut=shortcut)).cuda()
    x, codes = torch.randn(128, 3, 32, 32, device='cuda'), RESNET20.codes(RESNET20.sample(3, 0))
    with torch.no_grad():
        (images,) = SharedRun.split(x, len(x))
        sliced = torch.stack([*SharedRun(net, codes)(images)])
        torch.testing.assert_close(masked_forward(net, x, codes), sliced, rtol=1e-3, atol=1e-3)

def test_study_of_two_stages(tmp_path):
    "A search whose trainings run as graphs, then its confirmation; opened again it has nothing to do."
    from cifarlab.search.study import run_search
    study = run_search('digits', 'smoke', budgets=[3e6], name='gpu', out=tmp_path, progress=False, settings=dict(confirm_half=0, search_epochs=2))
    assert {r['device'] for r in study.store.all('confirm').values()} == {torch.cuda.get_device_name()}
    before = (study.folder/'frontier.csv').read_bytes()
    assert (run_search(resume='gpu', out=tmp_path, progress=False).folder/'frontier.csv').read_bytes() == before
