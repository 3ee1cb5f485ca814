"The command in a process of its own, which is forked from one that has done the slow imports already."
import multiprocessing, os, subprocess, sys, tempfile
from pathlib import Path

processes = multiprocessing.get_context('forkserver')
processes.set_forkserver_preload(['cifarlab.cli', 'cifarlab.export.formats'])

def child(args, cwd, env, out, err):
    for fd, file, flags in (0, os.devnull, os.O_RDONLY), (1, out, os.O_WRONLY), (2, err, os.O_WRONLY): os.dup2(os.open(file, flags), fd)
    os.environ.clear(); os.environ.update(env)
    if cwd is not None: os.chdir(cwd)
    from cifarlab.cli import main
    sys.exit(main(args))

def run(*args, cwd=None, timeout=300, **env):
    "What `subprocess.run` of `cifarlab ARGS` would give."
    args = list(map(str, args))
    with tempfile.TemporaryDirectory() as d:
        files = [Path(d)/'out', Path(d)/'err']
        for f in files: f.touch()
        p = processes.Process(target=child, args=(args, cwd, os.environ | dict(OMP_NUM_THREADS='1') | env, *files))
        p.start(); p.join(timeout)
        if p.exitcode is None: p.kill(); p.join(); raise subprocess.TimeoutExpired(args, timeout)
        return subprocess.CompletedProcess(args, p.exitcode, *(f.read_text() for f in files))
