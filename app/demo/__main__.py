"""`python -m app.demo SLUG PATH` draws one film, in a process of its own."""

import sys
from pathlib import Path

from app.demo.film import draw_film

draw_film(sys.argv[1], Path(sys.argv[2]))
