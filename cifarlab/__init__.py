"A workbook for small-image classification. The modules are exported from nbs/; this file alone is written by hand."
import warnings

__version__ = '0.1.0'

def printable(text):
    "One line of text that any output takes: bytes of a file's name that are not UTF-8 become \\xe9, line breaks become spaces."
    return ' '.join(str(text).splitlines()).encode('utf-8', 'surrogateescape').decode('utf-8', 'backslashreplace')

class UserError(ValueError):
    "Something the caller can mend. The message is one line; the command line prints it and exits with code 2."
    def __init__(self, message): self.message = printable(message); super().__init__(self.message)
    def __str__(self): return self.message # fastai rewrites the args of what a callback raises
    def __reduce__(self): return type(self), (self.message,)

# said by fastai's own imports on torch 2.14 and pandas 3; nothing a reader of ours can act on
warnings.filterwarnings('ignore', message=r'.*torch\.jit\.script.*', category=FutureWarning)
warnings.filterwarnings('ignore', message=r'.*[Cc]opy-on-[Ww]rite.*|.*chained_assignment.*')
