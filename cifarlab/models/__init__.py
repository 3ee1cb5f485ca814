"Models, each in the module of its family, and the registry that finds them by name."
