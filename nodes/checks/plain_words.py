"""Everyday words: a capital says nothing of them at the start of a sentence, and two in a row betray nobody."""

from colloquist.nodes.checks.wording import listed

COMMON = frozenset(
    listed(
        """
    a about above according after again against all almost already also although always an and another any
    anything are as ask at average away back be because before being below beside best better between both
    but by call can certainly certainty check clearly close come compare consider could day depth did
    different direction do does doing double each either else enough even ever every everyone everything
    except exactly few fewer find fine first follow for four from further generally give given go good great
    had half hardly has have having he heat help hence her here high his how however i if imagine in indeed
    instead into is it its just keep last later least less let like little long look lower make many may
    maybe mean meanwhile measure might more most much multiply my nearly neither never new next no nobody
    none nor not nothing now of off often old on once one only or other otherwise our out over pay perhaps
    please possibly practically probably put quite rather read reckon right same say second see seven
    several she short should show since six small so some somebody someone something sometimes soon start
    still strictly such suppose sure take tell ten than thank thanks that the their them then there these
    they thing think this those though three through throw thus till to together too try turn twice two
    under unless unlike until up upstream use usually very wait was water we well were what whatever when
    where whereas whether which while who whoever whose why will wind with within without word would write
    yes yet you your yours zero air area anyone add allow answer apart around begin beyond big bring buy
    carry case cause change choose count cut deal down draw drop during easily eight eighty eleven equal
    expect fall far fast feed fifteen fifty five fish forty free full get half hold hot cold hundred keep
    know large leave less level light line list lose low main mostly move must near need nine ninety number
    open opposite order part pass people place plain plan point power pressure price proportion quick raise
    reach real reason reduce report rest result return rise round rule run safe salt second set share simply
    single sixty slow speed split stand state step stop strength strong subtract sum table tall temperature
    ten thirty time today twelve twenty type uneven upper value view walk want warm way weak weight whole
    wide work worse divide subtract assume picture weigh work replace remove set cut apply follow ignore
    note remember leave press drain test expect mind treat mark divided whereas besides still alone barely
    beneath across despite depending doubling halving gas oil stone wood iron steel sand clay soil milk
    bread flour yeast paper ink glass salt sugar food heat friction gravity silver gold copper bronze blood
    skin children adults patients people men women workers birds year der die das den dem des ein eine einen
    im am bei mit nach von zu für auf aus und oder wenn weil dann er sie es wir ich man nur auch als wie wer
    wo zwei drei beim zum zur ok okay mr mrs ms dr tv am pm eg ie etc vs
    """
    )
)
EVERYDAY = COMMON | frozenset(
    listed(
        """
    able accept afternoon ago agree aim alike became become began begun behave believe belong bit body boy
    break broke broken brought build building built business came car care carried caught certain chance child
    city clear clever closer comes coming common concern cost country course daily date decide describe
    difference difficult doubt dry early easier easy effect end english evening exact example explain eye face
    fact fallen family father feel fell felt figure final followed force form former found friend front gave
    general girl goes going gone got grew group grow grown guess hand happen hard head hear heard held home
    hope hour house idea important inside interest kept kind knew known lack lasted late lay lead learn learned
    led left life likely live local longer looked lot love made making matter meant meet met middle minute
    mistake moment money month morning mother name natural nature nice night notice occur office older opened
    outside own paid pair past period person personal piece possible prefer present pretty problem prove
    purpose question quickly quiet ran rare reached ready receive recent remain remained risen rose said sat
    saw says school seem seemed seen sent separate serious settle shape shown side sign similar size sleep
    slowly son sort sound speak spent spoke stay stood stopped story strange street study success surprise
    taken talk talked task taught text thought threw tired told took top town tried trouble true trust trusted
    truth turned turns understand understood useful usual visit walked wanted watch week went wife win wish
    woman won wonder worked world worried worry worth written wrong wrote yesterday young younger
    """
    )
)
"""Words that anybody may use of anything: two of them in a row betray nobody's notes."""
PARTICLES = frozenset(
    listed(
        "about across after ahead along apart around aside away back before behind by down forth forward in into "
        "off on onto out over round through together under up upon"
    )
)
_ENDINGS = ("", "s", "es", "d", "ed", "ing", "ly")


def is_everyday(word: str) -> bool:
    """Whether a word in lower case, or what an ending was put to, is one that anybody uses."""
    return any(word.endswith(end) and word[: len(word) - len(end)] in EVERYDAY for end in _ENDINGS)
