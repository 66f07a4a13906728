"""Words to fill pages with, in ten scripts, and sentences made of them."""

from dataclasses import dataclass
from random import Random
from typing import Final, Literal, TypeAlias

Script: TypeAlias = Literal[
    "latin", "greek", "cyrillic", "chinese", "japanese", "korean", "arabic", "hebrew", "thai", "devanagari"
]


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language as far as filling a page takes: its words, and what stands between and after them."""

    script: Script
    code: str
    words: tuple[str, ...]
    blank: str = " "
    comma: str = ", "
    stop: str = ". "

    @property
    def rtl(self) -> bool:
        return self.script in {"arabic", "hebrew"}

    def phrase(self, rng: Random, count: int) -> str:
        """Some words, the first with a capital where the script has any."""
        text = self.blank.join(rng.choice(self.words) for _ in range(count))
        return text[:1].upper() + text[1:]

    def sentence(self, rng: Random) -> str:
        """With the blank that parts it from the next one."""
        middle = self.comma if rng.random() < 0.3 else self.blank
        rest = self.phrase(rng, rng.randint(3, 8))
        number = f"{self.blank}{rng.choice(_NUMBERS)(rng)}" if rng.random() < 0.25 else ""
        return f"{self.phrase(rng, rng.randint(3, 7))}{middle}{_lowered(rest)}{number}{self.stop}"

    def passage(self, rng: Random, sentences: int) -> str:
        return "".join(self.sentence(rng) for _ in range(sentences)).strip()


_NUMBERS: Final = (
    lambda rng: str(rng.randint(1805, 2024)),
    lambda rng: f"{rng.randint(1, 999)}.{rng.randint(0, 99):02}",
    lambda rng: f"{rng.randint(2, 98)}%",
    lambda rng: f"{rng.randint(1, 48)},{rng.randint(0, 999):03}",
)


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


TONGUES: Final = (
    Tongue(
        "latin",
        "en",
        _words(
            "the a this every no harbour river bridge winter market orchard engine ledger lantern signal valley "
            "timber copper glass garden letter voyage captain miller surveyor pupil neighbour carries crosses "
            "keeps measures repairs follows answers sells paints counts slowly often never before after under "
            "near with without old narrow bright quiet heavy early common hollow and or of for to in on from"
        ),
    ),
    Tongue(
        "latin",
        "fr",
        _words(
            "été forêt déjà çà château élève hôtel naïve œuvre sœur cœur fenêtre rivière lumière première côté "
            "goût août tête âme façade garçon leçon théâtre matière le la les une des pour dans avec sans vers"
        ),
    ),
    Tongue(
        "latin",
        "de",
        _words(
            "Straße Brücke Mühle Gärten Öfen über für größer fährt können müssen Schlüssel süß heiß weiß Fluß "
            "Bäume Häuser Körbe Türen Äpfel der die das und oder nicht mit ohne nach vor unter schnell leise"
        ),
    ),
    Tongue(
        "latin",
        "pl",
        _words(
            "źródło łąka żółty święto ręka wąż dźwięk miód ćma gęś książka ołówek człowiek wiatr rzeka jesień "
            "późno ciężki młody nad pod przez bardzo nigdy każdy kończy świeci płynie"
        ),
    ),
    Tongue(
        "latin",
        "cs",
        _words(
            "řeka žlutý kůň škola čtvrtek město hřiště věž déšť ďábel ťukání ňadra příliš úpěl bílý zářez "
            "dům stůl při přes pod nad velmi nikdy každý končí svítí teče"
        ),
    ),
    Tongue(
        "latin",
        "vi",
        _words(
            "đường sông núi biển trời đất nước người nhà cửa bàn ghế sách vở trường học thầy bạn mùa xuân hạ "
            "thu đông gió mưa nắng đẹp xanh đỏ trắng và của với trong ngoài trên dưới"
        ),
    ),
    Tongue(
        "greek",
        "el",
        _words(
            "θάλασσα ποτάμι γέφυρα χειμώνας αγορά κήπος γράμμα ταξίδι φως σχολείο δρόμος πόλη βουνό ουρανός "
            "παλιός στενός ήσυχος βαρύς ο η το και με χωρίς κοντά ποτέ συχνά αργά πριν μετά"
        ),
    ),
    Tongue(
        "cyrillic",
        "ru",
        _words(
            "река мост зима рынок сад письмо дорога город гора небо свет школа книга вечер ветер снег ёлка "
            "объём старый узкий тихий тяжёлый и или с без около никогда часто медленно после перед чтобы"
        ),
    ),
    Tongue(
        "chinese",
        "zh",
        _words(
            "今天 天气 河流 桥梁 冬天 市场 花园 信件 旅行 学校 道路 城市 高山 天空 灯光 书本 老师 朋友 春风 秋雨 "
            "安静 沉重 明亮 经常 从不 慢慢 以后 以前 附近 我们 他们 因为 所以 可以 需要 认为 大家 工程 测量 记录"
        ),
        blank="",
        comma="，",
        stop="。",
    ),
    Tongue(
        "japanese",
        "ja",
        _words(
            "今日は 天気が 川の 橋を 冬に 市場で 庭の 手紙を 旅に 学校へ 道が 町の 山と 空に 光を 本を 先生は 友達と "
            "静かな 重い 明るい よく 決して ゆっくり あとで まえに カメラ ノート テーブル ガラス 渡る 測る 数える"
        ),
        blank="",
        comma="、",
        stop="。",
    ),
    Tongue(
        "korean",
        "ko",
        _words(
            "오늘은 날씨가 강물이 다리를 겨울에 시장에서 정원의 편지를 여행을 학교로 길이 도시의 산과 하늘에 빛을 "
            "책을 선생님은 친구와 조용한 무거운 밝은 자주 결코 천천히 나중에 전에 건너다 재다 세다 우리는"
        ),
    ),
    Tongue(
        "arabic",
        "ar",
        _words(
            "البحر النهر الجسر الشتاء السوق الحديقة الرسالة السفر المدرسة الطريق المدينة الجبل السماء النور "
            "الكتاب المعلم الصديق هادئ ثقيل مشرق قديم ضيق دائما أبدا ببطء بعد قبل قرب مع من إلى في"
        ),
        comma="، ",
    ),
    Tongue(
        "hebrew",
        "he",
        _words(
            "הים הנהר הגשר החורף השוק הגן המכתב המסע בית הספר הדרך העיר ההר השמים האור הספר המורה החבר שקט "
            "כבד בהיר ישן צר תמיד לעולם לאט אחרי לפני ליד עם בלי אל מן"
        ),
    ),
    Tongue(
        "thai",
        "th",
        _words(
            "วันนี้ อากาศ แม่น้ำ สะพาน ฤดูหนาว ตลาด สวน จดหมาย เดินทาง โรงเรียน ถนน เมือง ภูเขา ท้องฟ้า แสง "
            "หนังสือ ครู เพื่อน เงียบ หนัก สว่าง เก่า แคบ เสมอ ไม่เคย ช้า หลัง ก่อน ใกล้ กับ"
        ),
        blank="",
        comma=" ",
        stop=" ",
    ),
    Tongue(
        "devanagari",
        "hi",
        _words(
            "आज मौसम नदी पुल सर्दी बाज़ार बगीचा पत्र यात्रा विद्यालय रास्ता शहर पहाड़ आकाश प्रकाश पुस्तक शिक्षक मित्र "
            "शांत भारी उज्ज्वल पुराना संकरा हमेशा कभी धीरे बाद पहले पास साथ बिना और या के में से"
        ),
        stop="। ",
    ),
)


def tongue(rng: Random, scripts: frozenset[Script]) -> Tongue:
    """English half of the time, else any other of a script that can be set."""
    others = [one for one in TONGUES[1:] if one.script in scripts]
    return TONGUES[0] if rng.random() < 0.5 or not others else rng.choice(others)
