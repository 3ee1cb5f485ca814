"The frontier explorer and the live view of a search."
