"""Counts what a test log says ran: "passed failed skipped". A suite that counts nothing counts as one test.

GoogleTest, Vitest, Playwright and Python's unittest are known; a command that exits non-zero has at least one failure,
whatever it printed."""
import re
import sys


def last(pattern: str, text: str) -> int | None:
    found = re.findall(pattern, text, re.MULTILINE)
    return int(found[-1]) if found else None


def count(text: str) -> tuple[int, int, int] | None:
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    passed = last(r"^\[  PASSED  \] (\d+) tests?", text)
    if passed is not None:
        return passed, last(r"^\[  FAILED  \] (\d+) tests?", text) or 0, last(r"^\[  SKIPPED \] (\d+) tests?", text) or 0
    ran = last(r"^Ran (\d+) tests? in", text)
    if ran is not None:
        bad = sum(last(rf"\b{word}=(\d+)", text) or 0 for word in ("failures", "errors"))
        skipped = last(r"\bskipped=(\d+)", text) or 0
        return max(0, ran - bad - skipped), bad, skipped  # a skipped class counts, and runs none
    vitest = re.search(r"^\s*Tests\s+(.*)$", text, re.MULTILINE)
    if vitest:
        return tuple(last(rf"(\d+) {word}", vitest.group(1)) or 0 for word in ("passed", "failed", "skipped"))
    passed = last(r"^\s*(\d+) passed", text)
    if passed is not None:
        return passed, last(r"^\s*(\d+) failed", text) or 0, last(r"^\s*(\d+) skipped", text) or 0
    return None


def main() -> None:
    log, status = sys.argv[1], int(sys.argv[2])
    with open(log, encoding="utf-8", errors="replace") as file:
        counted = count(file.read())
    passed, failed, skipped = counted or ((1, 0, 0) if status == 0 else (0, 1, 0))
    if status != 0 and failed == 0:
        failed = 1
    print(passed, failed, skipped)


if __name__ == "__main__":
    main()
