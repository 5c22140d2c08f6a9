"""Loss landscapes."""
