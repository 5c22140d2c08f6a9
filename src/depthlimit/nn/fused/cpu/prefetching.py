"""Prefetching: matrices and tapes of the next layer are loaded into the cache while this one is computed.

A CPU prefetches by itself, but stops at the end of a page, where the matrix of a layer often ends.
"""

from typing import Any

from llvmlite import ir

from depthlimit.nn.fused.cpu.jit import cgutils, intrinsic, types
from depthlimit.nn.fused.cpu.products import INT64

LINE = 64  # bytes of a cache line
TO_READ, SECOND_CACHE, DATA = (ir.IntType(32)(code) for code in (0, 2, 1))  # as LLVM numbers them


@intrinsic
def prefetch(typing: Any, array: Any) -> Any:
    """Start loading an array into the second-level cache, without waiting for it."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        address = ir.IntType(8).as_pointer()
        view = context.make_array(array)(context, builder, arguments[0])
        start = builder.bitcast(view.data, address)
        size = builder.mul(view.nitems, INT64(array.dtype.bitwidth // 8))
        codes = TO_READ, SECOND_CACHE, DATA
        function = ir.FunctionType(ir.VoidType(), [address, *(code.type for code in codes)])
        begin = cgutils.get_or_insert_function(builder.module, function, "llvm.prefetch.p0")
        with cgutils.for_range_slice(builder, INT64(0), size, INT64(LINE), INT64) as (offset, _):
            builder.call(begin, [builder.gep(start, [offset]), *codes])
        return context.get_dummy_value()

    return types.void(array), generate
