"Trained networks as files, and weights from elsewhere."
