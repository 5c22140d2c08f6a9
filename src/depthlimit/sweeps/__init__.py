"""Sweeps: plans of many trainings, engines that run them, and one table of the results."""
