"A live search does not outlive its notebook, and loses nothing when that dies."
import os, subprocess, sys, time
from test_study import alive
from cifarlab.ui.live import LiveSearch

def test_kernel_that_is_killed(tmp_path):
    marker = f'CIFARLAB_TEST={os.getpid()}-{time.time()}'
    code = f'''import os, time
from cifarlab.ui.live import LiveSearch
live = LiveSearch('orphan', 'digits', 'smoke', out={str(tmp_path)!r}, every=.1).start()
while not live.begun: time.sleep(.05)
assert live.proc.poll() is None
os.kill(os.getpid(), 9)'''
    p = subprocess.run([sys.executable, '-c', code], env=os.environ | dict([marker.split('=')]), timeout=300)
    assert p.returncode == -9
    deadline = time.time() + 60
    while alive(marker) and time.time() < deadline: time.sleep(.1)
    assert not alive(marker), 'the search outlives its notebook'
    live = LiveSearch('orphan', 'digits', 'smoke', out=tmp_path)
    assert live.state == 'stopped' and 'resume goes on' in live.status
