"""Products of a tile of states with small matrices, in registers: most of the time is spent here.

The compiler neither keeps a block of a matrix product in registers nor vectorises one whose sizes it does not
know, so this file writes the vector instructions of ``C (+)= A B`` itself, in LLVM's representation.
A block of C stays in registers while the sum over k runs; entries of A are broadcast, rows of B are read as
vectors. (Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", TOMS 34, 2008.)

All matrices have rows of ``padded_width(d, …)`` numbers, of which d are used.
"""

from dataclasses import dataclass
from typing import Any

from llvmlite import binding, ir

from depthlimit.nn.fused.cpu.jit import cgutils, intrinsic, types

FEATURES = binding.get_host_cpu_features()
VECTOR_BYTES, REGISTERS = (
    (64, 32) if FEATURES.get("avx512f") else (32, 16) if FEATURES.get("avx") else (16, 16)
)
VECTORS_IN_A_ROW = 4  # of a block of C
LONGEST_BLOCK = 16  # rows of a block of C
FEWEST_SUMS = 8  # vectors that are added to in turn: one must not wait for its own last addition
LONGEST_BODY = 64  # multiply-adds in the body of a loop
INT64 = ir.IntType(64)


def vector_widths(d: int, itemsize: int) -> list[int]:
    """Return the widths of the vectors of a row of d numbers: full ones, and a power of two for the rest.

    >>> [w * 4 * 16 // VECTOR_BYTES for w in vector_widths(3 * VECTOR_BYTES // 4, itemsize=4)]
    [16, 16, 16]
    >>> vector_widths(3, itemsize=4)
    [4]
    """
    lanes = VECTOR_BYTES // itemsize
    full, rest = divmod(d, lanes)
    return [lanes] * full + ([1 << (rest - 1).bit_length()] if rest else [])


def padded_width(d: int, itemsize: int) -> int:
    """Return the length of a row of d numbers in memory, a whole number of vectors."""
    return sum(vector_widths(d, itemsize))


@dataclass(frozen=True)
class Product:
    """``C[m, :] (+)= Σ_k A[m, k] B[k, :]`` with fixed sizes; ``A[m, k]`` lies at ``m·row + k·column``."""

    rows: int
    depth: int
    row: int
    column: int
    widths: list[int]
    accumulate: bool


def multiplication(tile: int, d: int, itemsize: int, accumulate: bool) -> Product:
    """Return the product of states (tile, d) with a matrix (d, d)."""
    widths = vector_widths(d, itemsize)
    return Product(tile, d, sum(widths), 1, widths, accumulate)


def outer(tile: int, d: int, itemsize: int) -> Product:
    """Return the product that adds the sum over a tile of outer products of states to a matrix (d, d)."""
    widths = vector_widths(d, itemsize)
    return Product(d, tile, 1, sum(widths), widths, accumulate=True)


