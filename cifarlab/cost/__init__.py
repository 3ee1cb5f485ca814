"What a network costs: parameters, multiply-adds, memory, time."
from .count import *
