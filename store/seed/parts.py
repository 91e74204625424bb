"""Parts that names are composed of where there are too many people for the lists of names.py. All of them are generic; what is composed may be a real name.

A part in another script carries its Latin form after a slash, and a low line stands for a blank, as in names.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from store.seed.names import ascii_of

Part = tuple[str, str]
"""As written, and in lower-case ASCII letters."""


def parts_of(text: str) -> tuple[Part, ...]:
    """Parts with blanks between them; - stands for no part at all."""
    found = []
    for word in text.split():
        shown, _, latin = word.replace("_", " ").partition("/")
        shown = "" if shown == "-" else shown
        found.append((shown, ascii_of(latin or shown)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a culture's names are composed of: each is a head, a middle and a tail, the first of a list more often than the last.

    pairs: how often a last name is two names, joined by `joint`.
    """

    first: tuple[tuple[Part, ...], ...]
    last: tuple[tuple[Part, ...], ...]
    pairs: float = 0.03
    joint: str = "-"


def parts(first: str, last: str, *, pairs: float = 0.03, joint: str = "-") -> Parts:
    """From lists with bars between them: heads | middles | tails."""
    return Parts(tuple(map(parts_of, first.split("|"))), tuple(map(parts_of, last.split("|"))), pairs, joint)


ENGLISH = parts(
    "Ad Al Am An Ar Bel Bren Bri Cal Cam Car Clar Cor Dar Del Don El Em Ev Fer Gar Gra Har Jan Jas Jo Kar Ken Kim Lau Len Lin Lor Mar Mel Mer Nor Pat "
    "Rob Ros Sam Shel Ste Ter Tra Val Ver Wil Win | - - - a e i | a bert by da den dra dy la land lea leen ley lie line lis lyn ma man mond na nette "
    "ney nie ra rah ric rick ris ron sa sha son ta ton tine tor vin",
    "Ash Black Brad Brank Clif Crom Dal Den East Fair Farn Fen Gar Glen Hal Ham Hart Hath Hol Kirk Lang Lin Lock Mar Mel Mid Nor Oak Pem Pres Ral Red "
    "Rock Rush Sal Shel Stan Staf Stock Sut Thorn Tre Wal War Wen West Whit Wil Win Wood Wor York | - - - er ing el en a or ber | ford ton wood ley "
    "field worth ham bury well more land brook croft den combe sley stead wick ridge grave man son by thorpe gate hurst mere low cote shaw",
)

