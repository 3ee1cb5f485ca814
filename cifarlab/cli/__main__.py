"`python -m cifarlab.cli` is the command."
import sys
from cifarlab.cli import main

sys.exit(main())
