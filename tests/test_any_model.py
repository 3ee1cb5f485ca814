"A search over a model that is no thin ResNet: from the command line to a confirmed frontier, its explorer and its export."
import json
import pytest, torch
from command import run

@pytest.fixture(scope='module')
def vgg(tmp_path_factory):
    out = tmp_path_factory.mktemp('vgg')
    p = run('search', '--data', 'digits', '--preset', 'smoke', '--model', 'small_vgg', '--budgets', '4M', '--set', 'search.generations=3', '--name', 'vgg', '--out', out, timeout=600)
    assert p.returncode == 0, p.stderr
    return out/'vgg', p

def test_frontier(vgg):
    folder, p = vgg
    assert 'small_vgg by layer' in p.stdout and 'searched' in p.stdout and 'nearest neighbour' in p.stdout
    assert 'cl-explorer' in (folder/'report.html').read_text()
    best = json.loads(run('pick', folder, '--json').stdout)
    assert len(best['code'].split('-')) == 6 and best['macs'] <= 4e6

def test_costs_are_those_of_the_module(vgg):
    from cifarlab.cost.count import count
    from cifarlab.search.study import Study
    study = Study(vgg[0])
    for row in study.frontier.itertuples():
        with torch.device('meta'): net = study.build(study.space.parse(row.code))
        assert count(net)[:2] == (row.params, row.macs)

def test_explorer_and_its_buttons(vgg):
    from cifarlab.search.study import Study
    explorer = Study(vgg[0]).explore(epochs=1, kinds=['safetensors'])
    explorer.selected = explorer.state['studies'][0]['points']['code'][0]
    explorer.extract()
    assert explorer.error is None and explorer.module(torch.randn(2, 3, 32, 32)).shape == (2, 10)

def test_export_reads_back(vgg, tmp_path):
    from cifarlab.export.formats import load, place
    from cifarlab.search.study import Study
    p = run('export', vgg[0], tmp_path/'net', '--epochs', 1, timeout=600)
    assert p.returncode == 0, p.stderr
    card = json.loads((tmp_path/'net'/'card.json').read_text())
    assert card['model'] == 'small_vgg' and card['fingerprint']
    net = load(tmp_path/'net')
    assert net(torch.randn(2, 3, 32, 32)).shape == (2, 10)
    assert place(Study(vgg[0]), net)['code'] == card['code']
