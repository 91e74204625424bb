"""Who a message is from or about: what is clear is found, what is not stays empty."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.signatures import LONGEST, MOST, Person, read_person, region_of, unwrapped

ANA = Person("Ana Ruiz", "VP Sales", "Acme Corp")

WHO = {
    "Mira Solberg, Head of Operations, Tidewell GmbH, mira@tidewell.example": Person("Mira Solberg", "Head of Operations", "Tidewell GmbH"),
    "I met Mira Solberg, Director of Customer Success at Tidewell, yesterday": Person("Mira Solberg", "Director of Customer Success", "Tidewell"),
    "I met Mira Solberg, CEO of Tidewell, yesterday": Person("Mira Solberg", "CEO", "Tidewell"),
    "Best, Ana Ruiz / VP Sales / Acme Corp": ANA,
    "Hello,\nsend me an offer.\n\nBest,\nAna Ruiz\nVP Sales\nAcme Corp\nana@acme.com": ANA,
    "Ana Ruiz | Acme | +49 30 1234567": Person("Ana Ruiz", None, "Acme"),
    "Ana Ruiz · VP Sales · Acme Corp · ana@acme.com": ANA,
    "Kind regards\n\nAna\n\nAna Ruiz\nHead of Procurement\nAcme\n+49 30 1234567": Person("Ana Ruiz", "Head of Procurement", "Acme"),
    "--\nAna Ruiz (she/her)\nVP Sales @ Acme\nm: +49 30 1234567": Person("Ana Ruiz", "VP Sales", "Acme"),
    "*Ana Ruiz*\n_VP Sales_\nAcme Corp\n<mailto:ana@acme.com|ana@acme.com>": ANA,
    "I'm Ana Ruiz, VP Sales at Acme Corp.": ANA,
    "Hi, my name is Ana Ruiz from Acme Corp and I need a price.": Person("Ana Ruiz", None, "Acme Corp"),
    "Met Ana Ruiz from Acme at the fair": Person("Ana Ruiz", None, "Acme"),
    "Spoke with Ana Ruiz (VP Sales, Acme Corp) today": ANA,
    "Called Ana Ruiz, VP Sales at Acme Corp": ANA,
    "new lead: Ana Ruiz ana@acme.com": Person("Ana Ruiz"),
    "From: Ana Ruiz &lt;<mailto:ana@acme.com|ana@acme.com>&gt;\nTo: Ben Ode &lt;ben@us.example&gt;\nSubject: Offer\n\nHello": Person("Ana Ruiz"),
    'From: "Ruiz, Ana" <ana@acme.com>': Person("Ana Ruiz"),
    "&gt; Best,\n&gt; Ana Ruiz\n&gt; VP Sales, Acme Corp\n&gt; ana@acme.com": ANA,
    "fyi\n\nOn Mon, 3 Nov 2026 at 10:00, Ana Ruiz <ana@acme.com> wrote:\n> Hello": Person("Ana Ruiz"),
    "Name: Ana Ruiz\nCompany: Acme Corp\nJob title: VP Sales\nE-mail: ana@acme.com": ANA,
    "First name: Ana\nLast name: Ruiz\nMessage: call me": Person("Ana Ruiz"),
    "Regards,\nANA RUIZ\nDIRECTOR OF IT\nACME INC.": Person("ANA RUIZ", "DIRECTOR OF IT", "ACME INC."),
    "Mit freundlichen Grüßen\nDr. Jürgen Müller\nGeschäftsführer\nMüller & Söhne GmbH\nTel.: 030 1234567": Person(
        "Jürgen Müller", "Geschäftsführer", "Müller & Söhne GmbH"
    ),
    "Cordialement,\nÉlodie Martin\nResponsable achats\nSociété Générale": Person("Élodie Martin", "Responsable achats", "Société Générale"),
    "José Luis García-López – Director Comercial – Iberia Tech S.L.\njl.garcia@iberiatech.es": Person(
        "José Luis García-López", "Director Comercial", "Iberia Tech S.L."
    ),
    "Met vriendelijke groet,\nMaria van der Berg\nManager Inkoop\nAcme B.V.": Person("Maria van der Berg", "Manager Inkoop", "Acme B.V."),
    "С уважением,\nИван Петров\nдиректор\nООО Ромашка": Person("Иван Петров", "директор", "ООО Ромашка"),
    "よろしくお願いします\n田中太郎\n株式会社アクメ\n部長": Person("田中太郎", "部長", "株式会社アクメ"),
    "محمد علي | شركة | +971 4 123 4567": Person("محمد علي", None, "شركة"),
    "Best regards,\nAna\nSent from my iPhone": Person("Ana"),
    "감사합니다\n김민수\n영업부장\n주식회사 아크미\n+82 2 1234 5678": Person("김민수", "영업부장", "주식회사 아크미"),
    "此致\n王小明\n销售总监\n北京阿克米有限公司\nwang@acme.cn": Person("王小明", "销售总监", "北京阿克米有限公司"),
    "Με εκτίμηση,\nΓιώργος Παπαδόπουλος\nΔιευθυντής Πωλήσεων\nAcme AE": Person("Γιώργος Παπαδόπουλος", "Διευθυντής Πωλήσεων", "Acme AE"),
    "सादर,\nराहुल शर्मा\nManager\nAcme India\n+91 98765 43210": Person("राहुल शर्मा", "Manager", "Acme India"),
    "ขอแสดงความนับถือ\nสมชาย ใจดี\nSales Manager\nAcme Thailand\n+66 2 123 4567": Person("สมชาย ใจดี", "Sales Manager", "Acme Thailand"),
    "राहुल शर्मा\nManager\nAcme India\n+91 98765 43210": Person("राहुल शर्मा", "Manager", "Acme India"),
    "בברכה,\nדנה כהן\nמנהלת מכירות\nAcme": Person("דנה כהן", "מנהלת מכירות", "Acme"),
    "--\n山田 花子\n株式会社アクメ 営業部 部長\nhanako@acme.co.jp": Person("山田 花子", "営業部 部長", "株式会社アクメ"),
    "Trân trọng,\nNguyễn Văn An\nGiám đốc kinh doanh\nCông ty Acme": Person("Nguyễn Văn An", "Giám đốc kinh doanh", "Công ty Acme"),
    "Saygılarımla,\nMehmet Yılmaz\nSatış Müdürü\nAcme A.Ş.": Person("Mehmet Yılmaz", "Satış Müdürü", "Acme A.Ş."),
    "Cheers, Mo\nMohamed El-Sayed, PhD\nVP, Engineering\nAcme\nmo@acme.io": Person("Mohamed El-Sayed", "VP, Engineering", "Acme"),
    "Talked to Ana Ruiz, Director, Global Sales & Marketing": Person("Ana Ruiz", "Director, Global Sales & Marketing"),
    "Regards,\nAna Ruiz\nVP\nEngineering": Person("Ana Ruiz", "VP"),
    "Regards,\nMichael Jordan\nCEO\nAcme": Person("Michael Jordan", "CEO", "Acme"),
    "Best,\nAna Ruiz\nVP Sales\nBerlin": Person("Ana Ruiz", "VP Sales"),  # a place is no company
    "I am Ana Ruiz from Germany": Person("Ana Ruiz"),
}
NOBODY = [
    "", " ", "call 42 tomorrow", "Thanks, Ben", "Thanks Team", "Sincerely,\nThe Acme Team", "Hello Ana Ruiz, thanks for the mail",
    "Dear Ana Ruiz,\n\nBest regards\n", "Let's meet in New York / Berlin / Paris on Friday", "I am Happy To Help You", "This is Great News from Acme",
    "Spring Webinar | Acme | 2026-12-24 10:00", "Acme Renewal\nSpoke to their director", "Big Deal\nDirector called\nAcme",
    "Q3 Budget | Head of Sales | +49 30 1234567", "The Director of Acme Corp called", "meeting with New York Times", "Please Call Acme Corp",
    "To: Ana Ruiz <ana@acme.com>", "please write to carla.diaz@acme.com\n\nBest,\nAna Ruiz", "<@UANA> said hi",
    "Regards,\nAcme India\n+91 98765 43210", "Acme Thailand\n+66 2 123 4567", "김민수\n영업부장\n주식회사 아크미\n+82 2 1234 5678",
    "Unknown closing,\n#1 (x)\nAcme Data Systems\n+49 30 1234567",
    "Regards,\n#1 (you know who)\nSales Manager\nAcme India\n+91 98765 43210", "राम मदन%, Manager, Acme",
]  # fmt: skip


@pytest.mark.parametrize("text", WHO)
def test_who_it_is_is_read_where_it_is_clear(text):
    assert read_person(text, region="DE").person == WHO[text]


@pytest.mark.parametrize("text", NOBODY)
def test_what_is_not_clearly_a_person_is_nobody(text):
    assert read_person(text, region="DE").person is None


@pytest.mark.parametrize(
    ("text", "region", "phones"),
    [
        ("call +49 30 1234567", None, ("+49 30 1234567",)),
        ("<tel:+49301234567|030 1234567>", None, ("+49301234567",)),
        ("030/1234567", "DE", ("030/1234567",)),
        ("030/1234567", None, ()),
        ("(415) 555-2671 x12", "US", ("(415) 555-2671 x12",)),
        ("Tel. 4155552671", "US", ("4155552671",)),
        ("order 4155552671 shipped", "US", ()),
        ("Tel +49 30 1234567, Fax: +49 30 7654321", "DE", ("+49 30 1234567",)),
        ("on 12.05.2026 10:00 for 1,250,000", "DE", ()),
        ("+49 30 1234567 or +49 30 1234567 or +49 171 1234567", None, ("+49 30 1234567", "+49 171 1234567")),
        ("(415) 555-2671", "DE", ("+1 415-555-2671",)),
        ("+1 415–555–2671, ＋49 30 1234567, +1 (415) 555‑2672 extn 12", "DE", ("+1 415-555-2671", "+49 30 1234567", "+1 (415) 555-2672 ext 12")),
        ("T: 020 7946 0958\nM: 07400 123456\nsiobhan@acme.co.uk", "DE", ("+44 20 7946 0958", "+44 7400 123456")),
        ("Tél. : 01 42 68 53 00\njp.dupont@acme.fr", "DE", ("+33 1 42 68 53 00",)),
        ("Tél. : 01 42 68 53 00\nwww.acme.fr", "FR", ("01 42 68 53 00",)),
        ("Tél. : 01 42 68 53 00\nhttps://www.acme.fr", None, ("+33 1 42 68 53 00",)),
        ("office 020 7946 0958, mobile +44 7400 123456", "DE", ("+44 20 7946 0958", "+44 7400 123456")),
        ("0033 1 42 68 53 00 or 030 1234567", "DE", ("0033 1 42 68 53 00", "030 1234567")),
        ("030 1234567 ana@startup.io", "DE", ("030 1234567",)),
    ],
)
def test_phone_numbers_that_can_be_called_are_found_as_they_are_written(text, region, phones):
    assert read_person(text, region=region).phones == phones


def test_emails_are_found_once_whatever_their_case_and_form():
    text = "<mailto:ana@acme.com|Ana>, ANA@acme.com, <mailto:ben@acme.com?subject=Hi|ben@acme.com>; (carla@acme.co.uk)."

    assert read_person(text).emails == ("ana@acme.com", "ben@acme.com", "carla@acme.co.uk")


def test_of_a_pasted_mail_the_senders_address_counts_and_the_recipients_does_not():
    assert read_person("From: Ana Ruiz <ana@acme.com>\nTo: ben@us.example\nCc: cara@us.example").emails == ("ana@acme.com",)
    assert read_person("To: ana@acme.com").emails == ("ana@acme.com",)


def test_websites_are_home_pages_the_addresss_own_first():
    text = (
        "see <https://news.example/2026/story> and https://other.example/ or <https://www.acme.com|acme.com> ana@acme.com https://www.linkedin.com/in/anaruiz/"
    )

    found = read_person(text)

    assert found.websites == ("https://www.acme.com", "https://other.example/")
    assert found.linkedin == ("https://www.linkedin.com/in/anaruiz",)


def test_of_several_people_all_are_named_and_the_addresss_own_is_the_guess():
    found = read_person("Ben Ode <ben@acme.com>, Ana Ruiz <ana@acme.com>")
    assert [person.name for person in found.people] == ["Ben Ode", "Ana Ruiz"]
    assert found.person == Person("Ben Ode")

    found = read_person("Met Ben Ode and later talked to Ana Ruiz from Acme, ana@acme.com")
    assert [person.name for person in found.people] == ["Ben Ode", "Ana Ruiz"]
    assert found.person == Person("Ana Ruiz", None, "Acme")


def test_what_is_quoted_comes_after_what_was_written():
    found = read_person("Best,\nBen Ode\nAccount Executive, Leadco\nben@leadco.example\n\n> Best,\n> Ana Ruiz\n> CTO\n> ana.ruiz@acme.com")

    assert found.person == Person("Ben Ode", "Account Executive", "Leadco")
    assert found.people[1] == Person("Ana Ruiz", "CTO")
    assert found.emails == ("ben@leadco.example", "ana.ruiz@acme.com")


def test_an_address_that_plainly_is_somebody_elses_leaves_the_name_empty():
    found = read_person("please write to carla.diaz@acme.com\n\nBest,\nAna Ruiz")

    assert found.person is None
    assert found.people == (Person("Ana Ruiz"),)


@pytest.mark.parametrize(
    ("zone", "region"),
    [("Europe/Berlin", "DE"), ("America/New_York", "US"), ("Asia/Tokyo", "JP"), ("UTC", None), ("Etc/GMT+3", None), ("", None), ("no zone", None)],
)
def test_a_time_zones_country_is_the_likely_region(zone, region):
    assert region_of(zone) == region


PIECES = [
    "Best,", "\n", "Ana", "Ruiz", "VP Sales", " | ", " / ", ", ", "Acme Corp", "at", "I'm", "ana@acme.com", "<mailto:a@b.co|a>", "<tel:+49301234567|x>",
    "+49 30 1234567", "> ", "&gt;", "&amp;", "From: ", "On Mon, Ben Ode wrote:", "--", "www.acme.com", "<https://acme.com|x>", "linkedin.com/in/x",
    "<!channel>", "<@U1>", "田中太郎", "محمد", "\u202e", "\0", "(", ")", '"', "Dr.", "GmbH", "Name:", "First name: ", "e\u0301", ":wave:", "[", "<", "@",
    "राहुल शर्मा", "สมชาย ใจดี", "김민수", "영업부장", "주식회사 아크미", "Acme India", "020 7946 0958", "acme.co.uk", "01 42 68 53 00", "ana@acme.fr",
    "(415) 555-2671",
]  # fmt: skip
REGIONS = st.sampled_from([None, "DE", "US", "JP", "XX", ""])


def digits(text):
    return "".join(filter(str.isdecimal, unicodedata.normalize("NFKC", text)))


def stands_in(text, value):
    return value in text or all(word in text for word in value.split())


def is_read_from(text, phone):
    """As it stands there, or with the code of its country."""
    return any(digits(phone)[begin:].lstrip("0") in digits(text) for begin in range(4))


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join) | st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(max_size=200), REGIONS
)
def test_whatever_is_found_stands_in_the_text_and_any_text_will_do(text, region):
    found = read_person(text, region=region)

    shown = unwrapped(text)
    reached = (*found.emails, *found.websites, *found.linkedin)
    told = [value for person in found.people for value in (person.name, person.job_title, person.company) if value]
    assert [value for value in (*reached, *told) if not stands_in(shown, value)] == []
    assert [phone for phone in found.phones if not is_read_from(shown, phone)] == []
    assert all(value.strip() == value and 0 < len(value) <= 320 for value in (*reached, *told))
    assert all(len(each) <= MOST for each in (found.people, found.emails, found.phones, found.websites, found.linkedin))
    assert found.person is None or found.person in found.people


NAMES = [
    "Ana Ruiz",
    "राहुल शर्मा",
    "สมชาย ใจดี",
    "김민수",
    "王小明",
    "山田 花子",
    "Иван Петров",
    "محمد علي",
    "דנה כהן",
    "Nguyễn Văn An",
    "Jan van der Berg",
    "#1 (x)",
    "Mo 42",
    "José Luis García López",
]
TITLES = [
    "CEO",
    "Sales Manager",
    "영업부장",
    "销售总监",
    "प्रबंधक",
    "VP, Engineering",
    "Head of Things",
    "Chief Happiness Officer",
    "Wizard",
    "Ekspert ds. sprzedaży",
]
COMPANIES = [
    "Acme India",
    "Acme Thailand",
    "주식회사 아크미",
    "北京阿克米有限公司",
    "株式会社アクメ",
    "Borealis GmbH",
    "Acme",
    "Acme Data Systems",
    "ООО Ромашка",
    "Stone & Co LLP",
]
CONTACTS = ["+49 30 1234567", "info@acme.example", "www.acme.example", "Some Street 5", "12345 Berlin"]
CLOSINGS = ["Best regards,", "감사합니다", "सादर,", "Unknown closing,", "--", "", "thanks for your time!"]


@settings(max_examples=500, deadline=None)
@given(
    st.sampled_from(CLOSINGS),
    st.sampled_from(NAMES),
    st.none() | st.sampled_from(TITLES),
    st.sampled_from(COMPANIES),
    st.lists(st.sampled_from(CONTACTS), max_size=3, unique=True),
    st.booleans(),
)
def test_the_name_of_a_signature_is_the_first_line_or_nobody(closing, name, title, company, contacts, is_apart):  # noqa: PLR0917 - parts of one text
    signed = "\n".join(filter(None, [name, title, company, *contacts]))

    found = read_person(f"Hello, an offer please.\n\n{closing}\n{'' if not is_apart else chr(10)}{signed}", region="DE")

    assert found.person is None or found.person.name == name
    assert found.phones == (("+49 30 1234567",) if "+49 30 1234567" in contacts else ())
    assert found.emails == (("info@acme.example",) if "info@acme.example" in contacts else ())


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=15), st.lists(st.sampled_from(PIECES), max_size=15))
def test_an_address_and_a_number_on_lines_of_their_own_are_found_whatever_stands_around(before, after):
    found = read_person("\n".join([" ".join(before), "zoe@tidewell.example", "+49 171 7654321", " ".join(after)]))

    assert "zoe@tidewell.example" in found.emails
    assert "+49 171 7654321" in found.phones


@pytest.mark.parametrize(
    "piece", ["Ana Ruiz\n", "Best\nAna Ruiz\nVP\n", "Ana Ruiz, VP at ", "a@b.co ", "+49 30 1234567 ", "https://acme.com ", "A", " ", "<", "Name: Ana\n"]
)
def test_a_long_text_is_read_to_a_bound(piece):
    found = read_person(piece * (3 * LONGEST // len(piece)), region="DE")

    assert all(len(each) <= MOST for each in (found.people, found.emails, found.phones, found.websites))


def test_what_stands_beyond_the_bound_is_not_looked_at():
    assert read_person("x " * LONGEST + "ana@acme.com").emails == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hi, Tom Baxter from Zenlo Labs wrote: tom.baxter@zenlo.example, tel 0171 555 0199", "Tom Baxter"),
        ("José Núñez called, jose.nunez@acme.example", "José Núñez"),
        ("see tom.baxter@zenlo.example, says the tom baxter fan club", None),
        ("ana@zenlo.example about Ana", None),
    ],
)
def test_an_address_that_spells_a_name_tells_it(text, name):
    person = read_person(text).person

    assert (person and person.name) == name


THEIRS = {
    "Please cc accounts@acme.com\n\nBest\nAna Ruiz\nVP Sales, Acme Corp\nana.ruiz@acme.com": ("Ana Ruiz", "ana.ruiz@acme.com"),
    "From Ben (ben@ours.example): please add\nEva Stone\nHead of Purchasing, Borealis GmbH\neva.stone@borealis.example": (
        "Eva Stone",
        "eva.stone@borealis.example",
    ),
    "From: noreply@typeform.com\nName: Eva Stone\nEmail: eva@borealis.example": ("Eva Stone", "eva@borealis.example"),
    "From: forms@typeform.com\nE-mail address: es77@borealis.example\nName: Eva Stone": ("Eva Stone", "es77@borealis.example"),
    "ping diana.prince@acme.com\n\nBest\nAna Ruiz\nVP Sales, Acme Corp\nana@acme.com": ("Ana Ruiz", "ana@acme.com"),
    "Please cc accounts@acme.com\n\nBest\nAna Ruiz\nVP Sales, Acme Corp\nx77@acme.com": ("Ana Ruiz", "x77@acme.com"),
    "Best,\nEva Stone\nCEO, Borealis GmbH\ninfo@borealis.example": ("Eva Stone", "info@borealis.example"),
    "Met Sarah Connor from Cyberdyne, info@cyberdyne.example": ("Sarah Connor", "info@cyberdyne.example"),
    "Met Ana Ruiz (ana@acme.com) and Tom Baxter (tom.baxter@globex.com)": ("Ana Ruiz", "ana@acme.com"),
    "Cordialement,\nJean-Pierre de La Tour\nDirecteur\njp.delatour@sge.example": ("Jean-Pierre de La Tour", "jp.delatour@sge.example"),
    "Med vänlig hälsning\nÅsa Öberg\nVolvo AB\nasa.oberg@volvo.example": ("Åsa Öberg", "asa.oberg@volvo.example"),
    "Regards,\nThomas Hill\nCEO\ntom.hill@globex.example": ("Thomas Hill", "tom.hill@globex.example"),
    "Please cc accounts@acme.com\n\nBest\nAna Ruiz\nVP Sales, Acme Corp": ("Ana Ruiz", None),
    "Best\nAna Ruiz\nVP Sales, Acme Corp\n\nno-reply@acme.com": ("Ana Ruiz", None),
    "please write to carla.diaz@acme.com\n\nBest,\nAna Ruiz": (None, "carla.diaz@acme.com"),
    "New signup: eva@borealis.example via notifications@forms.example": (None, "eva@borealis.example"),
}


@pytest.mark.parametrize("text", THEIRS)
def test_an_address_is_never_put_beside_another_persons_name(text):
    found = read_person(text)

    assert (found.person and found.person.name, found.email) == THEIRS[text]


@pytest.mark.parametrize("label", ["Fax-Nr.:", "Fax number:", "Telefax", "Faxnummer:", "Fax No.:", "F:"])
def test_a_fax_is_nobodys_phone(label):
    assert read_person(f"Best,\nEva Stone\nCEO\n{label} +49 30 1234568\nTel +49 30 1234567").phones == ("+49 30 1234567",)


def test_a_department_is_no_company_and_a_legal_form_below_is_one():
    text = "Regards,\nPriya Venkataraman\nAsst. Manager - Purchase\nTata Consultancy Services Limited\n+91 98765 43210"

    person = read_person(text).person

    assert person == Person("Priya Venkataraman", "Asst. Manager", "Tata Consultancy Services Limited")


@pytest.mark.parametrize("address", ["https://www.instagram.com/", "https://calendly.com", "https://eu.zoom.us", "www.facebook.com"])
def test_a_website_that_everybody_has_a_page_at_is_nobodys_own(address):
    assert read_person(f"Best,\nEva Stone\nCEO, Borealis GmbH\n{address}\neva@borealis.example").websites == ()
    assert read_person("Best,\nEva Stone\nCEO\nhttps://calendly.com\neva@calendly.com").websites == ("https://calendly.com",)


WRITTEN = [
    ("Ana Ruiz", "ana.ruiz@acme.example"),
    ("Tom Baxter", "tbaxter@zenlo.example"),
    ("Eva Stone", "eva@borealis.example"),
    ("Jürgen Müller", "j.mueller@x.example"),
]
BETWEEN = st.sampled_from(["\n", "\n\n", "\n\nBest,\n", ", ", " and ", "\nCEO, Acme Corp\n", " said: ask ", "\nFrom: "])


@settings(max_examples=300, deadline=None)
@given(st.permutations([part for pair in WRITTEN[:3] for part in pair] + ["billing@acme.example"]), st.lists(BETWEEN, min_size=7, max_size=7))
def test_of_several_people_nobody_gets_the_address_of_another(parts, between):
    text = "".join(piece for pair in zip(between, parts, strict=True) for piece in pair)

    found = read_person(text)

    theirs = dict(WRITTEN)
    assert found.person is None or found.person.name not in theirs or found.email in {None, theirs[found.person.name], "billing@acme.example"}
