"""Fused engine on a GPU: one launch takes tiles of the batch through all layers, in Triton's language.

Nothing here is imported before a tensor on a GPU asks for it, since Triton takes a moment to load.
"""
