"""A second reader of calendar files, by RFC 5545 alone, and a strict one."""

import re


def read(content: bytes) -> list:
    """Return (name, parameters, value) of each line, unfolded."""
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # no character is cut by the end of a line
    lines = content.decode().replace("\r\n ", "").split("\r\n")[:-1]
    found, stack = [], []
    for line in lines:
        match = re.fullmatch(r'([A-Z-]+)((?:;[A-Z-]+=(?:"[^"]*"|[^";:,]*))*):(.*)', line, re.S)
        assert match, line
        name, parameters, value = match.groups()
        assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value)
        if name == "BEGIN":
            stack.append(value)
        elif name == "END":
            assert stack.pop() == value
        found.append((name, parameters, value))
    assert stack == []
    return found


def value(lines, name, component="VEVENT"):
    """Return the one value of a property of the first component of this kind."""
    start = lines.index(("BEGIN", "", component))
    end = lines.index(("END", "", component))
    (found,) = [line for line in lines[start:end] if line[0] == name]
    return found


def unescaped(text):
    marks = {"n": "\n", "N": "\n", ",": ",", ";": ";", "\\": "\\"}
    return re.sub(r"\\([nN,;\\])", lambda match: marks[match[1]], text)
