"""Processes that kill themselves with -9 at a chosen moment: within a step, a checkpoint or a record.

CIFARLAB_DIE='replace:3' names the moment and how many of its kind pass before it; CIFARLAB_DIED is a file that the first one to
die makes, so that whoever takes over lives. `hooked` is an environment in which every process of Python has the hooks."""
import os, signal, sqlite3
from pathlib import Path

MOMENTS = { # kind: where it is
    'write': 'half of a file is written',
    'fsync': 'a file is written and not yet durable',
    'replace': 'a file is durable and not yet in its place',
    'replaced': 'a file is in its place',
    'insert': 'SQLite has begun to write a record',
    'inserted': 'a record is written',
    'step': 'the loss of a batch is known, the weights are not changed'}

class Death:
    "Counts moments of one kind, and kills this process at the chosen one."
    def __init__(self, kind, left, once): self.kind, self.left, self.once = kind, left, once
    def at(self, kind):
        if kind != self.kind: return
        self.left -= 1
        if self.left >= 0: return
        try: os.close(os.open(self.once, os.O_CREAT | os.O_EXCL))
        except FileExistsError: return
        os.kill(os.getpid(), signal.SIGKILL)

class HalfWriter:
    "A file that dies after half of what it is given."
    def __init__(self, file, death): self.file, self.death = file, death
    def __enter__(self): return self
    def __exit__(self, *exc): self.file.close()
    def __getattr__(self, name): return getattr(self.file, name)
    def write(self, content):
        if self.death.kind == 'write':
            view = memoryview(content).cast('B')
            self.file.write(view[:len(view) // 2]); self.file.flush()
            self.death.at('write')
            return self.file.write(view[len(view) // 2:])
        return self.file.write(content)

def install():
    "Put the hooks in their places."
    kind, _, left = os.environ.get('CIFARLAB_DIE', '').partition(':')
    if not kind: return
    death = Death(kind, int(left), os.environ['CIFARLAB_DIED'])
    fsync, replace, fdopen, connect = os.fsync, os.replace, os.fdopen, sqlite3.connect
    def dying_fsync(fd):
        death.at('fsync')
        return fsync(fd)
    def dying_replace(*args, **kw):
        death.at('replace')
        replace(*args, **kw)
        death.at('replaced')
    def dying_fdopen(fd, mode='r', *args, **kw):
        file = fdopen(fd, mode, *args, **kw)
        return HalfWriter(file, death) if mode == 'wb' else file
    class Connection(sqlite3.Connection):
        def execute(self, sql, *args):
            if not sql.startswith('insert'): return super().execute(sql, *args)
            self.set_progress_handler(lambda: death.at('insert'), 5) # within the statement, every few of SQLite's own steps
            try: result = super().execute(sql, *args)
            finally: self.set_progress_handler(None, 0)
            death.at('inserted')
            return result
    os.fsync, os.replace, os.fdopen = dying_fsync, dying_replace, dying_fdopen
    sqlite3.connect = lambda *args, **kw: connect(*args, **dict(factory=Connection) | kw)
    if kind == 'step':
        from cifarlab.train.learner import CifarLearner
        backward = CifarLearner._backward
        def dying_backward(self):
            death.at('step')
            return backward(self)
        CifarLearner._backward = dying_backward

def hooked(folder, kind, left, once):
    "The environment of a command in which every process has the hooks; `folder` gets a small file for that."
    folder.mkdir(exist_ok=True)
    (folder/'sitecustomize.py').write_text('import dying\ndying.install()\n')
    path = os.pathsep.join([str(folder), str(Path(__file__).parent), os.environ.get('PYTHONPATH', '')])
    return os.environ | dict(PYTHONPATH=path, CIFARLAB_DIE=f'{kind}:{left}', CIFARLAB_DIED=str(once), OMP_NUM_THREADS='1')
