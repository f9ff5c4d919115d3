"""One table: each figure beside its aim and its rival."""
import dataclasses
import pathlib
import re

MARKS = ("<!-- table: written by ./bench --markdown -->", "<!-- end of table -->")


@dataclasses.dataclass
class Row:
    what: str
    ours: str
    aim: str = ""
    met: bool | None = None
    rival: str = ""
    theirs: str = ""
    ratio: float | None = None  # how many times better than the rival; below 1 is worse

    def cells(self) -> list[str]:
        verdict = "" if self.met is None else ("met" if self.met else "MISSED")
        ratio = "" if self.ratio is None else f"{self.ratio:.2f} x" if self.ratio < 10 else f"{self.ratio:.0f} x"
        return [self.what, self.ours, self.aim, verdict, self.theirs, ratio, self.rival]


HEADERS = ["figure", "ours", "aim", "", "rival", "better by", "which rival"]


def number(value: float) -> str:
    """Three significant digits, without an exponent."""
    if value >= 1000:
        return f"{value:,.0f}"
    if value >= 100:
        return f"{value:.0f}"
    if value >= 10:
        return f"{value:.1f}"
    if value >= 1:
        return f"{value:.2f}"
    return f"{value:.3f}"


def at_most(what: str, value: float, unit: str, limit: float | None = None, rival: str = "",
            theirs: float | None = None) -> Row:
    return Row(what, f"{number(value)} {unit}", f"<= {limit:g} {unit}" if limit else "",
               value <= limit if limit else None, rival, f"{number(theirs)} {unit}" if theirs else "",
               theirs / value if theirs else None)


def at_least(what: str, value: float, unit: str, limit: float | None = None, rival: str = "",
             theirs: float | None = None) -> Row:
    return Row(what, f"{number(value)} {unit}", f">= {limit:g} {unit}" if limit else "",
               value >= limit if limit else None, rival, f"{number(theirs)} {unit}" if theirs else "",
               value / theirs if theirs else None)


def as_text(rows: list[Row]) -> str:
    lines = [HEADERS, *[row.cells() for row in rows]]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADERS))]
    def aligned(line: list[str]) -> str:
        cells = [cell.rjust(width) if 1 <= column <= 2 or 4 <= column <= 5 else cell.ljust(width)
                 for column, (cell, width) in enumerate(zip(line, widths))]
        return "  ".join(cells).rstrip()
    return "\n".join([aligned(HEADERS), "-" * (sum(widths) + 2 * len(widths)), *map(aligned, lines[1:])])


def as_markdown(rows: list[Row]) -> str:
    lines = ["| " + " | ".join(HEADERS) + " |", "|---|--:|--:|---|--:|--:|---|"]
    lines += ["| " + " | ".join(row.cells()) + " |" for row in rows]
    return "\n".join(lines)


def write_markdown(file: pathlib.Path, text: str) -> None:
    """Between its marks if the file has them, else as the whole file."""
    block = f"{MARKS[0]}\n{text}\n{MARKS[1]}"
    old = file.read_text(encoding="utf-8") if file.exists() else ""
    pattern = re.escape(MARKS[0]) + ".*?" + re.escape(MARKS[1])
    new = re.sub(pattern, lambda _: block, old, flags=re.DOTALL) if MARKS[0] in old else block + "\n"
    file.write_text(new, encoding="utf-8")
