"A workbook for small-image classification. The modules are exported from nbs/; this file alone is written by hand."
import warnings

__version__ = '0.1.0'

class UserError(ValueError):
    "Something the caller can mend. The message is one line; the command line prints it and exits with code 2."
    def __init__(self, message): super().__init__(message); self.message = message
    def __str__(self): return self.message # fastai rewrites the args of what a callback raises
    def __reduce__(self): return type(self), (self.message,)

# said by fastai's own imports on torch 2.14 and pandas 3; nothing a reader of ours can act on
warnings.filterwarnings('ignore', message=r'.*torch\.jit\.script.*', category=FutureWarning)
warnings.filterwarnings('ignore', message=r'.*[Cc]opy-on-[Ww]rite.*|.*chained_assignment.*')
