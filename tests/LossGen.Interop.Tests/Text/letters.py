"""Every assigned code point: whether it belongs to a word, whether it is white space, and its lower case, as Python sees them."""
import re
import sys
import unicodedata

with open(sys.argv[1], "w", encoding="ascii") as output:
    for code in range(0x110000):
        character = chr(code)
        if unicodedata.category(character) not in ("Cn", "Cs"):
            lower = " ".join(str(ord(one)) for one in character.lower())
            print(code, int(bool(re.match(r"\w", character))), int(bool(re.match(r"\s", character))), lower, file=output)
