"""Contents of a folder as the sections of a report show them: trainings, weights, origins."""
