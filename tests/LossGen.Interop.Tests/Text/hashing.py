"""Texts of every kind, and their rows by scikit-learn's HashingVectorizer.

hashing.py <settings> <output>   settings: a JSON list of objects with the names of TextFeatures
Line 1 of the output: the texts, a JSON list; then for each of the settings and each text "column:value ...".
"""
import json
import random
import sys
import unicodedata

from sklearn.feature_extraction.text import HashingVectorizer

TEXTS = 2000
WORDS = ["hello", "World", "the", "THE", "na\u00efve", "Stra\u00dfe", "\u03a3\u038a\u03a3\u03a5\u03a6\u039f\u03a3", "\u039f\u0394\u039f\u03a3.", "\u039f\u0394\u039f\u03a3'\u0391", "\u0130stanbul",
         "don't", "a", "I", "x_1", "__", "foo_bar", "e\u0301te\u0301", "\U0001f600", "\U0001f469\u200d\U0001f469\u200d\U0001f467", "2024", "3.14", "\u00bdx", "\ufb01n", "\u01c5", "\u212a"]
ALPHABETS = [[chr(code) for code in codes if unicodedata.category(chr(code)) != "Cn"] for codes in (
    range(32, 127), range(0xA0, 0x250), range(0x370, 0x400), range(0x400, 0x500), range(0x4E00, 0x4F00), range(0x1F300, 0x1F650), range(0x900, 0x980))]
ALPHABETS += [list("\u0130\u0131Ii\u015e\u015f\u011e\u011f \u03a3\u03c3\u03c2\u0391\u0392\u0393.'\u2019:\u00b7- \t\n"),
              list(" \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u00a0\u2003\u3000ab"), list("0123456789_\u00bd\u00b2\u2167\u0663 aB.")]


def text_of(rng, assigned):
    kind = rng.random()
    if kind < 0.4:
        return rng.choice([" ", "  ", "\n", " \t"]).join(rng.choice(WORDS) for _ in range(rng.randint(1, 25)))
    if kind < 0.9:
        one, other = rng.choice(ALPHABETS), rng.choice(ALPHABETS)
        return "".join(rng.choice(one if rng.random() < 0.7 else other) if rng.random() < 0.85 else " " for _ in range(rng.randint(1, 60)))
    if kind < 0.99:
        return "".join(chr(rng.choice(assigned)) for _ in range(rng.randint(1, 30)))
    return " ".join(rng.choice(WORDS) for _ in range(rng.randint(500, 3000)))


def rows_of(settings, texts):
    by_characters = settings["MaxCharacterNGram"] > 0
    vectorizer = HashingVectorizer(
        n_features=settings["FeatureCount"], lowercase=settings["Lowercase"], alternate_sign=settings["Signed"], norm="l2" if settings["Normalize"] else None,
        analyzer="char" if by_characters else "word",
        ngram_range=(settings["MinCharacterNGram"], settings["MaxCharacterNGram"]) if by_characters else (1, settings["WordNGrams"]))
    rows = vectorizer.transform(texts)
    rows.sort_indices()
    for start, end in zip(rows.indptr, rows.indptr[1:]):
        yield " ".join(f"{column}:{float(value)!r}" for column, value in zip(rows.indices[start:end], rows.data[start:end]))


def main():
    rng = random.Random(5)
    assigned = [code for code in range(0x20, 0x110000) if unicodedata.category(chr(code)) not in ("Cn", "Cs", "Co")]
    texts = ["", "  ", "a", "ab", "a b", "\n\n", "\U0001f600", "\U0001f600\U0001f600", "__"]
    texts += [text_of(rng, assigned) for _ in range(TEXTS - len(texts))]
    with open(sys.argv[2], "w", encoding="utf-8") as output:
        print(json.dumps(texts), file=output)
        for settings in json.loads(sys.argv[1]):
            for row in rows_of(settings, texts):
                print(row, file=output)


main()
