"""Names of invented people, from many cultures, as they are written there; and the Latin form that an e-mail address takes."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from store.seed.chance import Weighted

LATIN = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "þ": "th", "ð": "d", "œ": "oe", "'": "", "’": "", " ": "", "-": ""})


@dataclass(frozen=True, slots=True)
class Name:
    """A first and last name as shown, and in ASCII."""

    first: str
    last: str
    first_ascii: str
    last_ascii: str


@dataclass(frozen=True, slots=True)
class Culture:
    """Where people and companies come from. A name in another script carries its Latin form after a slash. zone is an IANA zone."""

    country: str
    zone: str
    weight: int
    first: tuple[str, ...]
    last: tuple[str, ...]


def culture(country: str, zone: str, weight: int, first: str, last: str) -> Culture:
    """A culture from its words."""
    return Culture(country, zone, weight, words_of(first), words_of(last))


def words_of(text: str) -> tuple[str, ...]:
    """Words with blanks between them; a low line stands for a blank inside a word."""
    return tuple(word.replace("_", " ") for word in text.split())


CULTURES = (
    culture(
        "US",
        "America/New_York",
        20,
        "Avery Brooke Caleb Dana Ellis Faith Grady Hope Imani Jesse Kendra Logan Maya Nolan Paige Quinn Reese Sawyer Tessa Wade",
        "Abbott Barlow Calloway Dempsey Ellery Fairbanks Garland Holloway Ivers Keating Langford Mercer Nash Osgood Prescott Ramsey Tillman Whitlow Yates",
    ),
    culture(
        "DE",
        "Europe/Berlin",
        18,
        "Annika Björn Carla Dörte Emil Frauke Götz Hanne Ilka Jörg Käthe Lennart Maike Nils Öykü Ralf Silke Thies Uta Volker",
        "Albers Brückner Conradi Dreßler Eichhorn Förster Großmann Hübner Jäger Köhler Lüders Möller Nöldeke Oßwald Pfeiffer Röhrig Schäfer Thölke Völker Weiß",
    ),
    culture(
        "GB",
        "Europe/London",
        12,
        "Alistair Bronwen Callum Daphne Euan Fiona Gareth Harriet Isla Jago Kirsty Lachlan Morwenna Niamh Oona Rhys Siân Tamsin",
        "Ashdown Blackwood Carrick Dunmore Eastwood Fenwick Gillespie Hargreaves Inchbald Kilbride Llewellyn MacAulay Nettleton O'Rourke Penhale Redfern",
    ),
    culture(
        "FR",
        "Europe/Paris",
        9,
        "Aurélie Benoît Clémence Désiré Éloïse François Gaëlle Hélène Inès Jérôme Loïc Maëlys Noémie Océane Rémi Solène Théo Zoé",
        "Aubert Beaulieu Chastain Delacroix d'Estrée Fauré Gauthier Hébert Lefèvre Marchand Noël Pélissier Roussel Saint-Clair Tessier Vallée",
    ),
    culture(
        "ES",
        "Europe/Madrid",
        7,
        "Álvaro Begoña Ceferino Débora Elías Fátima Gonzalo Íñigo Jimena Lucía Mateo Nuria Óscar Pilar Raúl Sofía Toñi",
        "Álvarez Benítez Cañas Domínguez Echeverría Fernández Gutiérrez Ibáñez Jiménez López Muñoz Núñez Peñalver Quiñones Ruiz Zúñiga",
    ),
    culture(
        "BR",
        "America/Sao_Paulo",
        5,
        "Antônia Beatriz Caio Débora Eduarda Fabrício Graça Heitor Jacó Leônidas Marília Otávio Tainá Vitória",
        "Assunção Barbosa Conceição da_Silva dos_Anjos Figueiredo Gonçalves Magalhães Nóbrega Pimentel Quintão Simões",
    ),
    culture(
        "IT",
        "Europe/Rome",
        4,
        "Alessia Brando Chiara Dario Elisa Fosca Giosuè Ilaria Niccolò Ottavia",
        "Bellucci Corsini D'Angelo Ferrante Lodi Moretti Palumbo Sartori",
    ),
    culture(
        "SE",
        "Europe/Stockholm",
        4,
        "Åsa Bengt Ebba Göran Håkan Linnéa Märta Östen Signe Torbjörn",
        "Ågren Björklund Dahlström Ekström Hägg Lindqvist Nyström Öberg",
    ),
    culture(
        "PL",
        "Europe/Warsaw",
        4,
        "Agnieszka Błażej Czesław Grażyna Łukasz Małgorzata Paweł Świętosława Żaneta",
        "Błaszczyk Dąbrowski Gołębiowska Kończak Łuczak Śliwa Wójcik Źródło",
    ),
    culture("CZ", "Europe/Prague", 3, "Běla Čeněk Dušan Jiří Květa Ondřej Růžena Šárka Žofie", "Černý Dvořák Hájek Křížová Novák Říha Šťastný Žáková"),
    culture("TR", "Europe/Istanbul", 3, "Ayşe Çağla Doğan Gülşen Işıl İpek Ömer Şule Ümit", "Aydın Çelik Demirtaş Güneş Işık Öztürk Şahin Yıldız"),
    culture("VN", "Asia/Ho_Chi_Minh", 3, "Bích Đức Hạnh Hiếu Lễ Mỹ Ngọc Phượng Thảo Tuấn", "Bùi Đặng Đỗ Hồ Lê Ngô Nguyễn Phạm Trần Võ"),
    culture(
        "JP",
        "Asia/Tokyo",
        4,
        "Aiko Haruto Kenji Mio Naoko Ren 明子/akiko 健一/kenichi 美咲/misaki さくら/sakura 翔太/shota",
        "Fujita Hayashi Morita Tanabe 佐藤/sato 鈴木/suzuki 高橋/takahashi 渡辺/watanabe 小林/kobayashi",
    ),
    culture(
        "CN",
        "Asia/Shanghai",
        3,
        "Jing Ming Xiu 伟/wei 秀英/xiuying 雨桐/yutong 浩然/haoran 子涵/zihan",
        "Chen Lin Zhao 王/wang 李/li 张/zhang 刘/liu 欧阳/ouyang",
    ),
    culture("KR", "Asia/Seoul", 2, "Jiwoo Minseo 서연/seoyeon 민준/minjun 하은/haeun 도윤/doyun", "Han Seo 김/kim 이/lee 박/park 최/choi"),
    culture(
        "UA",
        "Europe/Kyiv",
        3,
        "Bohdan Daryna Олена/olena Тарас/taras Оксана/oksana Юрій/yurii Ївга/yivha",
        "Bondar Hrytsenko Коваленко/kovalenko Шевчук/shevchuk Ткаченко/tkachenko Мельник/melnyk",
    ),
    culture(
        "GR",
        "Europe/Athens",
        2,
        "Eleni Kostas Ιωάννα/ioanna Δημήτρης/dimitris Χρύσα/chrysa Σπύρος/spyros",
        "Pappas Κωστόπουλος/kostopoulos Ζαχαρίου/zachariou Λάμπρου/lambrou",
    ),
    culture("EG", "Africa/Cairo", 2, "Amina Karim ليلى/layla يوسف/youssef نور/nour مريم/maryam", "Nasser الهاشمي/alhashimi منصور/mansour السيد/elsayed"),
    culture("IL", "Asia/Jerusalem", 1, "Noa Eitan תמר/tamar יואב/yoav שירה/shira", "Shaked ברקת/barkat אלון/alon פרידמן/fridman"),
    culture(
        "IN",
        "Asia/Kolkata",
        5,
        "Aditi Bhavesh Chandrika Devansh Gauri Harish Ishita Kavya Lokesh Meenakshi प्रिया/priya अर्जुन/arjun",
        "Agarwal Bhattacharya Chaudhary Deshpande Iyer Krishnamurthy Nair Pillai शर्मा/sharma वर्मा/varma",
    ),
    culture(
        "NG",
        "Africa/Lagos",
        3,
        "Adébáyọ̀ Chinyere Folákẹ́ Ifeoma Kẹ́hìndé Ngozi Olúwaseun Tobenna",
        "Adéyẹmí Chukwu Ezeigbo Okafor Okonkwo Ọlátúnjí Sowande Uzoma",
    ),
    culture("KE", "Africa/Nairobi", 2, "Achieng Baraka Jelani Makena Njeri Wanjiru", "Kamau Kiprotich Mutua Mwangi Ochieng Wambui"),
    culture("TH", "Asia/Bangkok", 1, "Somchai สมศรี/somsri นภา/napha กิตติ/kitti", "Saetang ศรีสุข/srisuk วงศ์ไทย/wongthai"),
    culture("IS", "Atlantic/Reykjavik", 1, "Ásdís Björk Guðrún Þórunn Ægir", "Aðalsteinsdóttir Gíslason Hrafnsdóttir Þorsteinsson"),
)
ALL = Weighted(CULTURES, (culture.weight for culture in CULTURES))


def pick_culture(random: Random) -> Culture:
    """One of the cultures, the frequent ones more often."""
    return ALL.pick(random)


def pick_name(random: Random, culture: Culture) -> Name:
    """A person of the culture."""
    first, _, first_latin = random.choice(culture.first).partition("/")
    last, _, last_latin = random.choice(culture.last).partition("/")
    return Name(first, last, first_latin or ascii_of(first), last_latin or ascii_of(last))


@lru_cache(maxsize=8192)
def ascii_of(word: str) -> str:
    """Lower-case ASCII letters and digits of a Latin word: Dreßler becomes dressler."""
    plain = unicodedata.normalize("NFKD", word.lower().translate(LATIN))
    return "".join(letter for letter in plain if letter.isascii() and letter.isalnum())
