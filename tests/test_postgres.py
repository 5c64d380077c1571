"""The throw-away PostgreSQL of the tests, also where the machine has none of its own."""

import shutil
from pathlib import Path

import psycopg
import pytest

from tests.machine.postgres import own_server, wheel_programs


@pytest.mark.parametrize(
    "elsewhere", [False, True], ids=["where it lies", "from where its account may not look"]
)
def test_the_wheels_programs_serve_and_leave_nothing(tmp_path: Path, elsewhere: bool) -> None:
    programs = wheel_programs()
    assert programs is not None
    if elsewhere:
        package = programs.parent.parent
        hidden = tmp_path / "hidden"
        for folder in (package, package.with_name(f"{package.name}.libs")):
            shutil.copytree(folder, hidden / folder.name, symlinks=True)
        hidden.chmod(0o700)
        programs = hidden / programs.relative_to(package.parent)
    with own_server(programs) as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT lower('ÉÀ'), current_user").fetchone() == ("éà", "onrecord")
        (folder,) = connection.execute("SHOW unix_socket_directories").fetchone() or ("",)
    assert folder
    assert not Path(folder).exists()
