"""Networks: activations, connections, initial laws, the residual stack, read-in and read-out."""
