"""The WSGI entry."""

import gc

from app import create_app

app = create_app()
gc.collect()
gc.freeze()  # what is loaded now stays; looking through it again costs each push a tenth
