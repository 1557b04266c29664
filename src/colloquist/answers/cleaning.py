"""An answer as it was written, made plain: without wrappers, lead-in words, LaTeX and separators of thousands."""

import re
import unicodedata

LONGEST = 400
"""Characters; a longer text is no final answer."""
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_RAISED = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]{1,8}")
_LEAD = re.compile(
    r"\A(?:(?:the |my |so |thus |hence |therefore,? )?(?:final )?(?:answer|result)(?: is| would be)?\s*[:=]?\s*"
    r"|(?:it is|about|approximately|approx\.?|roughly|around|ca\.|nearly|exactly|≈|~|=)\s*)",
    re.IGNORECASE,
)
_WRAPPED = re.compile(
    r"\A(?:\$\$?(?P<a>[^$]*)\$\$?|\\\((?P<b>.*)\\\)|\\\[(?P<c>.*)\\\]|`(?P<d>[^`]*)`|\*\*(?P<e>[^*]*)\*\*)\Z"
)
_BOXED = re.compile(r"\A\\boxed\{(.*)\}\Z")
_WORDS = re.compile(r"\\(?:text|mathrm|mathbf|operatorname|mathit)\{([^{}]*)\}")
_FRACTION = re.compile(r"\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}")
_ROOT = re.compile(r"\\sqrt\{([^{}]*)\}")
_POWER = re.compile(r"\^\{([^{}]*)\}")
_MIXED = re.compile(r"\A(-?)(\d{1,9}) (\d{1,9}/\d{1,9})\Z")
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")
_SPACED = re.compile(r"(?<![\d.,])\d{1,3}(?:[ '’]\d{3})+(?!\d)")
_SIGNS = {
    **{
        "−": "-",
        "–": "-",
        "‒": "-",
        "×": "*",
        "·": "*",
        "⋅": "*",
        "∙": "*",
        "÷": "/",
        "⁄": "/",
        "∕": "/",
        "**": "^",
    },
    **{"√": "sqrt ", "∞": "oo", "π": "pi", "≤": "<=", "≥": ">=", "≠": "!=", "∪": " or ", "µ": "u", "μ": "u"},
    **{r"\cdot": "*", r"\times": "*", r"\div": "/", r"\infty": "oo", r"\leq": "<=", r"\le": "<=", r"\geq": ">="},
    **{r"\ge": ">=", r"\neq": "!=", r"\left": "", r"\right": "", r"\cup": " or ", r"\%": "%", r"\$": "$"},
    **{r"\{": "{", r"\}": "}", r"\,": " ", r"\;": " ", r"\!": "", r"\ ": " ", "^\\circ": "°", r"\degree": "°"},
}
_NESTED = 6


def cleaned(text: str) -> str | None:
    """Return an answer in plain signs, or None when it is empty or too long to be one."""
    if len(text) > LONGEST:
        return None
    plain = _unwrapped(text.strip())
    raised = _RAISED.sub(lambda found: f"^({found[0].translate(_SUPERSCRIPTS)})", plain)
    plain = _without_latex(unicodedata.normalize("NFKC", raised))
    for sign, meant in _SIGNS.items():
        plain = plain.replace(sign, meant)
    plain = " ".join(plain.replace("\\", "").split()).strip(" .;")
    if not plain.startswith(("(", "[", "{")):
        plain = _THOUSANDS.sub(lambda found: found[0].replace(",", ""), plain)
    plain = _SPACED.sub(lambda found: re.sub(r"[ '’]", "", found[0]), plain)
    mixed = _MIXED.match(plain)
    return f"{mixed[1]}({mixed[2]}+{mixed[3]})" if mixed else plain or None


def _unwrapped(text: str) -> str:
    for _ in range(_NESTED):
        bare = _LEAD.sub("", text.strip().rstrip(".").strip(), count=1)
        wrapped = _WRAPPED.match(bare)
        bare = next((part for part in wrapped.groups() if part is not None), bare) if wrapped else bare
        boxed = _BOXED.match(bare.strip())
        bare = boxed[1] if boxed else bare
        if bare == text:
            break
        text = bare
    return text


def _without_latex(text: str) -> str:
    for _ in range(_NESTED):
        before = text
        text = _WORDS.sub(r" \1", text)
        text = _POWER.sub(r"^(\1)", _ROOT.sub(r"sqrt(\1)", _FRACTION.sub(r"((\1)/(\2))", text)))
        if text == before or len(text) > 2 * LONGEST:
            break
    return text
