"""The grammar of answers: sums, products, powers, known functions, tuples, sets, intervals and relations."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from colloquist.answers.tokens import BETWEEN, CONSTANTS, FUNCTIONS, Token, tokens
from colloquist.answers.tree import RELATIONS, Tree, Unreadable

DEEPEST, MOST_DIGITS, LARGEST_EXPONENT = 24, 60, 400


def parsed(text: str) -> Tree:
    """Return the tree of a cleaned answer.

    Raises Unreadable for anything else, for what nests too deep and for numbers of too many digits.
    """
    return Reader(tokens(text)).whole()


class Reader:
    """Reads tokens from left to right, one function per rank of operator."""

    def __init__(self, found: Sequence[Token]) -> None:
        """Take the tokens."""
        self._tokens, self._at, self._depth = found, 0, 0

    def whole(self) -> Tree:
        """Return the tree of all tokens; a bare list is a set, since its order says nothing."""
        items = [self._relation()]
        while self._take(",", ";", *BETWEEN):
            self._take(*BETWEEN)
            items.append(self._relation())
        if self._at < len(self._tokens):
            raise Unreadable("signs are left over")
        items = [_bare(item) for item in items]
        return items[0] if len(items) == 1 else Tree("set", tuple(items))

    def _next(self) -> str:
        return self._tokens[self._at].word if self._at < len(self._tokens) else ""

    def _take(self, *signs: str) -> str:
        found = self._next()
        if not found or found not in signs:
            return ""
        self._at += 1
        return found

    def _relation(self) -> Tree:
        left = self._sum()
        links: list[tuple[str, Tree]] = []
        while sign := self._take(*RELATIONS):
            links.append((sign, self._sum()))
        if not links:
            return left
        if len(links) == 1:
            return Tree(links[0][0], (left, links[0][1]))
        return _between(left, links)

    def _sum(self) -> Tree:
        tree = self._deeper(self._product)
        while sign := self._take("+", "-"):
            tree = Tree(sign, (tree, self._deeper(self._product)))
        return tree

    def _deeper(self, read: Callable[[], Tree]) -> Tree:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Unreadable("nested too deep")
        tree = read()
        self._depth -= 1
        return tree

    def _product(self) -> Tree:
        tree = self._signed()
        while True:
            if sign := self._take("*", "/"):
                tree = Tree(sign, (tree, self._signed()))
            elif self._at < len(self._tokens) and self._tokens[self._at].opens_factor:
                tree = Tree("*", (tree, self._power()))
            else:
                return tree

    def _signed(self) -> Tree:
        negative = False
        while sign := self._take("-", "+"):
            negative ^= sign == "-"
        tree = self._power()
        return Tree("neg", (tree,)) if negative else tree

    def _power(self) -> Tree:
        tree = self._atom()
        while self._take("!"):
            tree = Tree("call", (tree,), "factorial")
        return Tree("^", (tree, self._deeper(self._signed))) if self._take("^") else tree

    def _atom(self) -> Tree:
        if self._at >= len(self._tokens):
            raise Unreadable("something is missing at the end")
        kind, word = self._tokens[self._at]
        self._at += 1
        if kind == "number":
            return Tree("number", value=_number(word))
        if kind == "name" and word in FUNCTIONS:
            return self._call(word)
        if kind == "name" and word not in BETWEEN:
            return Tree("constant" if word in CONSTANTS else "name", word=word)
        if word == "|":
            inside = self._sum()
            return Tree("call", (inside,), "abs") if self._take("|") else _missing("|")
        if word in ("(", "[", "{"):
            return self._group(word)
        raise Unreadable(f"{word} stands in the wrong place")

    def _call(self, word: str) -> Tree:
        if self._next() != "(":
            return Tree("call", (self._deeper(self._power),), word)
        self._at += 1
        inside = self._group("(")
        return Tree("call", inside.parts if inside.kind == "tuple" else (inside,), word)

    def _group(self, opened: str) -> Tree:
        items = [] if self._next() == "}" else [self._relation()]
        while self._take(",", ";"):
            items.append(self._relation())
        closed = self._take(")", "]", "}")
        if opened == "{" and closed == "}":
            return Tree("set", tuple(_bare(item) for item in items))
        if len(items) == 1 and opened + closed in ("()", "[]"):
            return items[0]
        if opened + closed == "()":
            return Tree("tuple", tuple(items))
        if len(items) == 2 and opened + closed in ("[]", "[)", "(]"):
            return Tree(opened + closed, tuple(items))
        return _missing(closed or "a closing bracket")


def _number(word: str) -> Fraction:
    digits, _, exponent = word.lower().partition("e")
    if len(digits) > MOST_DIGITS or len(exponent) > 5 or abs(int(exponent or 0)) > LARGEST_EXPONENT:
        raise Unreadable("a number of too many digits")
    return Fraction(word)


def _bare(tree: Tree) -> Tree:
    """Return what "x =" names where that is all it does."""
    if tree.kind != "=":
        return tree
    left, right = tree.parts
    if left.kind == "name" and left.word not in right.names:
        return right
    return left if right.kind == "name" and right.word not in left.names else tree


def _between(left: Tree, links: list[tuple[str, Tree]]) -> Tree:
    """Return the interval that a < x <= b is; chains of other kinds are not read."""
    (first, middle), (second, right) = links[:2]
    if len(links) > 2 or middle.kind != "name" or {first[0], second[0]} not in ({"<"}, {">"}):
        raise Unreadable("a chain that is no interval")
    if first[0] == ">":
        left, right, first, second = right, left, second.replace(">", "<"), first.replace(">", "<")
    kinds = {("<", "<"): "tuple", ("<=", "<"): "[)", ("<", "<="): "(]", ("<=", "<="): "[]"}
    return Tree(kinds[first, second], (left, right))


def _missing(what: str) -> Tree:
    raise Unreadable(f"{what} does not fit")
