"""Fused engine on the CPU: kernels compiled by Numba, with products of matrices in vector instructions.

Nothing here is imported before the engine is used, since Numba takes a moment to load.
"""
