"Reads settings.ini, the one home of this package's metadata."
from configparser import ConfigParser
from pathlib import Path
from setuptools import find_packages, setup

cfg = ConfigParser(delimiters=['='])
cfg.read('settings.ini', encoding='utf-8')
cfg = cfg['DEFAULT']
extras = {o: cfg[f'{o}_requirements'].split() for o in ('onnx', 'docs', 'timm', 'ray', 'tensorboard')}

setup(
    name=cfg['lib_name'], version=cfg['version'], description=cfg['description'], keywords=cfg['keywords'],
    author=cfg['author'], license=cfg['license'], python_requires=f">={cfg['min_python']}",
    long_description=Path('README.md').read_text(encoding='utf-8'), long_description_content_type='text/markdown',
    packages=find_packages(include=['cifarlab*']), include_package_data=True,
    install_requires=cfg['requirements'].split(), extras_require=extras | dict(dev=cfg['dev_requirements'].split() + sum(extras.values(), [])),
    entry_points={'console_scripts': [line.strip() for line in cfg['console_scripts'].splitlines() if line.strip()]},
)
