"""Which words of the window can be said in another language: read from the program's own text, without running it. The
words of `self.tr`, `QCoreApplication.translate`, `QT_TRANSLATE_NOOP`, `counted`, `Said`, and of the small functions of
a module that hand their words to one of these. Words that this cannot see are faults, told with file and line."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

# The context of what the layers below the window say (client.wording.Said).
SAID = "Said"
_HANDED_ON = {"words", "sentence", "many"}
_DIRECT = {"translate", "QT_TRANSLATE_NOOP", "counted"}


@dataclass(frozen=True, order=True)
class Text:
    """One text as Qt looks it up; `numbered` ones have a form for each kind of number, with %n in them."""

    context: str
    source: str
    numbered: bool = False


@dataclass
class Found:
    """The texts, each with the places (file:line) that use it, and what was not understood."""

    texts: dict[Text, list[str]] = field(default_factory=dict)
    unclear: list[str] = field(default_factory=list)

    def add(self, text: Text, place: str) -> None:
        self.texts.setdefault(text, []).append(place)


@dataclass(frozen=True)
class _Module:
    name: str
    tree: ast.Module
    constants: dict[str, str]
    # Functions of the module that hand their words on, and the context they name.
    carriers: dict[str, str]


def find_texts(root: Path, folder: str = "client") -> Found:
    """Return every text of the program under `root/folder`."""
    modules = [_read(path, path.relative_to(root).as_posix()) for path in sorted((root / folder).rglob("*.py"))]
    heirs = _heirs(modules)
    found = Found()
    for module in modules:
        for owner, call in _calls(module.tree, ""):
            _note(found, module, heirs.get(owner, {owner}), call)
    return found


def _read(path: Path, name: str) -> _Module:
    tree = ast.parse(path.read_text("utf-8"))
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return _Module(name, tree, constants, dict(_carriers(tree, constants)))


def _carriers(tree: ast.Module, constants: dict[str, str]) -> Iterator[tuple[str, str]]:
    for function in tree.body:
        if not isinstance(function, ast.FunctionDef) or not function.args.args:
            continue
        first = function.args.args[0].arg
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and _name(call) in _DIRECT and len(call.args) > 1:
                words = call.args[1]
                if isinstance(words, ast.Name) and words.id == first:
                    yield function.name, _literal(call.args[0], constants) or ""


def _heirs(modules: Iterable[_Module]) -> dict[str, set[str]]:
    """For each class, itself and all that inherit from it: PyQt looks `self.tr` up under the class of the object."""
    bases: dict[str, set[str]] = {}
    for module in modules:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef):
                bases[node.name] = {base.id for base in node.bases if isinstance(base, ast.Name)}
    heirs = {name: {name} for name in bases}
    for name in bases:
        waiting = list(bases[name])
        while waiting:
            base = waiting.pop()
            if base in bases:
                heirs[base].add(name)
                waiting.extend(bases[base])
    return heirs


def _calls(node: ast.AST, owner: str) -> Iterator[tuple[str, ast.Call]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield owner, child
        yield from _calls(child, child.name if isinstance(child, ast.ClassDef) and not owner else owner)


def _name(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _note(found: Found, module: _Module, owners: set[str], call: ast.Call) -> None:
    name = _name(call)
    place = f"{module.name}:{call.lineno}"
    if isinstance(call.func, ast.Name) and name in module.carriers:
        _add(found, {module.carriers[name]}, call.args[0] if call.args else None, module, place)
    elif name == "tr" and isinstance(call.func, ast.Attribute):
        if isinstance(call.func.value, ast.Name) and call.func.value.id == "self":
            _add(found, owners, call.args[0], module, place, numbered=len(call.args) > 2)
        else:
            found.unclear.append(f"{place}: tr of another object; only self.tr has a certain context")
    elif name == "counted":
        _add(found, {_context(call, module)}, call.args[2], module, place, numbered=True)
    elif name in _DIRECT and len(call.args) > 1:
        _add(found, {_context(call, module)}, call.args[1], module, place, numbered=len(call.args) > 3)
    elif name == "Said" and call.args:
        numbered = any(keyword.arg == "number" for keyword in call.keywords)
        _add(found, {SAID}, call.args[0], module, place, numbered=numbered)


def _context(call: ast.Call, module: _Module) -> str:
    return _literal(call.args[0], module.constants) or ""


def _add(
    found: Found, contexts: set[str], words: ast.expr | None, module: _Module, place: str, numbered: bool = False
) -> None:
    """Note the words, each of them where one of several is chosen. Names and fields carry what was noted elsewhere."""
    if isinstance(words, ast.IfExp):
        _add(found, contexts, words.body, module, place, numbered)
        _add(found, contexts, words.orelse, module, place, numbered)
        return
    source = _literal(words, module.constants) if words is not None else None
    if source:
        for context in contexts:
            found.add(Text(context, source, numbered), place)
    elif source is None and not _carried(words):
        found.unclear.append(f"{place}: words that only the running program knows")


def _carried(words: ast.expr | None) -> bool:
    """Whether these words are a field, or an argument of a function that hands them on, noted elsewhere."""
    return isinstance(words, ast.Attribute | ast.BoolOp) or (isinstance(words, ast.Name) and words.id in _HANDED_ON)


def _literal(words: ast.expr, constants: dict[str, str]) -> str | None:
    if isinstance(words, ast.Constant) and isinstance(words.value, str):
        return words.value
    return constants.get(words.id) if isinstance(words, ast.Name) else None
