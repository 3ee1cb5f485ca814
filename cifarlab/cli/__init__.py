"The command `cifarlab`: reading words and calling what does the work."
from cifarlab.cli.command import app, main
