"""How signatures and introductions are written: the words and shapes by which crm/signatures.py knows a person, a job and a company."""

import re
import unicodedata
from collections.abc import Iterator


def _marks() -> Iterator[str]:
    """Ranges of the characters that stand above, below and beside letters, which a pattern's word leaves out: vowels of Indic and Thai names are such."""
    start = None
    for code in range(0x300, 0x11D00):
        is_mark = unicodedata.category(chr(code)).startswith("M")
        if is_mark and start is None:
            start = code
        elif not is_mark and start is not None:
            yield chr(start) if start == code - 1 else f"{chr(start)}-{chr(code - 1)}"
            start = None


LONGEST_NAME = 80
MARKS = "".join([*_marks(), "\u200c\u200d"])
"""For a class of characters in a pattern. With the joiners of Persian and Indic words."""

TOKEN = re.compile(
    r"<(?:(?P<mail>mailto:)|tel:|(?=https?://))(?P<address>[^<>|\s]+)(?:\|[^<>]*)?>|<[@#!][^<>]*>|:[a-z][a-z0-9_+-]{1,40}:|&(?P<entity>amp|lt|gt);"
)
ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}
INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
EMAIL = re.compile(r"[^\s@<>\",:;()\[\]|'*`]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?![\w@-])")
ADDRESS = re.compile(r"(?:https?://|\bwww\.)[^\s<>|\"'`]{3,300}", re.IGNORECASE)
LINKEDIN = re.compile(r"(?:https?://)?(?:[a-z]{2,3}\.)?linkedin\.com/(?:in|pub)/[\w%./-]{1,150}", re.IGNORECASE)
LINKED = re.compile(r"(?<=\S)\s*\((?:https?://|www\.)[^\s()]*\)", re.IGNORECASE)
"""Behind the words that link there."""
QUOTED = re.compile(r"^\s*>[>\s]*")
OLDER = re.compile(
    r"-{2,}\s*Original Message|_{10,}$|(?:On|Am|El|Le|Il|Op)\s.{6,150}(?:wrote|schrieb.{0,80}|escribió|a écrit|ha scritto|schreef.{0,80})\s?:$", re.IGNORECASE
)
HEADER = re.compile(r"^(?:from|von|de|da|van|от|reply-to)\s*:\s*", re.IGNORECASE)
RECIPIENT = re.compile(r"^(?:to|an|cc|bcc|para|à|kopie|sent|gesendet|date|datum|subject|betreff|asunto|objet)\s*:", re.IGNORECASE)
LABELLED = re.compile(
    r"^[\s*_-]*(?:(?P<name>(?:full\s+|your\s+|contact\s+)?name|vollständiger\s+name|nombre\s+completo|nom\s+complet)|(?P<first>first\s+name|vorname|"
    r"nombre|prénom)"
    r"|(?P<last>last\s+name|surname|family\s+name|nachname|apellidos?|nom)|(?P<company>company(?:\s+name)?|organi[sz]ation|firma|unternehmen|empresa|"
    r"société|entreprise)"
    r"|(?P<title>(?:job\s+)?title|position|role|cargo|puesto|poste))\s*\*?\s*[:=]\s*\*?\s*(?=\S)",
    re.IGNORECASE,
)
LABELLED_EMAIL = re.compile(
    r"^[\s*_-]*(?:(?:work|business|company|your|contact|geschäftliche)\s+)?(?:e-?mail|mail|correo(?:\s+electrónico)?|courriel|эл\.?\s*почта)"
    r"(?:[\s-]*(?:address|adresse|id))?\s*\*?\s*[:=]\s*\*?\s*(?=\S)",
    re.IGNORECASE,
)
UNREAD = re.compile(
    r"(?:(?:no|do[._-]?not|donot|please[._-]?do[._-]?not)[._-]?(?:reply|respond|answer)|nicht[._-]?antworten|mailer[._-]?daemon|postmaster|bounces?|"
    r"notifications?|notify|auto[._-]?(?:mailer|reply))(?:[._+-].*)?",
    re.IGNORECASE,
)
"""Before the @ of addresses that nobody reads."""
SEPARATOR = re.compile(r"\s*[|•·¦]\s*|\s+[/–—-]\s+|\t+| {3,}")
LABEL = re.compile(
    r"^(?:t|m|f|p|e|w|tel|telefon|telefono|teléfono|tél|phone|mobile?|mobil|cell|handy|fax|office|direct|e-?mail|mail|web|website|linkedin|skype|☎|📞)\s*[.:]",
    re.IGNORECASE,
)
FAX = re.compile(r"(?:\b(?:tele)?fax(?:[\s-]*(?:nr|no|num|number|nummer|line|#|№))?|\bf)\s*[.:]*\s*$", re.IGNORECASE)
PHONE_LABEL = re.compile(r"(?:\b(?:t|m|p|tel|telefon|tél|phone|mobile?|mobil|cell|handy|call|ring|office|direct|number is)|☎|📞|📱)\s*[.:]?\s*$", re.IGNORECASE)
CLOSING = re.compile(
    r"^(?:(?:with\s+)?(?:(?:my|very|all)\s+)?(?:best|kind(?:est)?|warm(?:est)?)(?:\s+(?:regards|wishes))?|regards|br|kr|many\s+thanks|thanks"
    r"(?:\s+(?:again|a\s+lot|in\s+advance|and\s+(?:best|kind)\s+regards))?|thank\s+you|cheers|sincerely(?:\s+yours)?|yours(?:\s+(?:sincerely|truly|"
    r"faithfully))?|"
    r"(?:mit\s+)?(?:freundlichen?|besten?|herzlichen?|vielen?|liebe|schöne)\s+gr(?:ü|ue)(?:ß|ss)en?|mfg|vg|lg|gru(?:ß|ss)|"
    r"(?:un\s+)?(?:cordial\s+)?saludos?(?:\s+cordiales)?|atentamente|abrazos?|(?:bien\s+)?cordialement|bien\s+à\s+(?:vous|toi)|cordiali\s+saluti|"
    r"(?:met\s+)?vriendelijke\s+groet(?:en)?|atenciosamente|abraços?|с\s+уважением|з\s+повагою|(?:z\s+poważaniem|pozdrawiam)|s\s+pozdravem|med\s+vänliga?\s+hälsning(?:ar)?|"
    r"(?:med\s+)?ven(?:n)?lig\s+hilsen|ystävällisin\s+terveisin|üdvözlettel|cu\s+stimă|saygılarımla|με\s+εκτίμηση|trân\s+trọng|"
    r"よろしくお願い(?:いた)?します|以上|此致|谢谢|감사합니다|드림|בברכה|(?:مع\s+)?تحياتي|सादर|धन्यवाद|ขอแสดงความนับถือ)(?=[\s,.!–—-]|$)[,.!–—-]*\s*",
    re.IGNORECASE,
)
LETTER = rf"[^\W\d_{MARKS}]"
LETTERS = rf"(?:[^\W\d_]|[{MARKS}])"
WORD = re.compile(rf"{LETTER}{LETTERS}*(?:['’.-]{LETTER}{LETTERS}*)*\.?")
SMALL = "da de del della den der di dos du el al bin ibn la le los ter van vom von y zu zum"
PARTICLES = frozenset(SMALL.split())
SMALL_IN_TITLES = PARTICLES | {"of", "for", "the", "and", "für", "und", "et", "des", "in", "at"}
HONORIFIC = re.compile(r"^(?:(?:dr|prof|mr|mrs|ms|herrn?|frau|sr|sra|mme|m|dipl\.?-ing|ing)\.?\s+)+", re.IGNORECASE)
CREDENTIALS = re.compile(r"(?:,\s*(?:ph\.?d|mba|m\.?sc|b\.?sc|cpa|pmp|esq|jr|sr|cfa)\.?)+$|\s*\((?:she|he|they|sie|er|ella|él)[^()]{0,20}\)$", re.IGNORECASE)
TITLE = re.compile(
    r"\b(?:s?vp|evp|avp|vice\s+president|president|c[efotimrpsh]o|ciso|chief|head|director|directora|direktor(?:in)?|directeur|directrice|"
    r"manager(?:in)?|managing|founder|co-?founder|"
    r"owner|partner|principal|engineer|developer|consultant|analyst|architect|designer|account\s+executive|executive|representative|specialist|"
    r"coordinator|assistant|"
    r"officer|lead|buyer|purchaser|procurement|recruiter|geschäftsführ(?:er|erin|ung)|gf|(?:\w{0,20})leit(?:er|erin|ung)|inhaber(?:in)?|einkauf|"
    r"vertrieb|berater(?:in)?|"
    r"prokurist(?:in)?|vorstand|responsable|gérante?|chef(?:fe)?|gerente|jef[ea]|fundador[a]?|responsabile|amministratore|direttore|titolare|директор|"
    r"менеджер|руководитель|dyrektor(?:ka)?|kierownik|prezes|müdürü|διευθυντής|διευθύντρια|giám\s+đốc|trưởng\s+phòng)\b"
    r"|部長|課長|社長|取締役|代表|经理|總監|总监|(?:부장|과장|차장|팀장|실장|이사|대표|상무|전무|사장|매니저)(?!\w)|מנהלת?|مدير|प्रबंधक|निदेशक|ผู้จัดการ|ผู้อำนวยการ",
    re.IGNORECASE,
)
SUFFIX = re.compile(
    r"(?:^|[\s,])(?:inc|llc|llp|ltd|limited|corp|corporation|co|company|gmbh|ag|kg|ug|ohg|se|e\.v|s\.?a|s\.?l|s\.?a\.?s|sarl|s\.?r\.?l|s\.?p\.?a|"
    r"b\.?v|n\.?v|ab|oy|as|aps|a/s|plc|pty|"
    r"group|holding|holdings|technologies|labs|ltda|a\.?ş|α\.?ε|ооо|зао|sp\.\s?z\s?o\.?o)\.?$|株式会社|有限公司|^ооо\s|주식회사|유한회사|㈜|\(주\)",
    re.IGNORECASE,
)
COMPANY_FIRST = re.compile(r"(?P<company>株式会社\S+|\S+株式会社)\s+(?P<title>\S.*)")
"""As on Japanese cards."""
COMMON = """
    a again agenda all also an and any april are ask asked august avenue best book budget but call called cheers company confidential contact customer
    dear december department download email emailed engineering everybody everyone february feel folks follow for forward forwarded friday from fw fwd
    good great guys happy he hello her here hey hi his i i'd i'm i've if in introducing invoice is it it's i’m january july june kind lead leads let
    let's looking mail march marketing may meet meeting met mobile monday my new no not november october office ok okay old on order our phone platz
    please privacy product project quarterly re regards road sales saturday saw sent september service she signature spoke strasse straße street
    subject sunday support talked team tell terms thank thanks that the their then there they this thursday to told tuesday unsubscribe update view
    visit warm was we we're wednesday wg when with yes you your
"""
NO_NAME = frozenset(COMMON.split())
SENTENCE_BEGINS = """
    and ask asked also but call called contact dear email emailed for from hello hey hi i'd i'm i’m in introducing meet met on saw spoke talked tell then told
    when with
"""
BEFORE_A_NAME = frozenset(SENTENCE_BEGINS.split())
PLACES = re.compile(
    r"\d{2}|[,;:!?@#]|https?:|\bwww\.|\b(?:street|road|avenue|floor|suite|str\.?|platz|weg|allee|calle|rue|via|p\.?o\.?\s?box|sent from|confidential|"
    r"registered|hrb)\b",
    re.IGNORECASE,
)
CAPITALISED = rf"(?<![\w{MARKS}])[^\W\d_a-zß-öø-ÿ][\w'’.{MARKS}-]{{0,30}}"
NAME_WORDS = rf"{CAPITALISED}(?:[ ](?:(?:da|de|del|della|den|der|di|dos|du|el|al|bin|la|le|ter|van|von|y)[ ]){{0,2}}{CAPITALISED}){{1,3}}"
COMPANY_TAIL = rf"[\w'’&+.{MARKS}-]"
COMPANY_WORDS = (
    rf"[^\W_a-zß-öø-ÿ]{COMPANY_TAIL}{{0,40}}"
    rf"(?:[ ](?:(?:&|and|of|the|für|und|y|et|de)[ ]){{0,2}}(?!I\b)[^\W_a-zß-öø-ÿ]{COMPANY_TAIL}{{1,40}}){{0,5}}"
)
TITLE_WORDS = r"[^\W_][\w'’&/.-]{0,40}(?:[ ][\w'’&/-]{1,40}){0,6}?"
AT = r"(?:at|from|with|of|for|@|bei|von|vom|de|chez|en)"
DEPARTMENTS = (
    r"(?:operations|sales|marketing|products?|engineering|finance|human\s+resources|hr|people|it|growth|procurement|purchasing|business\s+development|"
    r"customer|support|legal|data|design|research|strategy|partnerships|communications|logistics|technology|security|quality|content|talent|"
    r"accounts?|accounting|administration|manufacturing|innovation|digital|supply\s+chain|public\s+relations|revenue|purchases?|buying|sourcing|"
    r"pre-?sales|inside\s+sales|r\s?&\s?d|facilities|treasury|audit|tax|risk|compliance|training|education|events|press|planning|controlling|delivery|"
    r"analytics|infrastructure|exports?|imports?|einkauf|vertrieb|verkauf|personal|finanzen|buchhaltung|technik|logistik|entwicklung|produktion)"
)
DEPARTMENT = re.compile(
    rf"(?:(?:global|regional|corporate|strategic|enterprise|international|north|south|east|west|emea|apac|americas|dach|europe)\s+)*{DEPARTMENTS}"
    rf"(?:\s+(?:&|and|und|et|y|{DEPARTMENTS}|management|success|development|experience|relations|services|enablement))*",
    re.IGNORECASE,
)
AT_COMPANY = rf"(?:{AT}(?!\s+(?:the\s+)?{DEPARTMENTS}\b))"
"""Head of Operations is a title, CEO of Acme is not all title."""
INTRODUCED = re.compile(
    r"(?i:\b(?:my\s+name\s+is|i\s+am|i['’]m|this\s+is|here\s+is|met|meet|meeting\s+with|spoke\s+(?:with|to)|talked\s+(?:with|to)|introduc(?:e|"
    r"ing)(?:\s+you\s+to)?|connect(?:ed)?\s+with|"
    r"heard\s+from|(?:call|mail|e-?mail|message|request)\s+from|contact(?:\s+(?:is|person))?:?|ich\s+bin|ich\s+heiße|mein\s+name\s+ist|"
    r"je\s+m['’]appelle|je\s+suis|me\s+llamo|soy|mi\s+chiamo|sono))"
    rf"\s+(?P<name>{NAME_WORDS})(?:(?P<comma>,?)\s+(?:the\s+|"
    rf"an?\s+)?(?P<title>{TITLE_WORDS}))??(?:\s+(?i:{AT_COMPANY})\s+(?:the\s+)?(?P<company>{COMPANY_WORDS}))?(?=[\s,.;:!?()-]|$)"
)
TITLED = re.compile(
    rf"(?P<name>{NAME_WORDS})(?:,\s+(?:the\s+)?|\s+\(\s*)(?P<title>{TITLE_WORDS})(?:\s+(?i:{AT_COMPANY}|@)\s+|,\s+)(?:the\s+)?(?P<company>{COMPANY_WORDS})"
)
ADDRESSED = re.compile(rf"(?P<name>{NAME_WORDS}|(?<=\")[^\"<>@]{{2,80}}(?=\"))\"?[\s,:;–-]{{0,3}}(?P<bracket>[<(\[]?)(?P<email>{EMAIL.pattern})")
GERMAN = {ord(letter): written for letter, written in {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "å": "aa"}.items()}
HOSTS = """
    bit.ly bsky.app cal.com calendar.google.com calendar.app.google calendly.com docs.google.com doodle.com drive.google.com facebook.com fb.com forms.gle
    g.page github.com gitlab.com gmail.com goo.gl google.com googlemail.com instagram.com kununu.com linkedin.com linktr.ee lnkd.in maps.app.goo.gl
    mastodon.social medium.com meet.google.com meetings.hubspot.com outlook.com outlook.office.com outlook.office365.com pinterest.com savvycal.com
    slack.com t.co t.me teams.microsoft.com threads.net tiktok.com tinyurl.com twitter.com typeform.com vimeo.com wa.me whatsapp.com wechat.com x.com
    xing.com youtu.be youtube.com zoom.us
"""
OTHERS = frozenset(HOSTS.split())
"""Where many have their pages, calendars and channels: no company's website, but of those whose address is there."""
