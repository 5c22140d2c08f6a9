"""Options of a training, and what they describe: helpers of ``fit``."""
