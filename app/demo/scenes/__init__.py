"""One short safety scene per file: TITLE, STEPS, SECONDS, SOUNDS, `ground` (what stands still) and `draw`."""
