"""The catalogues beside the strings they translate: `make translations` brings them up to date, tests compare them.

What to read stands in pyproject.toml, `[tool.babel]`. Nothing here has a date, so that only words make a difference.
"""

from __future__ import annotations

import sys
import tomllib
from io import BytesIO
from itertools import takewhile
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from workflow.base.languages import GENERATED, LANGUAGES
from workflow.carriers.han import traditional

TOP = Path(__file__).parents[2]
KEYWORDS = {**DEFAULT_KEYWORDS, "N_": None, "lazy_gettext": None}
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""


def path(language: str) -> Path:
    """Where the catalogue of a language lies."""
    return TOP / "translations" / language / "LC_MESSAGES" / "messages.po"


def extracted() -> Catalog:
    """Every string of the house that is marked for translation, in the order of the files."""
    config = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["babel"]
    found = Catalog()
    for mapping in config["mappings"]:
        for folder in mapping["folders"]:
            files = [(mapping["pattern"], mapping["method"])]
            for name, line, message, comments, context in extract_from_dir(
                TOP / folder,
                method_map=files,
                keywords=KEYWORDS,
                comment_tags=("Translators:",),
                strip_comment_tags=True,
            ):
                found.add(message, None, [(f"{folder}/{name}", line)], auto_comments=comments, context=context)
    return found


def stored(language: str) -> Catalog:
    """The catalogue of a language as it lies there; an empty one if there is none."""
    if not path(language).exists():
        return Catalog(locale=language)
    return read_po(BytesIO(path(language).read_bytes()), locale=language)


def update(language: str) -> int:
    """Take new strings in and stale ones out of a catalogue; returns how many still wait for a translation."""
    catalogue = stored(language)
    catalogue.update(extracted(), no_fuzzy_matching=True)
    write(language, catalogue)
    return sum(1 for message in catalogue if message.id and not message.string)


def write(language: str, catalogue: Catalog) -> None:
    """Write a catalogue under the remarks its file begins with (the glossary), and those generated from it."""
    path(language).parent.mkdir(parents=True, exist_ok=True)
    path(language).write_text(text(language, catalogue), encoding="utf-8")
    for generated in [name for name, source in GENERATED.items() if source == language]:
        path(generated).parent.mkdir(parents=True, exist_ok=True)
        path(generated).write_text(generate(generated), encoding="utf-8")


def text(language: str, catalogue: Catalog) -> str:
    """What the file of a catalogue holds, sorted as the files are read."""
    words = BytesIO()
    write_po(words, catalogue, width=110, omit_header=True, ignore_obsolete=True, include_lineno=False)
    head = remarks(language) + HEADER.format(language=language, plurals=catalogue.plural_forms)
    return head + words.getvalue().decode()


def generate(language: str) -> str:
    """What the file of a generated language should hold."""
    catalogue = stored(GENERATED[language])
    for message in catalogue:
        if message.id and isinstance(message.string, str):
            message.string = traditional(message.string)
        elif message.id:
            message.string = tuple(map(traditional, message.string))
    return text(language, catalogue)


def remarks(language: str) -> str:
    """The comment lines at the head of a language's file."""
    if not path(language).exists():
        return ""
    lines = path(language).read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(takewhile(lambda line: line.startswith("#"), lines))


def main() -> None:
    for language in LANGUAGES:
        print(f"{language}: {update(language)} strings wait for a translation")


if __name__ == "__main__":
    sys.exit(main())
