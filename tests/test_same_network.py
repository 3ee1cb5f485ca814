"One network in three forms: a slice of the shared weights, a plain module, an ONNX file."
import pytest, torch
from functools import partial
from torch import nn
from cifarlab.models.thin_resnet import CifarResNet
from cifarlab.export.formats import KINDS, open_onnx, write_onnx
from cifarlab.models.width_space import RESNET20
from cifarlab.search.supernet import Supernet, extract

def statistics_of(net, x): # of just these images and with the variance that BatchNorm divides by, so that eval mode says what train mode does
    def take(bn, inputs, _): bn.running_mean, bn.running_var = inputs[0].mean((0, 2, 3)), inputs[0].var((0, 2, 3), unbiased=False)
    hooks = [m.register_forward_hook(take) for m in net.modules() if isinstance(m, nn.BatchNorm2d)]
    net.train()(x)
    for h in hooks: h.remove()
    return net.eval()

@torch.no_grad()
@pytest.mark.parametrize('shortcut', ('challenge', 'mismatch', 'pad'))
def test_slice_module_onnx(shortcut, tmp_path):
    for package in 'onnx', 'onnxscript', 'onnxruntime': pytest.importorskip(package, reason="the third form needs pip install -e '.[onnx]'")
    torch.manual_seed(0)
    net = Supernet(RESNET20, partial(CifarResNet, num_classes=100, shortcut=shortcut))
    for name, p in net.shared.items(): # scales and shifts as after a training, not all alike
        if 'bn' in name: nn.init.normal_(p, mean=float('weight' in name), std=.1)
    codes, x = [RESNET20.full, RESNET20.smallest, *RESNET20.sample(4, 0).tolist()], torch.randn(64, 3, 32, 32)
    for code in codes:
        piece, module = net(x, code), statistics_of(extract(net, code, x), x)
        assert piece.std() > .01 # not all alike, which would agree with anything
        assert (piece - module(x)).abs().max() < 1e-5
    with torch.enable_grad(): write_onnx(module.requires_grad_(False), tmp_path/KINDS['onnx'], 32) # the last one, a random code
    assert (piece - open_onnx(tmp_path/KINDS['onnx'])(x)).abs().max() < 1e-4
