"""How the words of the program become those of the language that is spoken: sentences of the layers below, which know
no Qt, and words that follow a number."""

from PyQt5.QtCore import QCoreApplication, QLocale

from client.wording import Said

# scripts/translatable.py files every `Said` of the client under this name.
CONTEXT = "Said"


def spoken(sentence: str) -> str:
    """Return a sentence of the client in the language of the window. What a server said, and what has no translation,
    stays as it is.
    """
    if not isinstance(sentence, Said):
        # A reason that was kept in a file is plain text; where nothing stands in it, it is found by its words.
        return QCoreApplication.translate(CONTEXT, sentence) if sentence else ""
    if sentence.number is not None:
        words = QCoreApplication.translate(CONTEXT, sentence.words, None, sentence.number)
        if words == _filled(sentence.words, sentence.number):
            # A plain str: Qt shows nothing of a value of ours in a cell of a list.
            return str(sentence)
    else:
        words = QCoreApplication.translate(CONTEXT, sentence.words)
    return (
        words.format(**{name: _value(value) for name, value in sentence.values.items()}) if sentence.values else words
    )


def counted(context: str, one: str, many: str, number: int) -> str:
    """Return words that follow a number: `many` with %n (or %Ln, written as the language writes numbers), which each
    language has in as many forms as it needs; `one` is the English form for 1.
    """
    words = QCoreApplication.translate(context, many, None, number)
    return one if number == 1 and words == _filled(many, number) else words


def _value(words: object) -> object:
    if isinstance(words, Said):
        return spoken(words)
    if isinstance(words, float):
        return QLocale().toString(words, "f", 1)
    return QLocale().toString(words) if isinstance(words, int) else words


def _filled(words: str, number: int) -> str:
    """What Qt makes of words without a translation."""
    return words.replace("%Ln", QLocale().toString(number)).replace("%n", str(number))
