"Recipes, the Learner and what it does on which machine."
from .learner import *
