"""Peoples and countries: "American" and "the United States" are one name in two forms; the commonest only."""

import re
from collections.abc import Iterable
from functools import lru_cache

# A country per line: each form in which its name, its adjective or its people may stand, parted by bars.
_TABLE = """
United States|United States of America|America|American|U.S.|U.S.A.|US|USA
United Kingdom|Great Britain|Britain|British|Briton|U.K.|UK
England|English|Englishman|Englishmen
Scotland|Scottish|Scots|Scot
Wales|Welsh
Ireland|Irish
France|French|Frenchman|Frenchmen
Germany|German
Italy|Italian
Spain|Spanish|Spaniard
Portugal|Portuguese
Netherlands|Holland|Dutch|Dutchman
Belgium|Belgian
Luxembourg|Luxembourgish
Switzerland|Swiss
Austria|Austrian
Norway|Norwegian
Sweden|Swedish|Swede
Denmark|Danish|Dane
Finland|Finnish|Finn
Iceland|Icelandic|Icelander
Poland|Polish|Pole
Czech Republic|Czechia|Czech
Slovakia|Slovak
Slovenia|Slovene|Slovenian
Hungary|Hungarian
Romania|Romanian
Bulgaria|Bulgarian
Greece|Greek
Turkey|Turkish|Turk
Croatia|Croatian|Croat
Serbia|Serbian|Serb
Ukraine|Ukrainian
Russia|Russian
Soviet Union|Soviet|USSR
Estonia|Estonian
Latvia|Latvian
Lithuania|Lithuanian
Canada|Canadian
Mexico|Mexican
Brazil|Brazilian
Argentina|Argentine|Argentinian
Chile|Chilean
Peru|Peruvian
Colombia|Colombian
Cuba|Cuban
Australia|Australian
New Zealand|New Zealander
Japan|Japanese
China|Chinese
Korea|Korean
Vietnam|Vietnamese
Thailand|Thai
Indonesia|Indonesian
Philippines|Philippine|Filipino
India|Indian
Pakistan|Pakistani
Bangladesh|Bangladeshi
Nepal|Nepalese|Nepali
Iran|Iranian
Persia|Persian
Iraq|Iraqi
Israel|Israeli
Saudi Arabia|Saudi
Egypt|Egyptian
Morocco|Moroccan
Nigeria|Nigerian
Kenya|Kenyan
Ethiopia|Ethiopian
South Africa|South African
Europe|European
Asia|Asian
Africa|African
Rome|Roman
Babylon|Babylonian
"""
_COUNTRIES = tuple(tuple(line.split("|")) for line in _TABLE.strip().splitlines())
_WORD = re.compile(r"[^\W\d_]+(?:\.[^\W\d_])*")


def _by_word() -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for number, forms in enumerate(_COUNTRIES):
        for word in (word for form in forms for word in _WORD.findall(form)):
            found.setdefault(word, set()).add(number)
    return found


_OF_WORD = _by_word()


def strange_peoples(strange: Iterable[str], texts: Iterable[str]) -> list[str]:
    """Return the words of `strange` that name no country or people of which `texts` have another form.

    A country or people that is not in the table stays strange.
    """
    words = list(strange)
    of = [_OF_WORD.get(word.removesuffix("s"), _OF_WORD.get(word, set())) for word in words]
    possible = set[int]().union(*of)
    known = {number for number in possible if any(_forms(number).search(text) for text in texts)}
    return [word for word, countries in zip(words, of, strict=True) if not countries & known]


@lru_cache(maxsize=len(_COUNTRIES))
def _forms(number: int) -> re.Pattern[str]:
    longest_first = sorted(_COUNTRIES[number], key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})s?(?!\w)")
