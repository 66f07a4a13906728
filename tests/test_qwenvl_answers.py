"""What is read of every saved answer of a real model, and what is found fault with.

`bench/answers_table.py` prints the same with the places and the words of each finding.
"""

import random
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from answers import ABSENT, ANSWERS
from bench.answers_table import kinds
from visible import lost, made_up, said

from docparse.document import Finding, Size
from docparse.qwenvl import check, parse, repair, write

pytestmark = pytest.mark.skipif(not ANSWERS, reason=ABSENT)


class Expected(NamedTuple):
    kinds: str
    read: str  # findings of `parse`, counted
    checked: str  # those that `check` adds
    fragments: tuple[str, ...]  # in this order


EXPECTED = {
    "qwen25vl_72b_example5_plainhtml_TRUNCATED_1024tok.txt": Expected(
        (
            "Figure List Heading*2 Paragraph Figure Paragraph Heading Paragraph Figure Paragraph "
            "Heading Paragraph Figure Paragraph Heading Paragraph Figure Paragraph Heading Paragraph"
        ),
        "declaration fence not-shown*2 prose truncated wrapper*9",
        "missing-box*21",
        ("百度Logo", "CSDN博客", "conda creat..."),
    ),
    "qwen25vl_72b_example6_api.html": Expected(
        "Heading Paragraph Figure Heading Paragraph*3 Figure Paragraph",
        "fence*2",
        "",
        ("Qwen2.5 Techni", "In this report", "capabilities."),
    ),
    "qwen25vl_blog_docparsing1.html": Expected(
        "Paragraph*16",
        "empty-block",
        "",
        ("{ }^{8} das Ph", "{ }^{16} das L", "nervlichen und"),
    ),
    "qwen25vl_blog_docparsing2.html": Expected(
        (
            "Formula Paragraph*2 Figure Paragraph Figure Paragraph Heading Paragraph Figure Paragraph "
            "Figure Paragraph*4 Formula Paragraph*3 Formula Paragraph Formula"
        ),
        "empty-block*3 fence*2 text-beside",
        "",
        ("h=D \\tan \\thet", "图 9-22 牛顿环", "1,2,3, \\cdots)"),
    ),
    "qwen25vl_blog_docparsing4.html": Expected(
        (
            "Heading Author Figure Paragraph Figure Paragraph Figure Paragraph Heading Paragraph*3 "
            "Figure Paragraph"
        ),
        "empty-block fence*2",
        "missing-box schema",
        ("Qwen2.5 Techni", "Abstract", "capabilities."),
    ),
    "qwen25vl_blog_docparsing8.html": Expected(
        "Figure Heading Figure Paragraph Figure Paragraph*3 Footer",
        "declaration fence*2 moved-out*2 not-shown*4 unknown-class*5 wrapper",
        "missing-box*9 schema",
        ("Back", "Golden Lantern", "愿，更灵验哦 许愿拿红包 🎉"),
    ),
    "qwen3vl_markdown_sample_id.md": Expected(
        "Paragraph*9",
        "comment*2 not-html",
        "",
        ("JURNAL PENGANT", "Berdasarkan be", "pretasi model."),
    ),
    "qwen3vl_markdown_sample_id_page6.md": Expected(
        "Paragraph*15",
        "not-html",
        "",
        ("\\subsection*{3", "Information ga", "eighbor (KNN)}"),
    ),
    "deepseekvl2_number_loop__DeepSeek-VL2_96.txt": Expected(
        "Paragraph",
        "not-html repeating",
        "",
        ("<|ref|>head wi", "5, 533, 17, 9"),
    ),
    "dialect_evahan_polygon_bbox.html": Expected(
        "Paragraph Figure",
        "box-polygon*2 empty-block fence*2 unknown-class",
        "",
        ("毛邦翰補", "毛邦翰補"),
    ),
    "glmocr_hallucinated_row__GLM-OCR_240.html": Expected(
        "Paragraph Table",
        "stray-cell stray-close*2 stray-text",
        "missing-box",
        ("...", "ssing in table"),
    ),
    "glmocr_html_loop__mlx-vlm_1021.html": Expected(
        "Paragraph*2",
        "repeating stray-cell stray-close*2 stray-table-text stray-text",
        "missing-box",
        ("<!-- Anisidine", "CAS No."),
    ),
    "monkeyocr_phrase_loop__MonkeyOCR_172.txt": Expected(
        "Paragraph",
        "not-html repeating",
        "",
        ("承担 单位 基本 情况 项目", "承担 单位 基本 情况 项目"),
    ),
    "olmocr_truncated_json__olmocr_150.json": Expected(
        "Paragraph",
        "not-html",
        "",
        ('{"primary_lang', "emp. | Header/"),
    ),
    "qwen25vl_latin_sentence_loop__llama.cpp_14663.txt": Expected(
        "Paragraph",
        "not-html repeating",
        "",
        ("Thevtonicae pr", "inentiis domus"),
    ),
    "qwen3vl_ascii_art_loop__Qwen3-VL_1611.md": Expected(
        "Paragraph*3",
        "fence not-html repeating",
        "",
        ("# NLP Pipeline", "In the followi", "gmentation | |"),
    ),
    "qwenvl_html_spec_from_tech_report.html": Expected(
        "Paragraph*7 Formula Paragraph Figure Paragraph Figure Paragraph Music Paragraph Chemical",
        "box-unreadable*14 empty-block not-shown stray-table-text stray-text*8 text-beside",
        "schema",
        ("# paragraph", "# image captio", "ormula content"),
    ),
    "chandra_list_group.html": Expected(
        "Heading Paragraph Heading Paragraph*2 Heading Paragraph List Paragraph Heading Paragraph List",
        "",
        "schema*18",
        ("The Evolution", 'The term "word', "rd processing."),
    ),
    "chandra_multiblock.html": Expected(
        "Heading Paragraph Chart Caption Paragraph Footer",
        "",
        "schema*7",
        ("Figures Exampl", "Figure 1: This", "1"),
    ),
    "chandra_simple.html": Expected(
        "Header Paragraph Heading Paragraph Caption Table Heading Paragraph*2",
        "",
        "schema*23",
        ("Optimized Tabl", "Table 1. HPO p", "epresentation."),
    ),
    "deepseek_example.md": Expected(
        "Paragraph*4 Table Paragraph*3",
        "stray-text*7",
        "missing-box",
        ("order to compu", "# enc-layers #", "epresentation."),
    ),
    "deepseek_simple.md": Expected(
        "Paragraph*6",
        "not-html",
        "",
        ("order to compu", "<|ref|>sub_tit", "epresentation."),
    ),
    "deepseek_title.md": Expected(
        "Paragraph*16",
        "stray-text*15 wrapper",
        "missing-box",
        ("<|ref|>title<|", "<|ref|>sub_tit", "534678.3539043"),
    ),
    "dots_list.json": Expected(
        "Paragraph",
        "not-html",
        "",
        ('[{"bbox": [140', 'processing."}'),
    ),
    "dots_simple.json": Expected(
        "Paragraph",
        "not-html",
        "",
        ('[{"bbox": [29,', '4678.3539043"}'),
    ),
    "qwen25vl_nb_67c2331_cell8_0.raw.txt": Expected(
        (
            "Heading Author Paragraph*3 Heading Paragraph*3 Figure Paragraph Heading Author Paragraph*3"
            " Heading Paragraph*3 Figure Paragraph"
        ),
        "empty-block*2 fence truncated unclosed",
        "box-overlap*9 duplicate-block*3 missing-box*2 schema",
        ("Qwen2.5 Techni", "Qwen2.5 Techni", "ng the model’s"),
    ),
    "qwen25vl_nb_67c2331_cell8_2.raw.txt": Expected(
        "Heading Author Paragraph*3 Heading Paragraph*3 Figure Paragraph",
        "empty-block fence*2",
        "missing-box*11 schema",
        ("Qwen2.5 Techni", "Abstract", "ng the model’s"),
    ),
    "qwen25vl_nb_8a080cf_cell11_0.raw.txt": Expected(
        "Heading Paragraph Figure Heading Paragraph*3 Figure Paragraph",
        "fence*2 prose",
        "",
        ("Qwen2.5 Techni", "In this report", "capabilities."),
    ),
    "qwen25vl_nb_8a080cf_cell11_2.raw.txt": Expected(
        "Heading Paragraph Figure Heading Paragraph*3 Figure Paragraph",
        "fence*2",
        "missing-box*9",
        ("Qwen2.5 Techni", "In this report", "capabilities."),
    ),
    "qwen25vl_nb_8a080cf_cell13_0.raw.txt": Expected(
        (
            "Figure List Heading*2 Paragraph Figure Paragraph Heading Paragraph Figure Paragraph "
            "Heading Paragraph Figure Paragraph Heading Paragraph Figure Paragraph Heading Paragraph*3 "
            "Figure List Heading*2 Paragraph Figure Paragraph Heading Paragraph Figure Paragraph "
            "Heading Paragraph Figure Paragraph Heading Paragraph Figure Paragraph Heading Paragraph"
        ),
        "declaration*2 fence not-shown*4 prose truncated wrapper*18",
        "duplicate-block*5 missing-box*42",
        ("百度Logo", "```html", "conda creat..."),
    ),
    "eval_excerpt.jsonl:0": Expected(
        "Heading*2 Paragraph",
        "",
        "",
        ("02", "五年以来经济发展取得辉煌成就", "，如关键词、部分简单介绍等。"),
    ),
    "eval_excerpt.jsonl:1": Expected(
        "Header Figure Paragraph*5",
        "empty-block",
        "",
        ("菁彩 HDR(HDR Viv", "1)动态元数据(Dynami", "(Tone Mapping)"),
    ),
    "eval_excerpt.jsonl:2": Expected(
        "Header Paragraph*3",
        "empty-block",
        "",
        ("多音字", "hào(号码)(括号)", "手都号(háo)啕大哭起来。"),
    ),
    "eval_excerpt.jsonl:3": Expected(
        "Header Paragraph Figure",
        "",
        "",
        ("课前准备", "请准备好30根小棒、计数器。"),
    ),
    "eval_excerpt.jsonl:4": Expected(
        "Heading*2 Table Paragraph",
        "",
        "schema",
        ("Feature Select", "Web ocuments U", ".951=0.020 bit"),
    ),
    "eval_excerpt.jsonl:5": Expected(
        "Header Heading*2 Paragraph Table Paragraph Footer",
        "",
        "schema",
        ("中铁二局党建工作标准化手册组", "年 月 日", "\\cdot 86\\cdot"),
    ),
    "eval_excerpt.jsonl:6": Expected(
        "Paragraph*8 Footer*2",
        "",
        "",
        ("六、根據某統計結果，每年平均", "(2)作業疏失：", "辑于星期五:二十点二十九分。"),
    ),
    "eval_excerpt.jsonl:7": Expected(
        "Paragraph*5 Formula Paragraph*5",
        "",
        "",
        ("例3-5输入一个字符，若为大", "\\text{ disp(se", "end"),
    ),
    "eval_excerpt.jsonl:8": Expected(
        "Heading Figure",
        "",
        "",
        ("遵义会议及遵义会议精神", "遵义会议及遵义会议精神"),
    ),
    "qwen25vl_blog_kie_express.json:0": Expected(
        "Paragraph*5",
        "not-html",
        "",
        ("To verify the", "### Door Infor", "this location."),
    ),
    "qwen25vl_blog_kie_receipt.json:0": Expected(
        "Paragraph",
        "fence*2 not-html",
        "",
        ('{ "发票代码": "221', '"座号": "371" }'),
    ),
    "qwen25vl_blog_kie_table1.json:0": Expected(
        "Paragraph*3",
        "not-html",
        "",
        ("根据图片中的数据，1类桥梁的", "152 - 136 = 16", "1类桥梁比2类桥梁多16座。"),
    ),
    "qwen25vl_blog_kie_table1.json:1": Expected(
        "Paragraph*3",
        "not-html",
        "",
        ("根据图片中的数据，1类桥梁的", "- 特大桥：0座 - 大桥：", "- 有47座小桥和通道桥。"),
    ),
    "qwen25vl_blog_kie_table2.json:0": Expected(
        "Paragraph*7",
        "not-html",
        "",
        ("根据表格中的数据，蓄水工程的", "3. 新建20m³水池（1座", "用为244,400.08元。"),
    ),
    "qwen25vl_blog_kie_table2.json:1": Expected(
        "Paragraph*9",
        "not-html",
        "",
        ("根据提供的表格，蓄水工程可以", "**小计**：50,282.", "用为214,453.77元。"),
    ),
    "qwen25vl_blog_kie_table3.json:0": Expected(
        "Paragraph*2",
        "not-html",
        "",
        ("根据表格中的数据，2006年", "人工费花费为45,560元。"),
    ),
    "qwen25vl_blog_kie_table3.json:1": Expected(
        "Paragraph*4",
        "not-html",
        "",
        ("根据提供的表格，材料费分别用", "这些费用合计为： 114,2", "材料费273,880元一致。"),
    ),
    "qwen25vl_blog_ocr_arabic.json:0": Expected(
        "Paragraph",
        "not-html",
        "",
        ("SMK أبو منير ل", "6 056-811-8256"),
    ),
    "qwen25vl_blog_ocr_dense.json:0": Expected(
        "Paragraph",
        "not-html",
        "",
        ("品名：初吻巧克力 产品类型：", "7566 产地：山东省东营市"),
    ),
    "qwen25vl_blog_ocr_grounding1.json:0": Expected(
        "Paragraph",
        "fence*2 not-html",
        "",
        ('[ {"bbox_2d":', '": "3,000"}, ]'),
    ),
    "qwen25vl_blog_ocr_grounding2.json:0": Expected(
        "Paragraph",
        "fence*2 not-html",
        "",
        ('[ {"bbox_2d":', '3560234709"} ]'),
    ),
    "qwen25vl_blog_ocr_korean.json:0": Expected(
        "Paragraph",
        "not-html",
        "",
        ("a product of T", "AT! DRINK MATE"),
    ),
    "qwen25vl_blog_ocr_vertical.json:0": Expected(
        "Paragraph",
        "not-html",
        "",
        ("平安喜樂 八方來財 順風順水", "如意 有錢有勢有前程 好運來"),
    ),
}


