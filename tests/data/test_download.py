"""Downloads, from a server on this machine."""

import gc
import hashlib
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from depthlimit.data import download as room
from depthlimit.data.download import download
from depthlimit.errors import DataError

# pooch leaves the answer of a failed attempt to the garbage collector, see the end of the fixture
pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:Exception ignored in.*socket:pytest.PytestUnraisableExceptionWarning"),
]

CONTENT = os.urandom(300_000)
MD5 = hashlib.md5(CONTENT).hexdigest()


class Server(ThreadingHTTPServer):
    """Answers every address with the next of ``answers``, the last of them for good: (status, bytes sent)."""

    answers: list[tuple[int, bytes]]

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/folder/file.gz"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        status, body = self.server.answers[min(self.server.asked, len(self.server.answers) - 1)]
        self.server.asked += 1
        self.send_response(status)
        self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr("pooch.core.time.sleep", lambda _: None)
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()
    gc.collect()


def test_downloads_once_and_keeps_it(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.answers = [(200, CONTENT)]
    folder = tmp_path / "new" / "folder"
    assert download(server.url, MD5, folder, [folder]) == folder / "file.gz"
    assert download(server.url, MD5, folder, [folder]).read_bytes() == CONTENT
    assert server.asked == 1
    assert capsys.readouterr() == ("", "")  # no progress bar and no word outside a terminal


def test_tries_again_after_an_interruption(server: Server, tmp_path: Path) -> None:
    server.answers = [(200, CONTENT[:1000]), (503, b""), (200, CONTENT)]
    assert download(server.url, MD5, tmp_path, [tmp_path]).read_bytes() == CONTENT
    assert server.asked == 3


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((200, CONTENT[:1000]), r"ChunkedEncodingError|IncompleteRead|checksum"),
        ((200, bytes(len(CONTENT))), "another checksum than the official"),
        ((404, b""), "HTTPError 404"),
    ],
)
def test_a_failed_download_leaves_no_partial_file(
    server: Server, tmp_path: Path, answer: tuple[int, bytes], reason: str
) -> None:
    server.answers = [answer]
    with pytest.raises(DataError, match=reason) as caught:
        download(server.url, MD5, tmp_path, [tmp_path / "a", tmp_path / "b"])
    assert list(tmp_path.iterdir()) == []
    assert server.asked == 1 + room.RETRIES
    sentence = str(caught.value)
    assert sentence.startswith(f"file.gz is in none of {tmp_path / 'a'}, {tmp_path / 'b'}, ")
    assert server.url in sentence
    assert sentence.endswith("write path='FOLDER'")
    assert "\n" not in sentence


def test_an_interrupt_from_the_keyboard_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: object, url: str, output_file: str, pooch: object) -> None:
        Path(output_file).write_bytes(CONTENT[:1000])
        raise KeyboardInterrupt

    monkeypatch.setattr("pooch.HTTPDownloader.__call__", interrupted)
    with pytest.raises(KeyboardInterrupt):
        download("http://127.0.0.1:9/file.gz", MD5, tmp_path, [tmp_path])
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DataError, match=r"failed \((not a directory|file exists): .*write path='FOLDER'$"):
        download("http://127.0.0.1:9/x", MD5, tmp_path / "file" / "deep", [tmp_path])


def test_no_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(room, "RETRIES", 0)
    with pytest.raises(DataError, match=r"http://127.0.0.1:9/x to .* failed \(ConnectionError\)"):
        download("http://127.0.0.1:9/x", MD5, tmp_path, [tmp_path])
