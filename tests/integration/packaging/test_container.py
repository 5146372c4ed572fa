"""What is built and shipped: the wheel holds everything, and the container's steps are sound.

The image itself is not built here; its steps are read, and those that decide are run.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

from bot.cli import VERBS
from bot.figures import native

ROOT = Path(__file__).resolve().parents[3]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))


def steps(name: str) -> list[str]:
    joined = DOCKERFILE.replace("\\\n", " ")
    return re.findall(rf"^(?:HEALTHCHECK.*? )?{name} (.+)$", joined, re.MULTILINE)


def sources() -> list[str]:
    """What the image copies from the checkout, as paths in it."""
    copied = [step.split() for step in steps("COPY") if not step.startswith("--from")]
    return [source for words in copied for source in words[:-1]]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from nothing but what the image copies, unpacked."""
    return wheel(tmp_path_factory.mktemp("image"), {native.PLAIN: "1"})  # compiling takes a minute


def wheel(folder: Path, more: dict[str, str]) -> Path:
    context = folder / "context"
    context.mkdir()
    for source in sources():
        origin = ROOT / source
        if origin.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "*.so", "compiled")
            shutil.copytree(origin, context / source, ignore=ignored)
        else:
            shutil.copy(origin, context / source)
    build = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet"]
    build += ["--no-deps", "--no-build-isolation", "--no-index", "-w", str(folder), str(context)]
    environment = {name: value for name, value in os.environ.items() if name != native.PLAIN}
    subprocess.run(build, check=True, timeout=900, env=environment | more)
    (made,) = folder.glob("tidings-*.whl")
    zipfile.ZipFile(made).extractall(folder / "wheel")
    return folder / "wheel"


def compiled(unpacked: Path) -> list[Path]:
    return list((unpacked / "bot" / "matching").glob("_scanner.*"))


def test_the_wheel_holds_every_module_and_data_file(built: Path) -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "bot", "handlers"],  # noqa: S607 - the developer's git
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\n")
    wanted = [path for path in tracked if path and not path.endswith(".c")]
    assert [path for path in wanted if not (built / path).exists()] == []
    if shutil.which("cc"):
        assert compiled(built)


def test_without_a_compiler_the_scanner_in_python_takes_its_place(tmp_path: Path) -> None:
    unpacked = wheel(tmp_path, {"CC": "false", "CXX": "false"})
    assert compiled(unpacked) == []
    assert not (unpacked / "bot" / "figures" / "compiled").exists(), "nor are the rules"
    watchlists = tmp_path / "config" / "watchlists"
    watchlists.mkdir(parents=True)
    (watchlists / "ev.yaml").write_text("name: EV\ncompanies: [Xiaomi]\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "bot", "match", "--config", str(tmp_path / "config")],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(unpacked)},
        input='{"id": "1", "title": "Xaiomi opens a plant"}',
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert '"text": "Xaiomi"' in done.stdout, done.stderr


READ = """
from bot.figures import extract, native
print(native.is_compiled())
print(extract("Xiaomi delivered 12,300 SU7 in June, up 5.4%.", "小米6月交付2.5万辆，增长5%。"))
"""


@pytest.mark.skipif("TIDINGS_TEST_WHEEL" not in os.environ, reason="takes minutes: make wheel")
@pytest.mark.timeout(1000)
def test_where_there_is_a_compiler_the_rules_of_figures_are_compiled(tmp_path: Path) -> None:
    unpacked = wheel(tmp_path, {})
    assert not (tmp_path / "context" / "bot" / "figures" / "compiled").exists(), "nothing is left"
    environment = {name: value for name, value in os.environ.items() if name != native.PLAIN}
    said = [
        subprocess.run(
            [sys.executable, "-c", READ],
            cwd=tmp_path,
            env=environment | {"PYTHONPATH": str(unpacked)} | more,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout.split("\n", 1)
        for more in ({}, {native.PLAIN: "1"})
    ]
    assert [which for which, _ in said] == ["True", "False"]
    assert said[0][1] == said[1][1]


def test_the_installed_program_runs_away_from_the_checkout(built: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "config", tmp_path / "config")
    for verb in (["--version"], ["check"]):
        done = subprocess.run(
            [sys.executable, "-m", "bot", *verb],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(built)},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr


def test_what_the_image_copies_is_let_through_and_exists() -> None:
    rules = (ROOT / ".dockerignore").read_text("utf-8").split()
    allowed = {rule.removeprefix("!") for rule in rules if rule.startswith("!")}
    assert rules[0] == "*"
    assert set(sources()) == allowed
    assert all((ROOT / source).exists() for source in sources())


def test_the_image_runs_verbs_that_exist_as_somebody_who_is_not_root() -> None:
    verbs = {verb.name for verb in VERBS}
    assert json.loads(steps("ENTRYPOINT")[0]) == ["tidings"]
    commands = [json.loads(step) for step in steps("CMD")]
    assert ["tidings", "health"] in commands
    assert {command[-1] for command in commands} <= verbs
    users = steps("USER")
    assert users
    assert users[-1] != "root"
    assert DOCKERFILE.rindex("USER ") < DOCKERFILE.rindex("ENTRYPOINT")


def test_the_image_installs_exactly_the_lock_file() -> None:
    installs = [step for step in steps("RUN") if "pip install" in step]
    assert any("--require-hashes -r requirements.lock" in step for step in installs)
    locked = (ROOT / "requirements.lock").read_text("utf-8")
    assert all("==" in line for line in locked.splitlines() if re.match(r"^[a-z]", line))
    assert "--hash=sha256:" in locked


def test_compose_keeps_data_and_waits_for_the_end() -> None:
    tidings = COMPOSE["services"]["tidings"]
    mounts = {mount.split(":")[1] for mount in tidings["volumes"]}
    assert {"/srv/tidings/data", "/srv/tidings/config"} == mounts
    assert "data:/srv/tidings/data" in tidings["volumes"]
    assert set(COMPOSE["volumes"]) == {"data", "postgres"}
    assert int(tidings["stop_grace_period"].removesuffix("s")) > 10, "longer than our own grace"
    database = yaml.safe_load((ROOT / "config" / "tidings.yaml").read_text("utf-8"))["database"]
    assert database == "sqlite:///data/tidings.db", "lies in the volume"
