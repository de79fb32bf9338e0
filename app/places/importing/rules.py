"""Why a file is not taken: a name for each reason, and what to do. The limits of a file."""

from app.core.refusal import Refusal

LARGEST = 20 * 1024**2  # bytes of a file
UNPACKED = 96 * 1024**2  # bytes that a workbook may unpack to
RATIO = 200  # a part that shrinks more than this many times is no table; real ones shrink 5 to 30 times
PARTS = 500  # files in a workbook
MOST_ROWS = 20_000
MOST_COLUMNS = 60
LONGEST_CELL = 2_000  # characters


class ImportRefused(Refusal):
    """Nothing was read further, and nothing was changed."""

    code, status, title = "import-refused", 422, "This file cannot be read"


class Empty(ImportRefused):
    code, title = "import-empty", "This file is empty"


class FileTooLarge(ImportRefused):
    code, status, title = "import-too-large", 413, "This file is too large"


class TooManyRows(ImportRefused):
    code, title = "import-too-many-rows", "Too many rows"


class TooManyColumns(ImportRefused):
    code, title = "import-too-many-columns", "Too many columns"


class WrongKind(ImportRefused):
    code, status, title = "import-wrong-kind", 415, "Not a table"


class OldExcel(ImportRefused):
    code, status, title = "import-old-excel", 415, "An old or locked Excel file"


class Broken(ImportRefused):
    code, title = "import-broken", "This workbook is damaged"


class Swollen(ImportRefused):
    code, title = "import-swollen", "This workbook unpacks to too much"


class MergedCells(ImportRefused):
    code, title = "import-merged-cells", "Cells are merged"


class UnknownLetters(ImportRefused):
    code, title = "import-encoding", "These letters cannot be read"


class BrokenQuotes(ImportRefused):
    code, title = "import-quotes", "A quotation mark is not closed"


class TooLongCell(ImportRefused):
    code, title = "import-long-cell", "A cell holds too much"


class Done(Refusal):
    code, status, title = "import-done", 409, "Carried out already"


class Faulty(Refusal):
    code, status, title = "import-faulty", 422, "Rows need correcting"


class Outdated(Refusal):
    code, status, title = "import-outdated", 409, "Something changed meanwhile"