def counted(codes: Counter[str]) -> str:
    return " ".join(code if count == 1 else f"{code}*{count}" for code, count in sorted(codes.items()))


def codes(findings: tuple[Finding, ...]) -> Counter[str]:
    return Counter(finding.code for finding in findings)


def test_every_answer_is_expected() -> None:
    assert sorted(ANSWERS) == sorted(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_an_answer_is_read_as_it_was_meant(name: str) -> None:
    expected, parsed = EXPECTED[name], parse(ANSWERS[name], None)
    assert kinds(ANSWERS[name]) == expected.kinds
    text = " ".join(said(parsed.blocks).split())
    place = 0
    for fragment in expected.fragments:
        assert fragment in text[place:]
        place = text.index(fragment, place)


@pytest.mark.parametrize("name", EXPECTED)
def test_the_faults_of_an_answer_are_found(name: str) -> None:
    read = codes(parse(ANSWERS[name], None).findings)
    assert counted(read) == EXPECTED[name].read
    assert counted(codes(check(ANSWERS[name], None)) - read) == EXPECTED[name].checked


@pytest.mark.parametrize("name", EXPECTED)
def test_an_answer_loses_nothing_and_comes_back_the_same(name: str) -> None:
    answer = ANSWERS[name]
    parsed = parse(answer, None)
    assert lost(answer, parsed) == Counter()
    assert made_up(answer, parsed) == Counter()
    assert parse(write(parsed.blocks, None), None).blocks == parsed.blocks
    assert parse(repair(answer), None).blocks == parsed.blocks


@pytest.mark.parametrize("name", EXPECTED)
def test_an_answer_cut_anywhere_keeps_what_stands_before_the_cut(name: str) -> None:
    answer = ANSWERS[name]
    for cut in range(0, len(answer), max(7, len(answer) // 150 // 7 * 7)):
        part = answer[:cut]
        parsed = parse(part, None)
        assert lost(part, parsed) == Counter()
        assert parse(write(parsed.blocks, None), None).blocks == parsed.blocks


def test_an_answer_of_boxed_blocks_keeps_all_blocks_before_the_cut() -> None:
    answer = ANSWERS["qwen25vl_72b_example6_api.html"]
    whole = parse(answer, None).blocks
    for cut in range(30, answer.index("</body>"), 7):
        parsed = parse(answer[:cut], None)
        done = answer[:cut].count("</p>") + answer[:cut].count("</h2>") + answer[:cut].count("</div>")
        assert parsed.blocks[:done] == whole[:done]
        assert "truncated" in {finding.code for finding in parsed.findings}


def mutants(answer: str, chance: random.Random, number: int) -> Iterator[str]:
    """The answer with a stretch of it left out, doubled, moved, or with something thrown in."""
    odd = (
        "<",
        ">",
        '"',
        "'",
        "&",
        "$",
        "\\",
        "\x00",
        "\ud800",
        "<p>",
        "</div>",
        "<td>",
        "```",
        "</p></p>",
        "<table>",
        "\n\n",
    )
    for _ in range(number):
        i, j, k = sorted(chance.choices(range(len(answer) + 1), k=3))
        j = min(j, i + chance.choice((1, 2, 5, 20, 200)))
        yield chance.choice(
            (
                answer[:i] + answer[j:],
                answer[:j] + answer[i:],
                answer[:i] + chance.choice(odd) + answer[i:],
                answer[:i] + answer[j:k] + answer[i:j] + answer[k:],
                answer[:i] + answer[i:j][::-1] + answer[j:],
            )
        )


@pytest.mark.parametrize("name", EXPECTED)
def test_a_mutant_of_an_answer_is_read_without_loss(name: str) -> None:
    page = Size(1200, 1600)
    for mutant in mutants(ANSWERS[name], random.Random(name), 40):
        parsed = parse(mutant, page)
        assert lost(mutant, parsed) == Counter()
        assert parse(write(parsed.blocks, page), page).blocks == parsed.blocks
        check(mutant, page)
