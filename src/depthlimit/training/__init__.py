"""The two training tasks, and one callback per habit."""
