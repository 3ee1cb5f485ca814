"Data sets as arrays of pixels, and loaders that make whole batches."
from .datasets import *
