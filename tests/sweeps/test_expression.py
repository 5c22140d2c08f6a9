"""Rules are evaluated correctly, and everything else is refused."""

import math
import operator
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depthlimit.errors import UsageError
from depthlimit.sweeps.expression import evaluate, names_in

NAMES = {"L": 100, "alpha": 0.75, "dim": 15}
SIGNS: dict[str, Callable[[float, float], float]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
}  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ("9*L**(2*alpha-1)", 90.0),
        ("-L + 2", -98),
        ("L // 30", 3),
        ("L % 30", 10),
        ("min(sqrt(L), log(exp(3)), 7)", 3.0),
        ("max(1, round(L / 3))", 33),
        ("floor(alpha) + ceil(alpha) + abs(-dim)", 16),
        (" 1e-3 ", 0.001),
        ("round(alpha, 1)", 0.8),
        ("(" * 98 + "L" + ")" * 98, 100),
        ("-" * 199 + "1", -1),
    ],
)
def test_arithmetic(rule: str, value: float) -> None:
    assert evaluate(rule, NAMES) == pytest.approx(value, rel=1e-15)


numbers = st.floats(0.01, 100.0)


@given(numbers, numbers, numbers, st.sampled_from(sorted(SIGNS)), st.sampled_from(sorted(SIGNS)))
def test_brackets_and_order_are_those_of_arithmetic(
    a: float, b: float, c: float, first: str, second: str
) -> None:
    left = SIGNS[second](SIGNS[first](a, b), c)
    assert evaluate(f"({a!r} {first} {b!r}) {second} {c!r}", {}) == left
    assert evaluate("a + b * c", {"a": a, "b": b, "c": c}) == a + b * c


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("__import__('os').system('true')", "cannot be computed"),
        ("L.__class__", "is not arithmetic"),
        ("(lambda: L)()", "cannot be computed"),
        ("[L for L in (1,)]", "is not arithmetic"),
        ("'L' * 3", "is not arithmetic"),
        ("True + L", "is not arithmetic"),
        ("L if L else 1", "is not arithmetic"),
        ("open('x')", "unknown function open"),
        ("max(L, key=L)", "is not arithmetic"),
        ("9*depth", "unknown name depth: write one of L, alpha, dim"),
        ("9*L**", "write one such as"),
        ("", "write one such as"),
        ("9**9**9**9", "out of range"),
        ("10.0**400", "out of range"),
        ("1/(L-100)", "division by zero"),
        ("log(0*L)", "cannot be computed at L=100"),
        ("(-2)**0.5", "expected a finite number"),
        ("1e308*10*L", "expected a finite number"),
        ("L+" * 200 + "L", "characters"),
        ("max()", "cannot be computed: max expected at least 1 argument"),
        ("round(7, -999999999)", "digits are out of range"),
        ("(" * 100 + "L" + ")" * 100, "characters"),
        ("(1)(2)", "is not arithmetic"),  # without Python's own warning
        ("9or 3", "is not arithmetic"),
        ("L**L**L**L", "out of range"),
        ("2**999*2**999", "too large"),
        ("L\0", "write one such as"),
        ("\udcff", "write one such as"),
        ("(" * 99 + "L", "write one such as"),
    ],
)
def test_everything_else_is_refused_at_once(rule: str, said: str) -> None:
    started = time.process_time()
    with pytest.raises(UsageError, match="cannot be computed") as caught:
        evaluate(rule, NAMES)
    assert said in str(caught.value)
    assert time.process_time() - started < 1


def test_text_that_is_not_an_expression_has_no_names() -> None:
    assert names_in("9*L**") == set()
    assert math.isfinite(evaluate("L", NAMES))
