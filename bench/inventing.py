"""Names that nobody thought of, by how frequent they are: a few are everywhere, most are rare, and more leads bring more of them, as in life.

A name belongs to its rank: the same seed gives the same names, whoever asks and in whatever order. Rare ones are longer, and
some are another one spelt a little differently.
"""

import unicodedata
from dataclasses import dataclass, field
from random import Random

GREATEST = 2**40
RESPELT = 0.15
LIKE_ANOTHER = (("i", "y"), ("ei", "ai"), ("c", "k"), ("ck", "k"), ("tz", "z"), ("f", "ph"), ("nn", "n"), ("ll", "l"), ("ss", "s"), ("t", "th"), ("e", "ee"))

SYLLABLES = {
    "latin": ("b br c ch d dr f g gr h j k kl l m n p pr r s sch st t tr v w z", "a e i o u " * 6 + "ä ö ü é ø ai ei ou"),
    "cyrillic": ("б в г д ж з к л м н п р с т х ш", "а е и о у а и о я ю"),
    "greek": ("β γ δ θ κ λ μ ν π ρ σ τ φ χ", "α ε ι ο α ι ου η"),
    "arabic": ("ب ت ج ح د ر س ش ص ط ع ف ق ك ل م ن ه با تا جا دي رو سا شي عا في كا لو مي نا", "ا ي و"),
    "hebrew": ("ב ג ד ה ז ח ט כ ל מ נ ס ע פ צ ק ר ש ת", "ו י א"),
    "hangul": ("가 나 다 라 마 바 사 아 자 하 김 민 서 지 준 현 수 영 은 진 호 태 윤 재 성 우 경 미 혜 원", ""),
    "han": (" ".join("王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂英华玉兰田中村山本松井木清水"), ""),
}
"""Beginnings and vowels of syllables; in scripts without vowels whole syllables."""
CODAS = {"latin": ["", "", "", "n", "r", "l", "s", "m", "ck", "nd", "rg", "lt", "x"], "cyrillic": ["", "", "н", "р", "л", "й"], "greek": ["", "", "ς", "ν"]}
ENDINGS = {
    ("latin", "last"): ["", "", "", "", "son", "sen", "mann", "er", "ini", "ez", "ski", "ova", "berg", "stein", "ard"],
    ("cyrillic", "last"): ["ов", "ова", "ин", "ина", "ский", "енко"],
    ("greek", "last"): ["όπουλος", "ίδης", "άκης", "ου"],
}
WITHOUT_BLANKS = frozenset({"han", "hangul"})


@dataclass
class Names:
    """One kind of names in one script. head: how many are frequent; tail: above 1, the nearer to it the more names there are: n draws give about n^(1/tail)."""

    seed: int
    kind: str
    script: str = "latin"
    head: float = 40
    tail: float = 1.5
    known: dict[int, str] = field(default_factory=dict)

    def drawn(self, chance: Random) -> str:
        """One of them."""
        return self.of(min(GREATEST, int(self.head * ((1 - chance.random()) ** (-1 / (self.tail - 1)) - 1))))

    def of(self, rank: int) -> str:
        """The name of a rank, 0 the most frequent."""
        if rank not in self.known:
            self.known[rank] = self._made(rank)
        return self.known[rank]

    def _made(self, rank: int) -> str:
        chance = Random(f"{self.seed} {self.kind} {self.script} {rank}")
        if self.script == "latin" and rank > 50 and chance.random() < RESPELT:
            return _respelt(self.of(int(rank * chance.random() ** 3)), chance)
        if self.script == "latin" and self.kind == "last" and rank > 500 and chance.random() < 0.02:
            return f"{self.of(chance.randrange(500))}{chance.choice('- ')}{self.of(chance.randrange(500))}"
        return self._coined(rank, chance)

    def _coined(self, rank: int, chance: Random) -> str:
        if self.script in WITHOUT_BLANKS:
            return "".join(chance.choice(SYLLABLES[self.script][0].split()) for _ in range(1 if self.kind == "last" else chance.randint(1, 2)))
        onsets, vowels = (letters.split() for letters in SYLLABLES[self.script])
        codas, ending = CODAS.get(self.script, [""]), chance.choice(ENDINGS.get((self.script, self.kind), [""]))
        count = (1 if ending else 2) + (rank > 300 and chance.random() < 0.6) + (rank > 20_000 and chance.random() < 0.4)
        syllables = (chance.choice(onsets) + chance.choice(vowels) + (chance.choice(codas) if chance.random() < 0.4 else "") for _ in range(count))
        return ("".join(syllables) + ending).capitalize()


def _respelt(name: str, chance: Random) -> str:
    """As another family writes it."""
    fitting = [change for change in LIKE_ANOTHER if change[0] in name.lower()]
    if not fitting:
        return name + chance.choice("sen")
    return name.lower().replace(*chance.choice(fitting), 1).title()


def folded(text: str | None) -> str:
    """Without case, accents and signs: what is compared when the right lead is looked for among those found."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", (text or "").casefold()) if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in bare.replace("ø", "o")).split())
