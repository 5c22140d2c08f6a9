"""What the sections of a report need from a folder: its contents, trainings, weights and origins."""
