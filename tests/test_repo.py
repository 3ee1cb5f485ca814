"The house is in order: README, notebooks, imports, sizes."
import ast, json, re, subprocess, sys
from pathlib import Path
import pytest
from cifarlab import house

TOP = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted(p for p in (TOP/'nbs').rglob('*.ipynb') if '.ipynb_checkpoints' not in p.parts)

def tracked():
    "Files that git keeps, or would."
    out = subprocess.run(['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'], cwd=TOP, capture_output=True, text=True)
    if out.returncode: pytest.skip(f'this is no git checkout: {out.stderr.strip()}')
    return [TOP/o for o in out.stdout.split('\0') if o and (TOP/o).is_file()]

def test_readme_in_step(): assert house.readme_in_step(), 'run nbs/index.ipynb, then python -m cifarlab.house'

# imports run downwards: a module imports from its own rank or a lower one
RANKS = dict(files=0, data=1, cost=1, models=2, augment=2, train=3, runs=4, search=5, export=5, ui=5, bench=8, house=9, docs=9, cli=9)

def imported(path):
    "(room, line) of every module of ours that a file imports, lazily or not."
    package = ('cifarlab', *path.relative_to(TOP/'cifarlab').parent.parts)
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import): names = [a.name.split('.') for a in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = [*package[:len(package) - node.level + 1]] if node.level else []
            base += node.module.split('.') if node.module else []
            names = [[*base, a.name] for a in node.names]
        else: continue
        for n in names:
            if n[0] == 'cifarlab' and len(n) > 1 and (TOP/'cifarlab'/n[1]).with_suffix('.py').exists() | (TOP/'cifarlab'/n[1]).is_dir(): yield n[1], node.lineno

def test_imports_run_downwards():
    modules = [p for p in (TOP/'cifarlab').rglob('*.py') if p.name not in ('__init__.py', '_modidx.py')]
    room = lambda p: p.relative_to(TOP/'cifarlab').parts[0].removesuffix('.py')
    assert not {room(p) for p in modules} - RANKS.keys(), 'a new room needs a rank'
    assert {'data', 'train', 'search', 'files'} <= {room(p) for p in modules} # they are found at all
    edges = [(p, line, room(p), to) for p in modules for to, line in imported(p)]
    assert {'data', 'models', 'search'} <= {to for *_, to in edges} # they are seen at all
    assert not [f'{p.relative_to(TOP)}:{line} imports {to}' for p, line, here, to in edges if RANKS[to] > RANKS[here]]

@pytest.mark.parametrize('module', ['cifarlab', 'cifarlab.cli', 'cifarlab.house', 'cifarlab.files', 'cifarlab.cost.count', 'cifarlab.data.datasets', 'cifarlab.models.width_space', 'cifarlab.cost.width_cost', 'cifarlab.runs.workers'])
def test_light_without_torch(module):
    subprocess.run([sys.executable, '-c', f'import sys, {module}; assert not {{"torch", "fastai"}} & set(sys.modules)'], check=True)

def test_no_large_file():
    most = lambda p: 1_200_000 if p.parent.name == 'weights' else 2**20 # what `add_pretrained` lets in
    assert not [str(p.relative_to(TOP)) for p in tracked() if p.stat().st_size > most(p)]

def test_data_folder_named_by_ci_alone():
    word = 'shared' + '/'
    files = [p for p in tracked() if p != TOP/'.ci'/'run']
    assert not [str(p.relative_to(TOP)) for p in files if word.encode() in p.read_bytes()]

@pytest.mark.parametrize('path', NOTEBOOKS, ids=lambda p: p.relative_to(TOP/'nbs').as_posix())
def test_notebook(path):
    cells = json.loads(path.read_text())['cells']
    first, outputs = ''.join(cells[0]['source']), [o for c in cells for o in c.get('outputs', [])]
    assert re.match(r'# .+\n+> .+', first), 'a title and a promise'
    assert outputs, 'run it and keep the outputs'
    assert not [o for o in outputs if o['output_type'] == 'error']
    assert not re.search(r'(?<![\w/])/(tmp|root|home|work)/', json.dumps(outputs)), 'an absolute path in an output'
    assert max(len(json.dumps(o)) for o in outputs) < 500_000
