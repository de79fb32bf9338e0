"""`make coverage`: which branches the fast tests take, of server and client; ends with 1 below a limit.

Commands and programs that a test starts are counted; servers that it kills, and pages in browsers, are not:
faults and journeys see those.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.coverage import client, limits

ROOT = Path(__file__).resolve().parent.parent.parent
BIN = Path(sys.executable).parent
COVERAGE = [sys.executable, "-m", "coverage"]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "COVERAGE_FILE": f"{folder}/server"}
        environment["PATH"] = f"{os.environ['PATH']}:{BIN}"
        tests = [*COVERAGE, "run", "-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider", *limits.SUITES]
        failed = subprocess.run(tests, cwd=ROOT, env=environment).returncode != 0
        subprocess.run([*COVERAGE, "combine", "--quiet"], cwd=ROOT, env=environment, check=True)
        print("\nServer, branches and lines. All of app/:")
        failed |= _report(environment, limits.SERVER, "--skip-covered")
        print("\nServer, what decides about records:")
        failed |= _report(environment, 100, "--include", ",".join(limits.WHOLE))
        failed |= _client(Path(folder) / "client.lcov", environment)
    print("Below the limits, or a test failed." if failed else "Within the limits.")
    return int(failed)


def _report(environment: dict[str, str], least: int, *how: str) -> bool:
    """Print a table; whether it is below `least` per cent."""
    wanted = [*COVERAGE, "report", "--show-missing", f"--fail-under={least}", *how]
    return subprocess.run(wanted, cwd=ROOT, env=environment).returncode != 0


def _client(file: Path, environment: dict[str, str]) -> bool:
    node = shutil.which("node", path=environment["PATH"])
    report = ["--test-reporter=lcov", f"--test-reporter-destination={file}"]
    tests = [str(test) for test in sorted(Path("tests/client").glob("*.test.js"))]
    command = [node, "--test", "--experimental-test-coverage", *report, *tests]
    failed = subprocess.run(command, cwd=ROOT, env=environment).returncode != 0
    print("\nClient, branches and lines that the tests under Node do not take:")
    missed = client.missed(file.read_text(), limits.CLIENT)
    for name, places in missed.items():
        print(f"{name:<40} {'all taken' if not places else 'not taken at line ' + places}")
    return failed or any(missed.values())


if __name__ == "__main__":
    os.chdir(ROOT)
    raise SystemExit(main())
