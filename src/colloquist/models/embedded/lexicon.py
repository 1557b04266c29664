"""Word lists: the little English that a model without weights has to know."""


def listed(text: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset(text.split())


STOP = listed(
    """
    a an the and or but nor so yet of in on at by for from to with into onto over under between among about
    against through during before after above below up down out off again further then once here there when
    where why how what which who whom whose that this these those it its itself he him his she her they them
    their theirs i me my we us our you your is are was were be been being am has have had having do does did
    doing done can could may might must shall should will would not no only own same than too very just also
    as if because since while until unless although though whereas however thus therefore hence such some any
    each every all both few more most other another much many several one two three four five six seven eight
    nine ten cannot either neither else even still rather quite already almost nearly now often usually per
    via within without upon across along around near like little less lot come into comes came know tell ask
    asks asked mean means meant happens happen happened exactly explain get gets got make makes made take
    takes taken give gives given say says said thing things way ways
    """
)
DETERMINERS = listed(
    """
    the a an each every some any no another its their his her our my your this that these those
    """
)
PREPOSITIONS = listed(
    """
    of in on at by for from to with into onto over under between among about against through during before
    after above below up down out off across along around near behind beneath beside beyond inside outside per
    than as within without upon via towards toward until since like off
    """
)
PRONOUNS = listed("it its they them their this these those he she his her him such itself themselves")
SUBORDINATORS = listed(
    """
    if when as after before once while where since because although though unless until whereas
    """
)
BE = listed("is are was were")
MODALS = listed("can could may might must should will would cannot")
AUXILIARIES = BE | MODALS | listed("has have had does do did")
RELATIVES = listed("that which who whom whose where when if because although though whereas while")
ADVERBS = listed(
    """
    not also often usually always never then now still only already just thus therefore hence however again
    almost even once soon later far rather together away back too first next instead meanwhile sometimes
    generally close likely well
    """
)
PLURALS = listed(
    """
    people children men women bacteria data fish criteria phenomena mice feet teeth cattle police
    """
)
SINGULAR_S = listed(
    """
    physics mathematics economics news series species gas bus lens process business mass class loss glass
    cross press stress access success process analysis basis crisis thesis axis virus status apparatus
    consensus means overseas always perhaps less its this is was has does as us thus plus minus versus
    """
)
ADJECTIVES = listed(
    """
    nearby shallow inner outer upper lower slender windward rear large small big great high low long short
    good bad new old early late hot cold warm cool deep wide narrow thin thick heavy light strong weak fast
    slow hard soft full empty open closed free safe rich poor clear true false real main major minor common
    rare simple complex direct single double whole equal similar different possible likely available necessary
    important useful usual typical certain entire own able due ready near nearer last next far better worse
    best worst higher lower larger smaller longer shorter greater less fewer more most least older newer
    colder hotter warmer denser thicker stiffer stronger weaker faster slower finer cheaper easier harder
    alone worth exact sure wrong right hungry flat steady moderate generous permanent
    """
)
SUPERLATIVE = listed(
    """
    usual best main customary typical strongest first key only central chief biggest largest smallest oldest
    simplest commonest basic normal standard common greatest subtlest expected original principal
    """
)
MONTHS = listed(
    """
    January February March April May June July August September October November December
    """
)
TRANSITIVE = listed(
    """
    protect forbid require need contain show mean cause provide involve measure include describe reveal imply
    demand allow prevent determine suggest produce affect record compare count support absorb cover replace
    predict attract carry express yield explain
    """
)
CHANGE = listed(
    """
    rise fall shrink grow leave move open close sink cool survive increase decrease drop expand contract shift
    spread vanish disappear change converge stop slip twist darken melt freeze decline jump unfold multiply
    collect lag gain drift rotate turn clump ring decay evaporate dissolve break bend stick
    """
)
NEVER_NOUNS = listed(
    """
    enter remain become consist contain depend exist occur require provide allow include produce reduce
    receive prevent protect determine maintain obtain perform keep lose grow begin bring choose decide
    describe differ disappear enable ensure expand explain extend follow forbid happen improve induce involve
    lie lose mean prove raise reach reveal seem solve survive tend vanish vary weigh write
    """
)
EMPTY = listed(
    """
    kind sort way part case time day year number amount rest lot end side thing fact point means use example
    instance order place result sake other same moment week month hour minute second pair row set total share
    majority chance degree factor case word sense rate price cost hand world life latter former extent range
    course half third quarter whole one ones few many principle answer reason question effect loss gain
    addition
    """
)


def plural(word: str) -> bool:
    """Whether a noun looks plural."""
    if word in PLURALS:
        return True
    return word.endswith("s") and not word.endswith(("ss", "us", "is", "'s", "’s")) and word not in SINGULAR_S
