"""The weight path and the store of exported weights."""
