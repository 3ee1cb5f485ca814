"Channel search: width codes, supernet, predictor, policy, study."
