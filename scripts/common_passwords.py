"""Writes src/portal/common_passwords.txt: passwords that are tried first, each at least ten characters long.

No published list is behind it. The entries follow from the habits that every study of chosen passwords describes:
keys beside each other, digits in order, one thing repeated, a date, and a well-loved word with a year, a few digits
or a mark at its end. In small letters, because the portal compares without regard to case.

    python3 scripts/common_passwords.py > src/portal/common_passwords.txt"""
from __future__ import annotations

from collections.abc import Iterator
from itertools import product

MIN_LENGTH = 10
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn")
WORDS = """password passwort passw0rd p@ssword p@ssw0rd pa55word welcome letmein iloveyou sunshine princess football
    baseball basketball superman batman dragon monkey shadow master michael jennifer jessica charlie jordan thomas
    daniel ashley andrew matthew william summer winter spring autumn secret admin administrator root user guest login
    test testing changeme default temp temporary hello whatever trustno1 starwars pokemon computer internet samsung
    google facebook chelsea liverpool arsenal barcelona yankees cowboys lakers freedom america london paris berlin
    flower butterfly chocolate cookie cheese banana orange purple silver golden diamond angel lovely loveme family
    mother father brother sister junior soccer hockey tennis guitar hunter killer ginger pepper maggie buster
    energy electric power meter demand portal utility customer company office school monday january october november
    december""".split()
YEARS = [str(year) for year in range(1980, 2031)]
TAILS = ["1", "12", "123", "1234", "12345", "123456", "0", "00", "000", "01", "007", "11", "69", "99", "111", "!", "!!",
         "1!", "123!", "1234!", "@123", "@1234", "#1", ".", "?", "$", "abc", "xyz"]
TOGETHER = "password welcome letmein iloveyou sunshine princess football dragon monkey master secret admin hello test".split()
PHRASES = """iloveyouforever iloveyousomuch ihatepasswords thisismypassword mypasswordis mypassword1 notmypassword
    letmeinnow letmeinplease opensesame nopassword newpassword oldpassword yourpassword ourpassword forgotpassword
    passwordpassword thepassword securepassword strongpassword changethis changeme123 pleasechangeme changepassword
    correcthorsebatterystaple demandresponse demandresponseportal powerprovider electricity cooperative
    administrator1 administrator123 defaultpassword temporarypassword testpassword supersecret topsecret123
    secretpassword qwertypassword password-demo demo-demo-demo openthedoor enterpassword whatisthis whocares123
    leavemealone iamthebest godisgood1 jesuschrist jesusislord inlovewith ilovemyself ilovemymom ilovemydad
    ilovemykids ilovemywife mybirthday1 harrypotter lordoftherings starwars1977 maytheforce spiderman123""".split()


def keyboard() -> Iterator[str]:
    """Keys beside each other: along a row, back, twice, down the columns, and with another row behind."""
    runs = [row[:size] for row in ROWS for size in range(3, len(row) + 1)]
    for run in runs:
        yield from (run, run[::-1], run + run[::-1], run * 2, run * 3, run[::-1] * 2)
        yield from (run + other for other in ROWS)
        yield from (run + tail for tail in (*TAILS, "1234567", "12345678", "123456789", "1234567890"))
    columns = ["1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "zaq1", "xsw2", "cde3", "q1w2e3r4t5", "1q2w3e4r5t",
               "1q2w3e4r", "q1w2e3r4", "a1s2d3f4", "zaq12wsx", "1qazxsw2", "qazwsx", "qazwsxedc", "qweasdzxc", "asdqwe"]
    yield from (a + b for a, b in product(columns, columns))
    yield from (a + b + c for a, b, c in zip(columns, columns[1:], columns[2:]))
    yield from (column + tail for column, tail in product(columns, TAILS))


def digits() -> Iterator[str]:
    """Numbers in order, from any start and backwards; one piece repeated; dates."""
    wheel = "1234567890" * 4
    for start, size in product(range(10), range(MIN_LENGTH, 17)):
        run = wheel[start : start + size]
        yield from (run, run[::-1])
    for piece in [str(n) for n in range(10)] + [f"{n:02}" for n in range(100)] + [f"{n:03}" for n in range(0, 1000, 111)]:
        for size in (10, 11, 12, 14, 15, 16, 20):
            yield (piece * 20)[:size]
    yield from ("112233445566", "1122334455", "11223344556677", "0102030405", "010203040506", "1231231231", "123123123123",
                "1234512345", "123456123456", "12344321123", "1029384756", "0987654321", "9876543210", "1357924680",
                "3141592653", "31415926535", "2718281828", "0123456789")
    yield from (f"{year}{year}{year}" for year in range(1950, 2031))


def letters() -> Iterator[str]:
    """The alphabet, one letter again and again."""
    alphabet = "abcdefghijklmnopqrstuvwxyz"
    for size in range(4, 27):
        run = alphabet[:size]
        yield from (run, run[::-1], run + "1234", run + "12345", run + "123456", run + "1234567890", run * 2)
    for letter, size in product(alphabet + "!*.-_?#", range(MIN_LENGTH, 17)):
        yield letter * size
    yield from ("a1b2c3d4e5", "a1b2c3d4e5f6", "1a2b3c4d5e", "1a2b3c4d5e6f", "aabbccddee", "abcabcabcabc", "abc123abc123",
                "abc123456789", "abcd123456", "aaa111bbb222", "abcde12345", "12345abcde", "123456abcd", "123abc123abc")


def words() -> Iterator[str]:
    """A well-loved word with something usual before or behind it."""
    for word in WORDS:
        yield from (word, word * 2, "my" + word, "the" + word, "i love " + word, "ilove" + word)
        yield from (word + tail for tail in (*TAILS, "12345678", "123456789"))
        yield from (word + year for year in YEARS[-31:])
        yield from (head + word for head in ("123", "1234", "12345", "123456"))
    yield from (a + b for a, b in product(TOGETHER, TOGETHER))
    yield from PHRASES


def main() -> None:
    found = {entry for source in (keyboard(), digits(), letters(), words()) for entry in source if len(entry) >= MIN_LENGTH}
    print("\n".join(sorted(found)))


if __name__ == "__main__":
    main()
