"""Test for numbers so small that a faster formula holds."""

from typing import Any

from llvmlite import ir

from depthlimit.nn.fused.cpu.jit import cgutils, intrinsic, types
from depthlimit.nn.fused.cpu.products import INT64, VECTOR_BYTES, padded_width
from depthlimit.nn.fused.polynomials import NEAR_ZERO


@intrinsic(prefer_literal=True)
def all_near_zero(typing: Any, z: Any, tile: Any, d: Any) -> Any:
    """Return True if all ``|z| ≤ NEAR_ZERO`` in a tile; a NaN gives False.

    Without their sign bits, numbers are ordered as the integers with the same bits.
    """
    itemsize = z.dtype.bitwidth // 8
    integer = ir.IntType(8 * itemsize)
    lanes = VECTOR_BYTES // itemsize
    size = tile.literal_value * padded_width(d.literal_value, itemsize)
    lanes = min(lanes, size)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        vector = ir.VectorType(integer, lanes)
        without_sign = ir.Constant(vector, [(1 << (8 * itemsize - 1)) - 1] * lanes)
        data = builder.bitcast(
            context.make_array(z)(context, builder, arguments[0]).data, integer.as_pointer()
        )
        largest = cgutils.alloca_once_value(builder, ir.Constant(vector, None))
        for first in range(0, size, lanes):
            address = builder.bitcast(builder.gep(data, [INT64(first)]), vector.as_pointer())
            bits = builder.and_(builder.load(address, align=itemsize), without_sign)
            top = builder.load(largest)
            builder.store(builder.select(builder.icmp_unsigned(">", bits, top), bits, top), largest)
        maximum = cgutils.get_or_insert_function(
            builder.module,
            ir.FunctionType(integer, [vector]),
            f"llvm.vector.reduce.umax.v{lanes}i{8 * itemsize}",
        )
        top = builder.call(maximum, [builder.load(largest)])
        real = context.get_data_type(z.dtype)
        return builder.icmp_unsigned("<=", top, builder.bitcast(real(NEAR_ZERO), integer))

    return types.boolean(z, tile, d), generate
