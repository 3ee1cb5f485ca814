"Every workbook runs from top to bottom in a kernel of its own, and does what its parameters say."
import ast, os, resource, subprocess, sys
from pathlib import Path
import nbformat, pytest
from nbclient import NotebookClient
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook
from cifarlab.models.width_space import RESNET20
from cifarlab.cost.width_cost import width_cost

QUICK = dict(channel_search=dict(preset='smoke'), compare_widths=dict(trainings=[10, 20], budgets=[.5], repeats=2), model_zoo=dict(pattern='resnet*')) # the same steps, fewer of them
FOLDER = Path(__file__).resolve().parents[1]/'nbs'/'workbooks'
WORKBOOKS = sorted(FOLDER.glob('*.ipynb'))
workbooks = pytest.mark.parametrize('path', WORKBOOKS, ids=lambda p: p.stem)

def read(path): return nbformat.read(path, 4)
def outputs(nb): return [o for c in nb.cells for o in c.get('outputs', [])]
def cpu(): return sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
def files(): return sorted((p.relative_to(FOLDER), p.stat().st_mtime_ns) for p in FOLDER.rglob('*') if not p.is_dir())

def test_there_are_workbooks(): assert len(WORKBOOKS) >= 4

@workbooks
def test_parameters(path):
    "One cell for papermill: one assignment a line, of plain values."
    cells = [c.source for c in read(path).cells if 'parameters' in c.metadata.get('tags', [])]
    assert len(cells) == 1
    for line in cells[0].splitlines():
        statement, = ast.parse(line).body
        assert isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
        ast.literal_eval(statement.value)

@workbooks
def test_runs(path):
    nb, before, start = parameterize_notebook(load_notebook_node(str(path)), QUICK.get(path.stem, {})), files(), cpu()
    NotebookClient(nb, timeout=600, kernel_name='python3', resources=dict(metadata=dict(path=str(FOLDER)))).execute()
    found = outputs(nb)
    assert any('image/png' in o.get('data', {}) or 'image/jpeg' in o.get('data', {}) for o in found)
    assert not [o.text for o in found if o.output_type == 'stream' and o.name == 'stderr']
    assert files() == before # nothing is left beside the notebook
    assert (cpu() - start) / min(2, os.cpu_count()) < 180 # seconds, where nothing else runs

def test_another_parameter(tmp_path):
    "The same workbook with other parameters trains another network."
    import papermill
    result = lambda nb: nb.cells[-1].outputs[0].data['text/plain'].split()
    was = result(read(FOLDER/'train_and_look.ipynb'))
    now = result(papermill.execute_notebook(FOLDER/'train_and_look.ipynb', tmp_path/'out.ipynb', dict(scale=.25, epochs=1, lr=.2), cwd=str(tmp_path), kernel_name='python3', progress_bar=False))
    value = lambda found, name: found[found.index(name) + 1]
    params = lambda scale: str(width_cost(RESNET20.uniform(scale)).params)
    assert [value(o, 'params') for o in (was, now)] == [params(.5), params(.25)]
    assert [value(now, o) for o in ('epochs', 'rate')] == ['1', '0.2'] and value(was, 'epochs') != '1'

def test_not_run_twice():
    "`nbdev_test` leaves them out."
    p = subprocess.run([Path(sys.executable).with_name('nbdev_test'), str(FOLDER)], capture_output=True, text=True)
    assert p.returncode == 0 and 'No files were eligible' in p.stdout
