"""One short safety scene per file: TITLE, STEPS, SECONDS, CLICKS and HUM (its sounds), `ground` (what stands
still, in front of the hall) and `draw`."""
