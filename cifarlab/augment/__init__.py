"Augmentation and regularization: transforms, mixing, callbacks, and the policy string that names them."
