"""Languages as people name them, and who reads them: PP-OCR, Tesseract, or both."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from docparse.engines.light.scan import tesseract
from docparse.engines.light.scan.scripts import SCRIPTS, Script, pack
from docparse.errors import EngineError, UsageError

# PP-OCR has all letters of the first; of the second, too, but Tesseract is better at their accents.
_WRITTEN = """
afr aze bre cat ceb chi_sim chi_tra cos cym dan deu eng enm epo est eus fil fin fra frm fry gla gle glg hat
HanS HanT ind ita ita_old jav jpn Japanese kmr Latin lat ltz mri msa nld nor oci por que ron spa spa_old sqi
sun swa swe tgl uzb
"""
_ACCENTS = "bos ces hrv hun isl fao lav lit mlt pol slk slv srp_latn tur yor"
_TWO_LETTERS = """
af:afr am:amh ar:ara as:asm az:aze be:bel bg:bul bn:ben bo:bod br:bre bs:bos ca:cat co:cos cs:ces cy:cym
da:dan de:deu dv:div dz:dzo el:ell en:eng eo:epo es:spa et:est eu:eus fa:fas fi:fin fo:fao fr:fra fy:fry
ga:gle gd:gla gl:glg gu:guj he:heb hi:hin hr:hrv ht:hat hu:hun hy:hye id:ind is:isl it:ita iu:iku ja:jpn
jv:jav ka:kat kk:kaz km:khm kn:kan ko:kor ku:kmr ky:kir la:lat lb:ltz lo:lao lt:lit lv:lav mi:mri mk:mkd
ml:mal mn:mon mr:mar ms:msa mt:mlt my:mya ne:nep nl:nld no:nor oc:oci or:ori pa:pan pl:pol ps:pus pt:por
qu:que ro:ron ru:rus sa:san sd:snd si:sin sk:slk sl:slv sq:sqi sr:srp su:sun sv:swe sw:swa ta:tam te:tel
tg:tgk th:tha ti:tir tl:tgl to:ton tr:tur tt:tat ug:uig uk:ukr ur:urd uz:uzb vi:vie yi:yid yo:yor
zh:chi_sim zh-cn:chi_sim zh-hans:chi_sim zh-hant:chi_tra zh-tw:chi_tra
"""
_SEEN, _AIDED = frozenset(_WRITTEN.split()), frozenset(_ACCENTS.split())
_ISO: dict[str, str] = {
    short: code for short, _, code in (pair.partition(":") for pair in _TWO_LETTERS.split())
}
_ACCENTED = ((0xC0, 0x24F), (0x1E00, 0x1EFF))
_ANY = ((0, 0x10FFFF),)


@dataclass(frozen=True, slots=True)
class Told:
    """The languages of page images, where they are known and not to be guessed."""

    names: str  # Tesseract's, joined by `+`
    script: Script | None = None  # what Tesseract is to look for; None where PP-OCR alone reads
    packs: str = ""  # what to give Tesseract for that


def told(names: str) -> Told:
    """What `ell+rus`, `de` or `Cyrillic` asks for. Raises UsageError, or EngineError if it cannot be read."""
    installed = tesseract.packs()
    codes = [_code(name, installed) for name in names.split("+")]
    scripts = [script for code in codes if (script := _script(code))]
    for script in scripts:
        if not script.aided and not pack(script, installed):
            raise _unreadable(script)
    readable = [script for script in scripts if pack(script, installed)]
    joined = "+".join(codes)
    if not readable:
        return Told(joined)
    packs = dict.fromkeys(pack(script, installed) or "" for script in readable)
    return Told(joined, _union(readable), "+".join(packs))


def _code(name: str, installed: Collection[str]) -> str:
    """Tesseract's name of a language or a script; its packs for columns are those for lines."""
    plain = name.strip().removeprefix("script/").removesuffix("_vert").casefold()
    if iso := _ISO.get(plain.replace("_", "-")):
        return iso
    scripts = (code for script in SCRIPTS for code in _codes(script))
    known = {code.casefold(): code for code in (*installed, *_ISO.values(), *_SEEN, *_AIDED, *scripts)}
    if plain not in known:
        raise UsageError(
            f"`--lang` knows no language `{name.strip()}`",
            hint="say it as Tesseract does (`deu+rus`, `Cyrillic`) or by ISO 639-1 (`de+ru`)",
        )
    return known[plain]


def _codes(script: Script) -> tuple[str, ...]:
    return (script.name, *script.languages)


def _script(code: str) -> Script | None:
    """What Tesseract is to read of a language; its script's pack serves where its own is missing."""
    if code in _SEEN:
        return None
    if code in _AIDED:
        return Script(code, "", (), _ACCENTED, aided=True)
    script = next((script for script in SCRIPTS if code in _codes(script)), None)
    if script is None:
        return Script(code, "", (), _ANY)
    if code == script.name:
        return script
    return replace(script, name=code, package="", languages=(script.name,))


def _union(scripts: Sequence[Script]) -> Script:
    """Letters of one are letters of all: Tesseract reads them together."""
    return Script(
        "+".join(script.name for script in scripts),
        "",
        (),
        tuple(span for script in scripts for span in script.spans),
        parted=any(script.parted for script in scripts),
        aided=all(script.aided for script in scripts),
    )


def _unreadable(script: Script) -> EngineError:
    package = f"script-{script.package}" if script.package else script.name.lower().replace("_", "-")
    packages = f"tesseract-ocr-{package}" if tesseract.packs() else f"tesseract-ocr tesseract-ocr-{package}"
    return EngineError(
        f"`{script.name}` on page images is read by Tesseract, "
        f"which {'has no pack for it' if tesseract.packs() else 'is not installed'}",
        hint=f"on Debian: apt install {packages}",
    )
