"""Convolutional residual networks of He, Zhang, Ren and Sun for CIFAR-10."""

from depthlimit.nn.conv.depths import blocks_per_stage
from depthlimit.nn.conv.network import ConvResNet

__all__ = ["ConvResNet", "blocks_per_stage"]
