"""Many trainings: what to run, where it runs, and one table of what came out."""
