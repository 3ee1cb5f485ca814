"Measured: speed and quality of the search."