def emit(builder: Any, real: Any, product: Product, C: Any, A: Any, B: Any) -> None:
    """Write the instructions of a product: blocks of rows times groups of vectors."""
    start = 0
    for first in range(0, len(product.widths), VECTORS_IN_A_ROW):
        widths = product.widths[first : first + VECTORS_IN_A_ROW]
        most = min(LONGEST_BLOCK, (REGISTERS - len(widths) - 1) // len(widths))
        blocks = -(-product.rows // most)
        rows = -(-product.rows // blocks)
        whole, rest = divmod(product.rows, rows)
        Block(builder, real, product, C, A, B, start, widths).repeat(rows, whole)
        if rest:
            Block(builder, real, product, C, A, B, start, widths).write(INT64(whole * rows), rest)
        start += sum(widths)


@dataclass(frozen=True)
class Block:
    """A block of C: some rows, the columns from ``start`` on, cut into vectors."""

    builder: Any
    real: Any
    product: Product
    C: Any
    A: Any
    B: Any
    start: int
    widths: list[int]

    def repeat(self, rows: int, times: int) -> None:
        """Write equal blocks, one below the other."""
        with cgutils.for_range(self.builder, INT64(times)) as loop:
            self.write(self.builder.mul(loop.index, INT64(rows)), rows)

    def write(self, first: Any, rows: int) -> None:
        """Write one block, whose rows begin at ``first``."""
        builder, product = self.builder, self.product
        stride = sum(product.widths)
        C = builder.gep(self.C, [builder.add(builder.mul(first, INT64(stride)), INT64(self.start))])
        A = builder.gep(self.A, [builder.mul(first, INT64(product.row))])
        B = builder.gep(self.B, [INT64(self.start)])
        cells = [self.vectors(builder.gep(C, [INT64(m * stride)])) for m in range(rows)]
        chains = min(self.product.depth, max(1, FEWEST_SUMS // (rows * len(self.widths))))
        sums = [
            [
                [cgutils.alloca_once_value(builder, ir.Constant(vector, None)) for _, vector in row]
                for row in cells
            ]
            for _ in range(chains)
        ]

        def step(k: Any, chain: int) -> None:
            left = builder.gep(A, [builder.mul(k, INT64(product.column))])
            right = self.vectors(builder.gep(B, [builder.mul(k, INT64(stride))]))
            vectors = [self.load(address) for address, _ in right]
            for m, registers in enumerate(sums[chain]):
                entry = builder.load(builder.gep(left, [INT64(m * product.row)]))
                for vector, register in zip(vectors, registers, strict=True):
                    builder.store(self.multiply_add(entry, vector, builder.load(register)), register)

        unroll = chains * max(1, LONGEST_BODY // (chains * rows * len(self.widths)))
        with cgutils.for_range(builder, INT64(product.depth // unroll)) as loop:
            for u in range(unroll):
                step(builder.add(builder.mul(loop.index, INT64(unroll)), INT64(u)), u % chains)
        for k in range(product.depth // unroll * unroll, product.depth):
            step(INT64(k), k % chains)

        for m, row in enumerate(cells):
            for v, (address, _) in enumerate(row):
                total = builder.load(sums[0][m][v])
                for chain in sums[1:]:
                    total = builder.fadd(total, builder.load(chain[m][v]))
                if product.accumulate:  # at the end, so that C is rounded once and not at every k
                    total = builder.fadd(total, self.load(address))
                builder.store(total, address, align=self.itemsize)

    @property
    def itemsize(self) -> int:
        """Return the bytes of a number."""
        return 4 if isinstance(self.real, ir.FloatType) else 8

    def vectors(self, row: Any) -> list[tuple[Any, Any]]:
        """Return the addresses and types of the vectors of a row."""
        result, offset = [], 0
        for width in self.widths:
            vector = ir.VectorType(self.real, width) if width > 1 else self.real
            address = self.builder.gep(row, [INT64(offset)])
            result.append((self.builder.bitcast(address, vector.as_pointer()), vector))
            offset += width
        return result

    def load(self, address: Any) -> Any:
        """Load a vector that need not be aligned to its own size."""
        return self.builder.load(address, align=self.itemsize)

    def multiply_add(self, entry: Any, vector: Any, total: Any) -> Any:
        """Return ``total + entry · vector``, rounded once where the CPU can."""
        dtype = vector.type
        name = f"f{8 * self.itemsize}"
        if isinstance(dtype, ir.VectorType):
            name = f"v{dtype.count}{name}"
            undefined = ir.Constant(dtype, ir.Undefined)
            zeros = ir.Constant(ir.VectorType(ir.IntType(32), dtype.count), [0] * dtype.count)
            entry = self.builder.insert_element(undefined, entry, ir.IntType(32)(0))
            entry = self.builder.shuffle_vector(entry, undefined, zeros)
        fma = cgutils.get_or_insert_function(
            self.builder.module, ir.FunctionType(dtype, [dtype] * 3), f"llvm.fmuladd.{name}"
        )
        return self.builder.call(fma, [entry, vector, total])


def compiled(product: Product, real: Any, tile: Any, d: Any) -> Any:
    """Return the signature and the code generator of a product ``(C, A, B, tile, d)`` for Numba."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = [
            context.make_array(array)(context, builder, argument).data
            for array, argument in zip(signature.args[:3], arguments[:3], strict=True)
        ]
        emit(builder, context.get_data_type(real.dtype), product, *data)
        return context.get_dummy_value()

    return types.void(real, real, real, tile, d), generate


@intrinsic(prefer_literal=True)
def multiply(typing: Any, C: Any, A: Any, B: Any, tile: Any, d: Any) -> Any:
    """Compute ``C = A B`` for states A (tile, d) and a matrix B (d, d)."""
    itemsize = C.dtype.bitwidth // 8
    product = multiplication(tile.literal_value, d.literal_value, itemsize, accumulate=False)
    return compiled(product, C, tile, d)


@intrinsic(prefer_literal=True)
def add_product(typing: Any, C: Any, A: Any, B: Any, tile: Any, d: Any) -> Any:
    """Compute ``C += A B`` for states A (tile, d) and a matrix B (d, d)."""
    itemsize = C.dtype.bitwidth // 8
    product = multiplication(tile.literal_value, d.literal_value, itemsize, accumulate=True)
    return compiled(product, C, tile, d)


@intrinsic(prefer_literal=True)
def add_outer(typing: Any, C: Any, A: Any, B: Any, tile: Any, d: Any) -> Any:
    """Compute ``C += Aᵀ B`` for states A and B (tile, d): the sum of their outer products."""
    itemsize = C.dtype.bitwidth // 8
    return compiled(outer(tile.literal_value, d.literal_value, itemsize), C, tile, d)
