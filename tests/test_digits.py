"What a newcomer sees on the digits must make sense: the full network beats no worse than a nearest neighbour does."
import numpy as np, pytest
from cifarlab.data.baselines import baselines
from cifarlab.data.datasets import load_data
from cifarlab.models.thin_resnet import resnet20
from cifarlab.runs.workers import Workers
from cifarlab.train.learner import Recipe, train_model

RECIPE = Recipe(epochs=12, bs=64, lr=.2, half_frac=.5) # chosen on the held-out slice: 98.61, 98.61 and 97.92 % there

def test_full_network_on_digits(record_property):
    "Mirrored digits stay below this: a mirrored 2 is no 2."
    with Workers() as pool: records = [r for _, r in sorted(pool.run(train_model, [(resnet20, 'digits', RECIPE, s, 'test') for s in range(3)]))]
    tops = [r['top1'] for r in records]
    simple = baselines(load_data('digits')).set_index('method').top1
    record_property('measured', f'ResNet20 on digits, test top-1 of 3 seeds: {", ".join(f"{t:.2f}" for t in tops)} %, mean {np.mean(tops):.2f} %; nearest neighbour {simple["nearest neighbour"]:.2f} %')
    assert all(r['recipe']['flip'] is False for r in records)
    assert np.mean(tops) >= 97.5 and simple['nearest neighbour'] > 97
