"""``python resnet_cifar10.py --L=56``, another spelling of ``depthlimit resnet-cifar10 --L=56``."""

import sys

from depthlimit.cli import main

sys.exit(main(["resnet-cifar10", *sys.argv[1:]]))
