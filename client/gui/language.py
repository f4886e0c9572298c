"""The language of the window: the one that the person has chosen, else the first of the system's that Postroom has,
else English. It decides the words, how dates and numbers are written and on which side lines begin. Set once, before
the first window: a change shows at the next start."""

from importlib import resources

from PyQt5.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PyQt5.QtWidgets import QApplication

# By code, each with its own name for itself, as people look for it.
LANGUAGES = {"en": "English", "de": "Deutsch"}
FALLBACK = "en"
SYSTEM = ""


def meant_language(chosen: str, system: QLocale) -> str:
    """Return the code of the language to speak; `chosen` is a code, or SYSTEM."""
    wanted = [chosen] if chosen in LANGUAGES else [code.partition("-")[0] for code in system.uiLanguages()]
    return next((code for code in wanted if code in LANGUAGES), FALLBACK)


def meant_locale(language: str, system: QLocale) -> QLocale:
    """Return how dates and numbers are written: as in the person's country where that speaks the language."""
    if _code(system) == language:
        return system
    here = QLocale(QLocale(language).language(), system.country())
    if here.country() == system.country() and system.country() != QLocale.Country.AnyCountry:
        return here
    # "C" writes times with seconds and dates with the year first; nobody chose it for reading mail.
    return QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom) if language == "en" else QLocale(language)


def speak(application: QApplication, chosen: str, system: QLocale | None = None) -> list[QTranslator]:
    """Make the application speak the language; return what was installed, which the application does not own."""
    system = system if system is not None else QLocale.system()
    language = meant_language(chosen, system)
    locale = meant_locale(language, system)
    QLocale.setDefault(locale)
    application.setLayoutDirection(locale.textDirection())
    installed = [translator for translator in (_of_qt(language), _of_ours(language)) if not translator.isEmpty()]
    for translator in installed:
        QCoreApplication.installTranslator(translator)
    return installed


def localized(name: str, suffix: str) -> str:
    """Return a text file of this package in the language that is spoken, in English where it has no other: `name` may
    be `help/help`, whose German file is `help/help_de.html`.
    """
    folder = resources.files("client.gui")
    own = folder.joinpath(f"{name}_{_code(QLocale())}{suffix}")
    return (own if own.is_file() else folder.joinpath(f"{name}{suffix}")).read_text("utf-8")


def _of_ours(language: str) -> QTranslator:
    translator = QTranslator()
    if language != FALLBACK:
        with resources.as_file(resources.files("client.gui").joinpath("translations")) as folder:
            translator.load(f"postroom_{language}", str(folder))
    return translator


def _of_qt(language: str) -> QTranslator:
    """The words of Qt's own dialogs and menus."""
    translator = QTranslator()
    if language != FALLBACK:
        translator.load(f"qtbase_{language}", QLibraryInfo.location(QLibraryInfo.LibraryLocation.TranslationsPath))
    return translator


def _code(locale: QLocale) -> str:
    return locale.name().partition("_")[0]
