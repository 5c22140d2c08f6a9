"""Network, samples and weights of a landscape: helpers of ``landscape``."""
