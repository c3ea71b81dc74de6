"""The VGA text screen as the tests see it: 25 rows of 80 characters, each with its colour byte."""

COLUMNS = 80
ROWS = 25
SCREEN_BYTES = COLUMNS * ROWS * 2


class Screen:
    def __init__(self, cells):
        assert len(cells) >= SCREEN_BYTES, f"{len(cells)} bytes are no text screen"
        self._characters = bytes(cells[0:SCREEN_BYTES:2])
        self._attributes = bytes(cells[1:SCREEN_BYTES:2])

    @property
    def rows(self):
        """All 25 rows, without the blanks on their right."""
        text = self._characters.replace(b"\0", b" ").decode("cp437")
        return [text[start : start + COLUMNS].rstrip() for start in range(0, len(text), COLUMNS)]

    def __str__(self):
        return "\n".join(self.rows).rstrip()

    def characters(self):
        """The bytes of all cells, row by row."""
        return self._characters

    def attributes(self, row, column, count):
        start = row * COLUMNS + column
        return list(self._attributes[start : start + count])

    def find(self, text):
        """(row, column) of the first place where `text` stands, or None."""
        for row, line in enumerate(self.rows):
            if text in line:
                return row, line.index(text)
        return None

    def used_rows(self):
        """The rows down to the last one that shows anything."""
        rows = self.rows
        while rows and not rows[-1]:
            rows.pop()
        return rows


def lay_out(text):
    """The rows that a terminal of 80 columns shows of `text`: CR, LF and the wrap at the edge."""
    rows = [""]
    for line in text.replace("\r\n", "\n").split("\n"):
        rows[-1] = line[:COLUMNS]
        rest = line[COLUMNS:]
        while rest:
            rows.append(rest[:COLUMNS])
            rest = rest[COLUMNS:]
        rows.append("")
    rows.pop()
    while rows and not rows[-1].rstrip():
        rows.pop()
    return [row.rstrip() for row in rows]
