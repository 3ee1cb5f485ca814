"A workbook for small-image classification. The modules are exported from nbs/; this file alone is written by hand."
import warnings

__version__ = '0.1.0'

class UserError(ValueError):
    "Something the caller can mend. The message is one line; the command line prints it and exits with code 2."

# said by fastai's own imports on torch 2.14 and pandas 3; nothing a reader of ours can act on
warnings.filterwarnings('ignore', message=r'.*torch\.jit\.script.*', category=FutureWarning)
warnings.filterwarnings('ignore', message=r'.*[Cc]opy-on-[Ww]rite.*|.*chained_assignment.*')
