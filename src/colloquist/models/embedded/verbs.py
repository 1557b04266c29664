"""Verbs and their forms: how a main verb is known without a tagger, and what it turns into in a question."""

from colloquist.models.embedded.lexicon import listed

_REGULAR = listed(
    """
bite blow buy catch dig drink fly forget get record ride shake sing sleep
 steal swear swell swing tear think throw wear
absorb accept accumulate achieve act adapt add admit affect agree aim allow alter answer appear apply argue
arrange arrive ask attach attack attract avoid balance base become begin behave belong bend block bind borrow
break bring build burn burst calculate call cancel carry cause change charge check choose claim clear climb
close clump collect collapse combine compare compensate compete compress compute concern condense conduct
confirm connect consider consist contain continue contract contribute control converge convert cool copy
correct cost count cover create cross cure cut damage darken deal decay decide decline decrease define deliver
demand deny depend derive describe design destroy detect determine develop differ direct disappear discard
discharge discover dissolve distinguish divide dominate double draw drift drive drop earn eat emerge employ
empty enable encourage end enforce enter escape establish estimate evaporate evolve examine exceed exclude
exist expand expect expire explain express extend face fail fall favour feed feel fight fill find finish fit
flow focus follow forbid force form freeze gain gather generate give glide go govern grow guarantee
guess happen hear heat help hide hinder hit hold identify ignore imitate improve include increase indicate
induce infect influence inform insist insulate introduce invent invest involve join jump keep kill know lack
lag last lead leak learn leave lend let lie lift limit link live load lock lose lower maintain make manage
mark match matter mean measure meet melt mix monitor move multiply narrow need neglect notice observe obtain
occupy occur offer open operate oppose originate overcome owe own pass pay permit persist pick place plan play
point pop possess pour predict prefer prepare preserve press prevent proceed produce promise propose protect
prove provide publish pull pump push put raise rank reach react read receive recover reduce refer reflect
refuse regulate reject relate release rely remain remove repair repeat replace report represent require rescue
resemble resist respond rest restrict result retain return reveal rise rotate run satisfy save say scatter see
seek seem select sell send separate serve set settle share shift show shrink shut simplify sink skip slide
slip slow solve speak spend split spoil spread stabilise stand start stay steady stem stick stop store
strengthen stretch strike struggle succeed suffer suggest suit supply support suppose surround survive swim
switch take teach tell tend test tolerate touch trace trade train transfer transform transmit travel treat
turn twist undersell unfold use vanish vary warm warn wash waste watch weaken weigh widen win withstand work
write yield
"""
)
_FORMS = """
bite bit bitten; blow blew blown; buy bought bought; catch caught caught; dig dug dug; drink drank drunk; fly flew
flown; forget forgot forgotten; get got got; ride rode ridden; shake shook shaken; sing sang sung; sleep slept
slept; steal stole stolen; swear swore sworn; swell swelled swollen; swing swung swung; tear tore torn; think
thought thought; throw threw thrown; wear wore worn;
become became become; begin began begun; bind bound bound; bend bent bent; break broke broken;
bring brought brought; build built built; burst burst burst; choose chose chosen; cost cost cost; cut cut cut;
deal dealt dealt; draw drew drawn; drive drove driven; eat ate eaten; fall fell fallen; feed fed fed;
feel felt felt; fight fought fought; find found found; forbid forbade forbidden; freeze froze frozen;
give gave given; go went gone; grow grew grown; hear heard heard; hide hid hidden; hit hit hit;
hold held held; keep kept kept; know knew known; lead led led; leave left left; lend lent lent; let let let;
lie lay lain; lose lost lost; make made made; mean meant meant; meet met met; overcome overcame overcome;
pay paid paid; put put put; read read read; rise rose risen; run ran run; say said said; see saw seen;
seek sought sought; sell sold sold; send sent sent; set set set; show showed shown; shrink shrank shrunk;
shut shut shut; sink sank sunk; slide slid slid; speak spoke spoken; spend spent spent; split split split;
spread spread spread; stand stood stood; stick stuck stuck; strike struck struck; swim swam swum;
take took taken; teach taught taught; tell told told; undersell undersold undersold; win won won;
withstand withstood withstood; write wrote written
"""
_IRREGULAR = {base: (past, participle) for base, past, participle in (row.split() for row in _FORMS.split(";"))}
_VOWELS = "aeiou"
_DOUBLED = listed(
    "drop fit admit permit refer occur prefer plan stop skip slip trap pop control transfer transmit spin wrap"
)


def _third(base: str) -> str:
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        return base + "es"
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ies"
    return base + "s"


def _regular_past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ied"
    return base + base[-1] + "ed" if base in _DOUBLED else base + "ed"


BASE = frozenset(_REGULAR)
THIRD = {_third(base): base for base in sorted(_REGULAR)}
PAST = {_IRREGULAR[base][0] if base in _IRREGULAR else _regular_past(base): base for base in sorted(_REGULAR)}
PARTICIPLES = frozenset(_IRREGULAR[b][1] if b in _IRREGULAR else _regular_past(b) for b in _REGULAR) | {
    "been",
    "had",
    "done",
}
CLEAR_PAST = frozenset(past for past, participle in _IRREGULAR.values() if past != participle)


def is_participle(word: str) -> bool:
    """Whether `word` looks like a past participle."""
    return word in PARTICIPLES or (word.endswith("ed") and len(word) > 4)
