"""What all tests share."""

import os

import torch

os.environ["JSONARGPARSE_DEPRECATION_WARNINGS"] = "off"  # of calls that Lightning makes
if not torch.cuda.is_available():
    os.environ["TRITON_INTERPRET"] = "1"  # read when Triton is imported: its kernels run on the CPU, slowly
