"""Engines that run trials: processes of this machine, or a Ray cluster."""
