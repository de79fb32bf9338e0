"""Equipment from a spreadsheet: file → table → columns → plan (the dry run) → carried out whole or not."""
