"""Files are standard JSON."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depthlimit.jsonable import json_text

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=9,
)


@given(values)
def test_json_is_standard(value: object) -> None:
    json.loads(json_text(value), parse_constant=lambda name: pytest.fail(f"it has {name}"))
