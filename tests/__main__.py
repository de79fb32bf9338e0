"""Every test: first the client's own under Node, then pytest in parallel, whose summary is the last line."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


def main(arguments: list[str]) -> int:
    environment = {**os.environ, "PATH": f"{os.environ['PATH']}:{BIN}"}
    if "--long" in arguments:
        arguments = [argument for argument in arguments if argument != "--long"]
        environment["LINESIDE_LONG"] = "1"
        arguments += ["-o", "timeout=14400"]  # a part of the model alone takes a quarter of an hour
    node = shutil.which("node", path=environment["PATH"])
    files = [str(file) for file in sorted(Path("tests/client").glob("*.test.js"))]
    client = subprocess.run([node, "--test", "--test-reporter=dot", *files], cwd=ROOT, env=environment)
    pytest = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "3",
        "--dist",
        "loadgroup",
        "-p",
        "tests.model.told",
        *arguments,
    ]
    server = subprocess.run(pytest, cwd=ROOT, env=environment)
    if client.returncode:
        print("The client tests failed; see above.", file=sys.stderr)
    return client.returncode or server.returncode


if __name__ == "__main__":
    os.chdir(ROOT)
    raise SystemExit(main(sys.argv[1:]))
