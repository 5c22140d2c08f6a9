"""Plan of a sweep, and the time and memory that it will take."""