PARTS: Mapping[str, Parts] = {
    "US": ENGLISH,
    "GB": ENGLISH,
    "DE": parts(
        "Adel Al Ans Bern Bri Burk Diet Eck Ed El En Er Fried Ger Gis Gud Hart Hed Hein Her Hil Irm Kon Leo Lud Mark Mein Ort Ott Rein Rich Rose Sieg "
        "Sig Ul Wal Wern Wil Win Wolf | - - e i | bald bert brecht burg de fried gard ga gard ger hard helm hild ka ke linde lies mar mund rad rich "
        "run traud trud wald win",
        "Alt Berg Brand Busch Dorn Eber Ehren Falk Feld Fried Gern Grün Hart Heil Hell Hirsch Hof Jung Kalt König Krä Lang Lind Löwen Mühl Neu Ober "
        "Oster Reich Rosen Roth Sand Schön Schwarz Sonnen Stein Stern Tannen Unter Vogel Wald Weid Wein Winter Wolf Ziegen | - - - en er el ing | "
        "mann bach berg er hofer feld meyer hausen müller stein eck dorf thal wald brecht richter schmidt heim bauer beck kamp loh häuser gruber "
        "rieder",
        pairs=0.05,
    ),
    "FR": parts(
        "Ade Al Ama An Ar Au Ber Bri Ca Chan Chris Cla Co Da Del Do É El Em Es Fa Flo Gil Gi Ja Ju La Lau Lu Ma Mar Mi Na Ni O Pas Ro Sa Sé Sol Syl "
        "Va Vi Yo | - - be li ra mi | bin cal ce die lande laine le len lie line lle mien na nne nie ric rine rie ron se sse the tien tin tte vie "
        "vier",
        "Beau Bel Bois Bon Bru Cham Char Cour Dan Des Du Fon Gran Guer Lam Lar Mar Mon Mou Nor Per Pont Ri Ro Sain Tou Vau Ver Vil | - - te ti ba mi "
        "de ro li | chard court mont val ville lier let nard nier reau rand ry sart teau vier zac lon gny tel dier",
        pairs=0.06,
    ),
    "ES": parts(
        "Ade Al Ama An As Be Ca Ce Cla Con Da Do Ele Emi Es Fe Flo Gus Her In Jo Ju Lau Leo Lo Ma Mar Mi Na Oli Pa Ra Re Ro Sal Sil Te Val Vi Yo | - "
        "- li ri be na | cia da dad dio do la lia lio na nca nda nia nio no quín ra ria rio sa sio ta to tina vador",
        "Alva Agui Barra Bena Cabe Carde Caste Domi Echa Esca Fuen Gala Garri Herre Izqui Jara Lande Maldo Mendi Monta Nava Oliva Orte Pache Quinta "
        "Rebo Salda Santi Torre Urru Vale Zara | - - le ri ba no | rez ro da do ña llo nas guez nde rra so zo les teros chea",
        pairs=0.55,
        joint=" ",
    ),
    "BR": parts(
        "Ade Al Ama An Au Be Ca Cle Da De E Edi Fa Fer Gi Gil Ja Jo Ju Ki Lu Ma Mar Mi Na Pa Ra Re Ro Sa Si Tal Te Va Vi Wel | - - ne li ri ma | "
        "berto ce cia ciana da dalva do la le lson lton lia na nda nia nilda no ra rcia ria ro ssa ta valdo za",
        "Al Andra Ara Barro Beze Caval Couti Dru Fagun Fer Frei Gui Lace Lou Macha Mene Mora Nasci Oli Pache Pei Queiro Ribei Sam Tava Tei Vascon Vei "
        "| - - la ri me | da de ra ro reira valho mento nes tas to xoto zes lho ção",
        pairs=0.45,
        joint=" ",
    ),
    "IT": parts(
        "Ade Al Ama An Be Bru Ca Car Cla Cor Da De E Fa Fe Fla Gia Giu Lau Lo Lu Ma Mar Mi Mo Na Pa Ro Sa Se Sil Ste Te Va Vi | - - li re mi sa | "
        "bella bina da dia do fina la lia lio lla llo na nia nno no nzo ra ria rina rio sa seppe ta tino tta zia",
        "Alba Bar Bene Bian Bor Cal Can Car Casta Cola Del Fab Fer Fio Gal Giu Lom Man Mar Mon Nar Or Pal Pel Pie Ric Ros Sal San Tor Val Ven Vit Zam "
        "| - - de ri ti lo be | bini chi cci ldi lli ne ni no ri rini ssi telli tti vano zzi gnani",
    ),
    "SE": parts(
        "Al An As Ber Bir Bo El Em Er Fre Gun Gus Hel Hen In Jo Kar Ker Lei Li Mar Mo Os Ra Ru Sig Sol Sten Sven Tor Ul Vi | - - i a | bert borg "
        "björn brit da dis dor gerd gitta hild ka lena lis mar mund ne rid rik stin sten tav vald veig vor",
        "Alm Berg Björk Blom Bro Dahl Ek Engel Fager Fors Gran Hag Hall Hed Holm Kling Lind Ljung Lund Lön Malm Mo Nord Ny Palm Ros Sand Sjö Skog "
        "Sten Ström Söder Vester Wall Åker Öst | - - - er e | berg blad dal ell feldt felt gren holm kvist lund man mark qvist stedt strand ström "
        "vall",
        pairs=0.06,
    ),
    "PL": parts(
        "Bo Bra Do Dra Ja Ka La Lu Ma Mi Mile Mo Ra Ro Sta Sve Te Vac Ve Vi Vla Wi Ze Zo Bogu Ka Kazi Sta Stani Świę "
        "Woj | - - li ro | dan ciech gniew ina lina ława mił mila mir na niek nisława rad rian sław sława styna szka "
        "wina zysław"
        "styna szka wina zysław",
        "Bar Biel Bor Brzo Chmie Cie Do Gra Gro Ja Jabł Kaczm Kali Kamiń Kowal Kraw Krze Lewan Maj Mali Mazu Nowa Ol Paw Piąt Rut Sado Sosn Stęp "
        "Szczep Szy Tom Urb Wil Wit Wró Zale Zieli Żuraw | - e o i a | wski cki ński czyk czak ek iak ik wicz lski rek sz dek",
        pairs=0.05,
    ),
    "CZ": parts(
        "Bo Bra Do Dra Ja Ka La Lu Ma Mi Mile Mo Ra Ro Sta Sve Te Vac Ve Vi Vla Wi Ze Zo | - - li ro | "
        "bor buše dana dek dimír hana hoš ila lena lina mila mír na nka rek sava slav slava šek tě zana",
        "Bar Ben Beran Bla Čer Dole Dost Ha Haj Ho Jan Jel Ka Klim Kol Kop Kra Krej Ku Mal Mare Nem Pa Pet Pol Pro Ry Sed Ska Slá Sto Svo Tich Urb Va "
        "Vl Zá | - - e a i ou | ček čka dek han hlík ík jek kač lec lík ma na nek ný ra rek ský šek tný val vský žek",
    ),
    "TR": parts(
        "Ak Al Alp Ay Bar Ber Bil Can Cem Deniz Ece El Em Er Fer Gök Gül Gün Il İl Kaan Kut Mel Meh Nar Nil Nur Öz Se Ser Sev Su Şen Tan Tol Tu Tü Ve "
        "Yel Yiğit | - - a e i | ay bey bilge can çin da demir din er ga gin gül han kan ke koç lin men nur rap sel şah şen tan tuğ va vin yan",
        "Ak Al Altın Ar As Ay Bal Bay Boz Can Çak Dal Demir Doğ Er Gök Gül Güm Kap Kara Kaya Kılıç Koç Kor Öz Sarı Soy Tan Taş Tek Tunç Türk Uç Ulu "
        "Ün Yal Yeş Yıl Yüce Zen | - - - en al | alp an ay bay bulut can çı dağ el er gün han il kan kuş lar oğlu sal soy su tan taş tekin tuğ üz "
        "yurt",
    ),
    "VN": parts(
        "Anh Bảo Cẩm Chí Diệu Gia Hải Hoàng Hồng Hữu Khánh Kim Lan Mai Minh Ngọc Nhật Phương Quang Quốc Thanh Thu Tố Tuệ Văn Xuân Ý | - | _An _Bình "
        "_Châu _Cường _Dung _Giang _Hà _Hân _Hùng _Khoa _Lam _Linh _Long _Nam _Nga _Nhi _Phúc _Quân _Sơn _Tâm _Trang _Trí _Vy _Yến",
        "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trương Mai Tô | - | _Thị _Văn _Hữu _Đức _Minh _Thanh _Ngọc _Quốc "
        "_Xuân _Gia _Bảo _Kim",
        pairs=0.0,
    ),
    "JP": parts(
        "明/aki 和/kazu 健/ken 美/mi 真/ma 智/tomo 直/nao 由/yu 陽/haru 千/chi 幸/yuki "
        "正/masa 久/hisa 英/hide 達/tatsu 奈/na 理/ri 沙/sa 優/yu 文/fumi | - | 子/ko 美/mi "
        "人/to 也/ya 香/ka 樹/ki 介/suke 太/ta 代/yo 江/e 斗/to 平/hei 彦/hiko 乃/no 奈/na 里/ri 恵/e 之/yuki 哉/ya 音/ne",
        "山/yama 田/ta 中/naka 川/kawa 村/mura 石/ishi 小/ko 大/o 高/taka 松/matsu "
        "竹/take 吉/yoshi 西/nishi 東/higashi 北/kita 南/minami 上/ue 森/mori 岡/oka 藤/fuji "
        "金/kana 青/ao 黒/kuro 白/shira 赤/aka 長/naga 古/furu 新/ara 平/hira 福/fuku "
        "宮/miya 安/yasu 桜/sakura 清/shi 野/no | - | 田/da 本/moto 川/kawa 山/yama 村/mura "
        "井/i 木/ki 林/bayashi 野/no 原/hara 島/shima 口/guchi 谷/tani 沢/zawa "
        "崎/saki 橋/hashi 岡/oka 倉/kura 塚/zuka 池/ike 浜/hama 瀬/se 尾/o 森/mori 江/e",
        pairs=0.0,
    ),
    "CN": parts(
        "晓/xiao 建/jian 文/wen 志/zhi 玉/yu 海/hai 佳/jia 思/si 天/tian 春/chun 国/guo "
        "永/yong 嘉/jia 梦/meng 若/ruo 诗/shi 俊/jun 宇/yu 雅/ya 欣/xin | - | 华/hua 明/ming "
        "伟/wei 芳/fang 军/jun 丽/li 强/qiang 静/jing 敏/min 涛/tao 霞/xia 平/ping 刚/gang 英/ying 杰/jie 琳/lin 宁/ning 阳/yang 轩/xuan 怡/yi",
        "王/wang 李/li 张/zhang 刘/liu 陈/chen 杨/yang 黄/huang 赵/zhao 吴/wu 周/zhou "
        "徐/xu 孙/sun 马/ma 朱/zhu 胡/hu 郭/guo 何/he 林/lin 高/gao 罗/luo 郑/zheng 梁/liang "
        "谢/xie 宋/song 唐/tang 许/xu 韩/han 冯/feng 邓/deng 曹/cao 彭/peng 曾/zeng "
        "萧/xiao 田/tian 董/dong 潘/pan 袁/yuan 蔡/cai 蒋/jiang 余/yu 司马/sima 上官/shangguan "
        "诸葛/zhuge | - | -",
        pairs=0.0,
    ),
    "KR": parts(
        "지/ji 서/seo 민/min 하/ha 예/ye 수/su 현/hyeon 은/eun 유/yu 시/si 주/ju 도/do "
        "건/geon 태/tae 승/seung 나/na 다/da 소/so 가/ga 채/chae | - | 우/woo 연/yeon 준/jun "
        "윤/yoon 아/a 은/eun 현/hyeon 호/ho 진/jin 원/won 영/young 빈/bin 희/hee 경/kyung 혁/hyuk 린/rin 율/yul 솔/sol",
        "김/kim 이/lee 박/park 최/choi 정/jung 강/kang 조/cho 윤/yoon 장/jang 임/lim "
        "한/han 오/oh 서/seo 신/shin 권/kwon 황/hwang 안/ahn 송/song 류/ryu 홍/hong 전/jeon "
        "고/ko 문/moon 손/son 양/yang 배/bae 백/baek 허/heo 남/nam 심/shim 노/noh 하/ha 곽/kwak 성/sung 차/cha 우/woo 남궁/namgung 황보/hwangbo | - | -",
        pairs=0.0,
    ),
    "UA": parts(
        "Бог/boh Вал/val Вік/vik Вол/vol Гал/hal Дар/dar Дми/dmy Євг/yevh Зор/zor Іри/iry Кат/kat Люб/liub Мар/mar Мир/myr Над/nad Ната/nata Ост/ost "
        "Рос/ros Свят/sviat Соф/sof Яр/yar | -/- о/o и/y | дана/dana ей/ei ена/ena ій/ii ік/ik ина/yna ислав/yslav ія/iia лина/lyna мила/myla мир/myr "
        "слав/slav слава/slava та/ta тина/tyna тро/tro яна/iana",
        "Бонд/bond Бой/boi Вас/vas Гаврил/havryl Гончар/honchar Гриц/hryts Дмит/dmyt Дяч/diach Заха/zakha Іван/ivan Карп/karp Клим/klym Коваль/koval "
        "Козл/kozl Кравч/kravch Криве/kryve Лис/lys Лук/luk Марч/march Мельн/meln Мирон/myron Олій/olii Павл/pavl Панас/panas Петр/petr Пили/pyly "
        "Поном/ponom Роман/roman Руд/rud Сав/sav Семен/semen Степ/step Тарас/taras Тимош/tymosh Федор/fedor Хом/khom Чор/chor Шап/shap Юрч/yurch "
        "Яким/yakym | -/- -/- ич/ych ов/ov ан/an | енко/enko чук/chuk ук/uk ський/skyi юк/iuk ець/ets ак/ak ик/yk ишин/yshyn ко/ko няк/niak ів/iv",
    ),
    "GR": parts(
        "Αγ/ag Αλ/al Αν/an Αρ/ar Βασ/vas Γε/ge Δα/da Ελ/el Ευ/ev Ζω/zo Θε/the Κα/ka Κυ/ky Λε/le Μα/ma Νι/ni Πα/pa Σο/so Στ/st Φω/fo | - ι/i α/a ο/o | "
        "γόρης/goris δα/da δης/dis ήλης/ilis κα/ka κος/kos λία/lia μος/mos να/na νης/nis ρα/ra ρης/ris σία/sia στη/sti τος/tos",
        "Αλεξ/alex Αναγν/anagn Αντων/anton Βασιλ/vasil Γεωργ/georg Γιανν/giann Δημητρ/dimitr Ζαχαρ/zachar Θεοδωρ/theodor Ιωανν/ioann Καλογ/kalog "
        "Καρα/kara Κωνσταντιν/konstantin Λαζαρ/lazar Μακρ/makr Μανωλ/manol Μαυρ/mavr Μιχαηλ/michail Νικολ/nikol Παναγ/panag Παπαδ/papad Πετρ/petr "
        "Σταυρ/stavr Στεφαν/stefan Τσακ/tsak Φωτ/fot Χατζ/chatz Χριστ/christ | - -/- άντ/ant | ίδης/idis όπουλος/opoulos άκης/akis ίου/iou έλης/elis "
        "όγλου/oglou ούλης/oulis άτος/atos έας/eas ιάδης/iadis",
    ),
    "EG": parts(
        "أحمد/ahmed خالد/khaled سارة/sara فاطمة/fatma عمر/omar هدى/hoda رنا/rana كريم/kareem دينا/dina طارق/tarek منى/mona حسن/hassan سلمى/salma "
        "عادل/adel ريم/reem وليد/walid أمل/amal ياسر/yasser لينا/lina سامي/sami عبد_الله/abdullah عبد_الرحمن/abdelrahman نور_الدين/noureddin | - | -",
        "ال/al أبو_/abu بن_/bin عبد_ال/abdel آل_/aal | - | قاضي/qadi نجار/naggar حداد/haddad خطيب/khatib شريف/sharif مصري/masri بغدادي/baghdadi "
        "حلبي/halabi صباغ/sabbagh عطار/attar فارس/fares كاتب/kateb زين/zein سعد/saad رحيم/rahim كريم/karim حكيم/hakim ناصر/nasser سليم/salim "
        "راشد/rashed طويل/tawil جمال/gamal فوزي/fawzi صالح/saleh نبيل/nabil حميد/hamid عزيز/aziz مجيد/magid",
        pairs=0.35,
        joint=" ",
    ),
    "IL": parts(
        "אב/av אד/ad אור/or אי/i אל/el בר/bar גל/gal דנ/dan טל/tal יע/ya ליא/lia מא/me מי/mi נו/no עד/ad עמ/am רו/ro שי/shi שק/shak | - | יה/ya "
        "יאל/iel יב/iv ית/it לי/li ן/n נה/na עם/am רה/ra רון/ron",
        "בן_/ben בר_/bar אל/el גולד/gold רוז/rose ברק/bark שט/sht כהנ/kahan לוי/levi מזר/mizr נחמ/nachm פרל/perl קפל/kapl שוור/schwar אבר/avr דרו/dro "
        "הר_/har | - ו/o | מן/man ברג/berg שטיין/shtein פלד/feld ביץ/vich חי/chai אור/or צור/tzur דוד/david יוסף/yosef שלום/shalom טל/tal ים/yam "
        "גל/gal ניר/nir",
    ),
    "IN": parts(
        "Aa Abhi Adi Ama Ana Anu Ara Bha Chan Deep Deva Di Gaya Ha In Jaya Ka Kri La Ma Mani Nan Nee Ni Pa Pra Pri Ra Roh Sa San Shi Su Swa Tan Uma "
        "Va Vi Ya | - - ni sh | dev dhar esh ika ini ita jeet kant karan laxmi mala man mitra nath ndra nika nya pal preet raj rupa shree shwar tika "
        "van vati yan",
        "Agni Bala Bhat Chakra Chan Dasa Deva Gana Go Guru Hari Jaga Jaya Kali Krishna Kula Lak Maha Mani Muru Nara Nata Padma Para Pra Raja Rama "
        "Ranga Sa San Sesha Shan Shiva Siva Su Sunda Thiru Varada Venka Vija Vishwa | - - na ra ta | chary dhar gopal iah ji kar kumar lingam lu "
        "manyam murthy nathan nayagam pati ppa rajan raman rao sami sekhar swamy tti varman vedi",
    ),
    "NG": parts(
        "Abi Ade Adé Aki Ayọ̀ Bọ́lá Chi Chidi Dami E Emeka Fẹ́mi Fún Ife Ike Kẹ́ Kọ́ Ndu Nka Nne Nwa Obi Ogo Olú Ọlá Ṣẹ́ Tèmi Tí Ugo Yé | - - lá ni | "
        "bùkọ́lá chukwu déjì fẹ́ gbénga jídé ka kẹ́mi lékè lọ́lá mídé nma nna pé rinọ́lá sọlá ṣọlá tobi tóyè wálé yẹmí zie",
        "Abi Ade Adé Ajá Aki Amadi Ani Ayo Chi Dosu Eze Fá Fala Ibe Ife Ike Kala Madu Nna Nwa Obi Odu Ogu Oko Oku Olú Ọlá Ọ̀ṣun Oye Ugo Uwa | - - la "
        "ri | bádé chi chukwu fẹ́mi gbadé gbo jọbí ka kẹ́ye kwe lẹ́yẹ madu modu nkwo nna sanya ṣọlá tóla wálé yinka zie",
    ),
    "KE": parts(
        "A Ba Che Da Fu Ga Imani Ja Ka Ke Ki Ko Ma Mu Na Nja Nya O Pen Re Sa Si Te Wa Wai Za Zu | - - ki mu | bet chi da gesa la leni lisa mbi "
        "mbura na ngi ni nuhu ra ri ruto thi tieno yiah",
        "Che Cheru Ga Gi Ka Kari Ke Ki Kipko Kiplai Ko Koe Ku Ma Mai Mu Mwa Nda Nde Ngu Nja Nya O Odhi Oma Oti Ru Si Tha Wa Wai Wangu | - - ra ri | "
        "ambo bet bo chi gat ge gori ina kech kosgei la lo mau mbe mbo na nda ngi ni nyi rech rui ruto tai thi tich wa",
    ),
    "TH": parts(
        "กม/kam กิต/kit จิร/chira ชล/chon ณัฐ/nat ธน/thana นิ/ni บุญ/bun ปิย/piya พร/phon มณี/mani วิ/wi ศิริ/siri สุ/su อร/on | - | ชัย/chai ดา/da "
        "นันท์/nan พงษ์/phong พล/phon ภา/pha รัตน์/rat ลักษณ์/lak วรรณ/wan ศักดิ์/sak",
        "กาญจน/kanchana เจริญ/charoen ชัย/chai ทอง/thong ธรรม/tham บุญ/bun พงษ์/phong พรหม/phrom มณี/mani รัตน/rattana วงศ์/wong วิ/wi ศรี/si สุข/suk "
        "สุวรรณ/suwan แสง/saeng หิรัญ/hiran อินทร/inthra | -/- -/- วัฒนา/watthana | กิจ/kit กุล/kun ใจ/chai ชาติ/chat ดี/di พันธ์/phan รักษ์/rak "
        "เลิศ/loet วงศ์/wong ศักดิ์/sak ศิริ/siri สุข/suk สมบัติ/sombat",
        pairs=0.0,
    ),
    "IS": parts(
        "Arn Ást Berg Birg Ein Fan Finn Guð Haf Hall Hild Ing Jó Kol Krist Ólaf Ragn Sig Stein Svan Sæ Val Þor | - - a | ar björg björn dís dór "
        "finnur geir gerður hildur laug leifur mundur ný rós rún steinn þór unn veig",
        "Arn Berg Birg Bjarn Björg Bryn Eggert Einar Erl Finn Guð Gunn Hall Har Ing Jóhann Jón Krist Magn Ólaf Pál Ragn Sig Stef Svein Þor | - mund "
        "stein | arsdóttir arsson ardóttir dórsdóttir dórsson finnsdóttir finnsson geirsdóttir geirsson leifsdóttir leifsson ólfsdóttir ólfsson "
        "valdsdóttir valdsson",
        pairs=0.0,
    ),
}
