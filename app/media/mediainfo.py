"""Print what MediaInfo knows of a file, as JSON. Run as a script, by path, in a limited process.

MediaInfo is handed the bytes, never the name, so it cannot follow a reference to another file or address.
"""

import sys

from pymediainfo import MediaInfo


def main() -> None:
    with open(sys.argv[1], "rb") as file:
        sys.stdout.write(MediaInfo.parse(file, output="JSON", full=False, buffer_size=1 << 20))


if __name__ == "__main__":
    main()
