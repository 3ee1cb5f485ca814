"Reads settings.ini, the one home of this package's metadata."
from configparser import ConfigParser
from pathlib import Path
from setuptools import find_packages, setup

cfg = ConfigParser(delimiters=['='])
cfg.read('settings.ini', encoding='utf-8')
cfg = cfg['DEFAULT']
onnx, docs, timm, board = (cfg[f'{o}_requirements'].split() for o in ('onnx', 'docs', 'timm', 'tensorboard'))

setup(
    name=cfg['lib_name'], version=cfg['version'], description=cfg['description'], keywords=cfg['keywords'],
    author=cfg['author'], license=cfg['license'], python_requires=f">={cfg['min_python']}",
    long_description=Path('README.md').read_text(encoding='utf-8'), long_description_content_type='text/markdown',
    packages=find_packages(include=['cifarlab*']), include_package_data=True,
    install_requires=cfg['requirements'].split(), extras_require=dict(onnx=onnx, docs=docs, timm=timm, tensorboard=board,
        dev=cfg['dev_requirements'].split() + onnx + docs + timm + board),
    entry_points={'console_scripts': [line.strip() for line in cfg['console_scripts'].splitlines() if line.strip()]},
)
