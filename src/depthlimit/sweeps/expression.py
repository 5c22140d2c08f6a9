"""Rules that depend on depth, such as ``9*L**(2*alpha-1)``: parsed and computed, never executed."""

import ast
import math
import operator
import warnings
from collections.abc import Callable, Mapping

from depthlimit.errors import UsageError

Number = int | float

LONGEST = 200
"""Largest number of characters of a rule."""
LARGEST = 2.0**1000
"""Largest power that is computed: Python would compute whole numbers of any length."""
MOST_DIGITS = 300
"""Largest number of digits in ``round(x, digits)``."""

OPERATORS: dict[type[ast.AST], Callable[..., Number]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: lambda base, exponent: power(base, exponent),
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
}
FUNCTIONS: dict[str, Callable[..., Number]] = {
    "abs": abs,
    "ceil": math.ceil,
    "exp": math.exp,
    "floor": math.floor,
    "log": math.log,
    "max": max,
    "min": min,
    "round": lambda value, digits=0: rounded(value, digits),
    "sqrt": math.sqrt,
}


def evaluate(rule: str, names: Mapping[str, Number]) -> Number:
    """Return the value of an arithmetic expression.

    It may use numbers, the ``names``, + - * / // % ** and the functions abs, ceil, exp, floor, log, max, min,
    round and sqrt; anything else is refused.

    Raises:
        UsageError: the rule is not such an expression, or its value is not a finite number.

    >>> evaluate("9*L**(2*alpha-1)", {"L": 16, "alpha": 0.75})
    36.0
    >>> evaluate("exit()", {})  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    depthlimit.errors.UsageError: the rule exit() cannot be computed: unknown function exit: write one of ...
    """
    try:
        value = value_of(parse(rule), names)
        if isinstance(value, complex) or not math.isfinite(value):
            raise UsageError(f"its value is {value}, expected a finite number")
    except UsageError as error:
        raise UsageError(f"the rule {rule} cannot be computed: {error.problem}", error.fix) from None
    except (ArithmeticError, ValueError, TypeError) as error:
        given = ", ".join(f"{name}={names[name]}" for name in sorted(names_in(rule) & names.keys()))
        place = f" at {given}" if given else ""
        raise UsageError(f"the rule {rule} cannot be computed{place}: {error}") from None
    return value


def parse(rule: str) -> ast.expr:
    """Return the syntax tree of an expression.

    Raises:
        UsageError: the text is not an expression, or too long.
    """
    if len(rule) > LONGEST:
        raise UsageError(f"it has {len(rule)} characters, write at most {LONGEST}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python warns about odd code, which is not run here
            return ast.parse(rule.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise UsageError("expected an arithmetic expression: write one such as 9*L**(2*alpha-1)") from None


def names_in(rule: str) -> set[str]:
    """Return the names that a rule uses, functions included; none if it is not an expression.

    >>> sorted(names_in("9*L**(2*alpha-1)"))
    ['L', 'alpha']
    """
    try:
        return {node.id for node in ast.walk(parse(rule)) if isinstance(node, ast.Name)}
    except UsageError:
        return set()


def is_expression(rule: str, names: Mapping[str, Number]) -> bool:
    """Return True if the text is a rule of these names.

    >>> is_expression("1/3", {}), is_expression("relu", {})
    (True, False)
    """
    try:
        return bool(parse(rule)) and names_in(rule) <= names.keys() | FUNCTIONS.keys()
    except UsageError:
        return False


def value_of(node: ast.expr, names: Mapping[str, Number]) -> Number:
    """Return the value of a node of the tree; any other type of node is refused."""
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return number
        case ast.Name(id=name) if name in names:
            return names[name]
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in OPERATORS:
            return OPERATORS[type(sign)](value_of(left, names), value_of(right, names))
        case ast.UnaryOp(op=sign, operand=operand) if type(sign) in OPERATORS:
            return OPERATORS[type(sign)](value_of(operand, names))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            if name not in FUNCTIONS:
                raise UsageError(f"unknown function {name}: write one of {', '.join(FUNCTIONS)}")
            return FUNCTIONS[name](*(value_of(argument, names) for argument in arguments))
        case ast.Name(id=name):
            raise UsageError(f"unknown name {name}: write one of {', '.join(sorted(names))}")
        case _:
            raise UsageError(f"{ast.unparse(node)} is not arithmetic")


def rounded(value: Number, digits: int = 0) -> Number:
    """Return the value rounded to ``digits`` decimals, a whole number for 0."""
    if abs(digits) > MOST_DIGITS:
        raise OverflowError(f"{digits} digits are out of range")
    return round(value, digits) if digits else round(value)


def power(base: Number, exponent: Number) -> Number:
    """Return ``base ** exponent``.

    Raises:
        OverflowError: the result exceeds ``LARGEST``.
    """
    if base and abs(exponent) * abs(math.log2(abs(base))) > math.log2(LARGEST):
        raise OverflowError(f"{base}**{exponent} is out of range")
    value: Number = base**exponent
    return value
