"""Which files of a folder are results."""

from pathlib import Path

import pytest

from depthlimit.atomic import backup
from depthlimit.discovery import is_visible, results_in


@pytest.mark.parametrize(
    ("name", "visible"),
    [
        ("a.pth", True),
        ("run/a.pth", True),
        (".hidden", False),
        (".git/a.pth", False),
        ("previous/resnet_8.1.pth", False),
        ("run/previous/resnet_8.12.json", False),
        ("run/previous/version_0.1/metrics.csv", False),
        ("previous/resnet_8.pth", True),
        ("previous/version_0/metrics.csv", True),
        ("previous/events.out.tfevents.17.host.9.0", True),
        ("trajectory/step_00000100/resnet_8.pth", False),
        ("trajectory/resnet_8.pth", True),
        ("trajectory/run/resnet_8.pth", True),
        ("previous", True),
    ],
)
@pytest.mark.parametrize("root", ["runs", "previous", "a/previous/step_1"])
def test_only_what_was_put_aside_below_the_folder_is_passed_over(name: str, visible: bool, root: str) -> None:
    assert is_visible(Path(root) / name, Path(root)) is visible


def test_all_that_moves_to_previous_is_passed_over(tmp_path: Path) -> None:
    for name in ("a.pth", "b.directions.pth", "c", "d.rows"):
        (tmp_path / name).write_text("")
        backup(tmp_path / name)
    assert len(list((tmp_path / "previous").iterdir())) == 4
    (tmp_path / "a.pth").write_text("")
    assert results_in(tmp_path) == [tmp_path / "a.pth"]
