"The README's section on adding a model, done as it says, in a copy of the package."
import os, re, shutil, subprocess, sys
from pathlib import Path
import nbformat

TOP = Path(__file__).resolve().parents[1]

def test_readme_section_adds_a_model(tmp_path):
    section = (TOP/'README.md').read_text().partition('## Add a model')[2].partition('\n## ')[0]
    source = re.search(r'```python\n(.*?)```', section, re.S)[1]
    default, _, body = source.partition('#| export\n')
    for name in ('pyproject.toml', 'settings.ini', 'setup.py', 'README.md'): shutil.copy(TOP/name, tmp_path)
    shutil.copytree(TOP/'cifarlab', tmp_path/'cifarlab', ignore=shutil.ignore_patterns('__pycache__'))
    cell, text = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell
    nb = nbformat.v4.new_notebook(cells=[text('# Plain\n\n> Three convolutions.'), cell(default.strip()), cell('#| export\n' + body)])
    (tmp_path/'nbs'/'models').mkdir(parents=True)
    nbformat.write(nb, tmp_path/'nbs'/'models'/'90_plain.ipynb')
    env = os.environ | dict(PYTHONPATH=str(tmp_path))
    run = lambda *args: subprocess.run(args, cwd=tmp_path, env=env, capture_output=True, text=True, check=True).stdout
    assert not (tmp_path/'cifarlab'/'models'/'plain.py').exists()
    run('nbdev_export')
    code = """
import torch
from cifarlab.models.registry import create_model, list_models, width_space
from cifarlab.models.check import check_model
assert 'plain' in list_models(searchable=True)
assert create_model('plain', 7, widths=width_space('plain').uniform(.5))(torch.randn(2, 3, 32, 32)).shape == (2, 7)
check_model('plain')
"""
    run(sys.executable, '-c', code)
    out = run(sys.executable, '-m', 'cifarlab.cli', 'train', 'plain', '--epochs', '1', '--n-train', '256', '--json')
    assert '"model": "plain"' in out

def test_model_of_ones_own(tmp_path):
    (tmp_path/'mymodule.py').write_text(
        'from torch import nn\n'
        'def tiny(num_classes=10, in_channels=3, img_size=32):\n'
        '    return nn.Sequential(nn.Conv2d(in_channels, 8, 3, 2), nn.BatchNorm2d(8), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, num_classes))\n')
    env = os.environ | dict(PYTHONPATH=str(TOP))
    p = subprocess.run([sys.executable, '-P', '-m', 'cifarlab.cli', 'train', 'mymodule:tiny', '--epochs', '1', '--n-train', '256', '--json'],
                       cwd=tmp_path, env=env, capture_output=True, text=True)
    assert p.returncode == 0 and '"model": "mymodule:tiny"' in p.stdout, p.stderr
