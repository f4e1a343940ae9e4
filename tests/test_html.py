"""HTML in: what comes out is the article, in its own letters, and nothing gets lost without a word."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest

from cleanarticle.html.extraction import decode, extract

ENGLISH = (
    "The harbour wall at Saltmere will be rebuilt in stone, the town council decided on Tuesday after a debate that "
    "had run since last autumn.",
    "Engineers had warned in March that two of its eleven sections could give way in a storm like the one that closed "
    "the lower quay for nine days.",
    "“We have patched it for forty years,” said Ada Thorne, who leads the works committee. “This time we do it once "
    "and properly.”",
    "The plan costs £6.2m, of which the county pays half; the rest comes from a loan that the town will carry until "
    "2041.",
    "Fishermen had asked for a wider entrance. The harbour master told the meeting that a wider entrance would let in "
    "the swell from the north-east.",
    "Three councillors voted against the plan, among them Piet Marlow, who called the cost of the stone “a monument to "
    "impatience”.",
    "Work begins after the herring season and is expected to last two winters, with the quay open to boats at every "
    "high tide.",
    "Until then the outer steps stay closed to walkers, and the lifeboat will launch from the sheltered beach at "
    "Cobble Point.",
)
GERMAN = (
    "Der Gemeinderat von Müggelhöhe hat am Dienstag beschlossen, die alte Uferstraße für den Autoverkehr zu sperren.",
    "Künftig gehört der Weg zwischen Mühle und Fähranleger den Fußgängern, wie Bürgermeisterin Käthe Größl erklärte.",
    "„Wir haben zwölf Jahre darüber gestritten“, sagte sie, „und in dieser Zeit ist der Verkehr nur größer geworden.“",
    "Die Händler am Marktplatz fürchten weniger Gäste; ein Gutachten erwartet dagegen übers Jahr mehr Besucher.",
    "Für den Umbau sind 480.000 € vorgesehen, die Hälfte davon trägt das Land, den Rest die Gemeinde selbst.",
    "Gegen den Beschluss stimmten fünf Räte, darunter der frühere Fährmann Jörg Völker, der längere Umwege beklagte.",
    "Die Arbeiten beginnen im März, sobald die Störche zurück sind, und dauern höchstens bis Mitte Oktober.",
    "Bis dahin gilt auf der Straße Schrittgeschwindigkeit, die Fähre verkehrt weiterhin täglich außer sonntags.",
)
RUSSIAN = (
    "Городской совет Солёной Бухты во вторник решил восстановить старую каменную набережную у рыбацкого порта.",
    "Инженеры ещё весной предупреждали, что две секции стены могут обрушиться во время осеннего шторма.",
    "Глава комитета Анна Торнова сказала, что стену чинили сорок лет подряд и теперь её построят заново.",
    "Работы обойдутся в шестьсот миллионов рублей, половину суммы заплатит область, остальное возьмут в кредит.",
    "Рыбаки просили расширить вход в гавань, но начальник порта объяснил, что тогда внутрь пойдёт волна.",
    "Трое депутатов голосовали против и назвали смету слишком большой для маленького приморского города.",
    "Строительство начнётся после окончания путины и займёт две зимы, причал останется открытым для лодок.",
    "До весны внешняя лестница закрыта для прогулок, а спасательный катер будет выходить с дальнего пляжа.",
)
CHINESE = (
    "盐湾镇议会星期二决定用石料重建旧港口的防波堤,此前镇上进行了长达数月的公开辩论,许多居民到场发言。",
    "工程师今年三月警告说,十一段防波堤当中有两段可能在秋季的大风暴里倒塌,下码头曾因此关闭九天。",
    "负责工程委员会的安娜女士说,这座防波堤已经修补了四十年,这一次要一劳永逸地把它建好。",
    "整个计划耗资六千二百万元,其中一半由县里承担,其余部分由镇里贷款,预计在二〇四一年还清。",
    "渔民曾要求把港口的入口加宽,但是港务长在会上解释说,入口加宽以后东北方向的涌浪就会进来。",
    "三名议员投票反对这个计划,他们认为石料的费用太高,对一个海边的小镇来说是沉重的负担。",
    "施工将在鲱鱼季节结束以后开始,预计要持续两个冬天,涨潮的时候码头仍然对渔船开放。",
    "在此之前,外侧的台阶禁止行人通过,救生艇将从有遮挡的卵石滩出发执行任务。",
)
JAPANESE = (
    "塩浜町議会は火曜日、昨年の秋から続いた議論の末に、古い港の防波堤を石で造り直すことを決めた。",
    "技術者は三月に、十一ある区間のうち二つが秋の嵐で崩れるおそれがあると警告していた。",
    "工事委員会を率いる安藤さんは「四十年間つぎはぎしてきたが、今度こそきちんと造る」と話した。",
    "計画の費用は六億二千万円で、半分は県が負担し、残りは町が借り入れて二〇四一年までに返す。",
    "漁師たちは港の入り口を広げるよう求めたが、港長は北東からのうねりが入ってくると説明した。",
    "三人の議員が反対票を投じ、石の値段は小さな海辺の町には重すぎる負担だと述べた。",
    "工事はニシン漁の季節が終わってから始まり、二度の冬にわたって続く見込みである。",
    "それまで外側の階段は通行止めとなり、救命艇は波の静かな小石の浜から出ることになる。",
)
NAVIGATION = "<nav><ul><li><a href='/'>Home</a><li><a href='/s'>Sport</a><li><a href='/w'>Weather</a></ul></nav>"
COMMENTS = (
    "<div id='comments' class='comments-area'><h3>2 Comments</h3><ol class='comment-list'>"
    "<li class='comment'><p>GullWatcher: my boat has been stuck behind those steps since the spring, shame on you.</p>"
    "<li class='comment'><p>Old Tom: who is going to pay for all that stone in the end, if not the likes of us?</p>"
    "</ol></div>"
)
FOOTER = "<footer><p>&copy; The Saltmere Tide. All rights reserved.</p><a href='/privacy'>Privacy</a></footer>"


def page(paragraphs: tuple[str, ...] = ENGLISH, head: str = "", inside: str = "") -> str:
    """A news page; *inside* stands between the first half of the article and the second."""
    lines = [f"<p>{paragraph}</p>" for paragraph in paragraphs]
    middle = len(lines) // 2
    body = "".join(lines[:middle]) + inside + "".join(lines[middle:])
    return (
        f"<!DOCTYPE html><html><head>{head}<title>Harbour</title></head><body>{NAVIGATION}"
        f"<main><article><h1>Harbour</h1>{body}</article>{COMMENTS}</main>{FOOTER}</body></html>"
    )


def missing(text: str, paragraphs: tuple[str, ...] = ENGLISH) -> list[str]:
    """The paragraphs that are no line of *text*."""
    lines = set(text.splitlines())
    return [paragraph for paragraph in paragraphs if paragraph not in lines]


# --- The article and nothing else


def test_every_paragraph_is_a_line_of_its_own() -> None:
    assert missing(extract(page())) == []


def test_menus_comments_and_footer_stay_out() -> None:
    text = extract(page())
    for words in ("Weather", "GullWatcher", "Old Tom", "All rights reserved", "Privacy"):
        assert words not in text


def test_lists_tables_and_quotes_of_the_article_stay() -> None:
    inside = (
        "<ul><li>Two sections of the wall are rebuilt from the sea bed up</li><li>Nine are clad in new stone</li></ul>"
        "<table><tr><th>Year</th><th>Closed days</th></tr><tr><td>2023</td><td>41</td></tr></table>"
        "<blockquote>The sea does not read our minutes, as my father used to say in this room.</blockquote>"
    )
    text = extract(page(inside=inside))
    for words in ("from the sea bed up", "Closed days", "2023", "does not read our minutes"):
        assert words in text


@pytest.mark.parametrize(
    "html", ["", b"", " \n\t", b" \n", "<!-- only a remark -->", "<html></html>", b"<script>x</script>"]
)
def test_without_a_word_the_result_has_none(html: str | bytes) -> None:
    assert extract(html).strip() == ""


@pytest.mark.parametrize(
    "text",
    [
        "Just two sentences. No tag at all.",
        "First line.\n\n  Second line, indented.\r\n",
        "Write to <desk@example.org>, if 3 < 4 and i<b and c>d.",
        "A lone \ud800 surrogate and a NUL \x00 in plain text.",
    ],
)
def test_text_without_a_tag_comes_back_as_it_is(text: str) -> None:
    assert extract(text) == text


def test_bytes_without_a_tag_are_decoded_and_come_back() -> None:
    assert extract("Ein Satz über Möwen.".encode()) == "Ein Satz über Möwen."


@pytest.mark.parametrize("html", [None, 7, bytearray(b"<p>x</p>"), Path("page.html"), ["<p>x</p>"]])
def test_other_types_are_told_what_to_pass(html: object) -> None:
    with pytest.raises(TypeError, match=rf"str or bytes, not {type(html).__name__}: pass path\.read_bytes\(\)"):
        extract(html)  # type: ignore[arg-type]


def test_a_fragment_and_a_one_line_page_are_pages() -> None:
    assert extract("<p>Gales are expected by nightfall.</p>") == "Gales are expected by nightfall."
    assert extract("Gales by <b>nightfall</b> &amp; rain") == "Gales by nightfall & rain"


def test_self_closed_root_does_not_hide_the_page() -> None:
    text = extract(page().replace("<html>", '<html lang="en" />'))
    assert missing(text) == []
    assert "Weather" not in text


# --- Encodings


def declared(name: str) -> str:
    return f'<meta charset="{name}">'


def http_equiv(name: str) -> str:
    return f'<meta http-equiv="Content-Type" content="text/html; charset={name}">'


@pytest.mark.parametrize(
    ("paragraphs", "label", "codec"),
    [
        (ENGLISH, "utf-8", "utf-8"),
        (ENGLISH, "UTF8", "utf-8"),
        (ENGLISH, "iso-8859-1", "cp1252"),
        (GERMAN, "latin1", "cp1252"),
        (GERMAN, "windows-1252", "cp1252"),
        (GERMAN, "us-ascii", "cp1252"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (RUSSIAN, "windows-1251", "cp1251"),
        (RUSSIAN, "x-cp1251", "cp1251"),
        (CHINESE, "gb2312", "gb18030"),
        (CHINESE, "GBK", "gb18030"),
        (JAPANESE, "shift_jis", "cp932"),
        (JAPANESE, "x-sjis", "cp932"),
        (JAPANESE, "euc-jp", "euc_jp"),
        (JAPANESE, "iso-2022-jp", "iso2022_jp"),
    ],
)
@pytest.mark.parametrize("head", [declared, http_equiv])
def test_the_declared_encoding_is_read_as_browsers_read_it(
    paragraphs: tuple[str, ...], label: str, codec: str, head: Callable[[str], str]
) -> None:
    assert missing(extract(page(paragraphs, head(label)).encode(codec)), paragraphs) == []


@pytest.mark.parametrize(
    ("label", "codec", "words"),
    [
        ("ks_c_5601-1987", "cp949", "옛 항구 벽을 재건하기로 결정했다 똠방각하"),
        ("euc-kr", "cp949", "옛 항구 벽을 재건하기로 결정했다 똠방각하"),
        ("gb2312", "gb18030", "市议会周二决定重建旧港口的城墙,朱镕基"),
        ("shift_jis", "cp932", "町議会は古い壁の再建を決めた①髙橋"),
        ("big5", "big5hkscs", "市議會決定重建舊港口的城牆嘅"),
        ("iso-8859-9", "cp1254", "“Kıyı duvarı yeniden yapılacak” dedi, ışık şehri"),
        ("x-mac-cyrillic", "mac-cyrillic", "Городской совет решил восстановить набережную"),
    ],
)
def test_a_label_covers_the_letters_that_its_standard_lacks(label: str, codec: str, words: str) -> None:
    assert decode(f"{declared(label)}<p>{words}".encode(codec)) == f"{declared(label)}<p>{words}"


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
@pytest.mark.parametrize("head", ["", declared("iso-8859-1"), declared("utf-16")])
def test_byte_order_mark_or_the_bytes_of_utf16_win(codec: str, head: str) -> None:
    assert missing(extract(page(RUSSIAN, head).encode(codec)), RUSSIAN) == []


def test_big_endian_with_mark() -> None:
    assert missing(extract(b"\xfe\xff" + page(GERMAN).encode("utf-16-be")), GERMAN) == []


def test_xml_declaration_counts() -> None:
    html = '<?xml version="1.0" encoding="windows-1251"?>\n' + page(RUSSIAN)
    assert missing(extract(html.encode("cp1251")), RUSSIAN) == []


def test_a_declaration_in_a_comment_does_not_count() -> None:
    html = page(RUSSIAN, f"<!-- {declared('windows-1251')} -->{declared('koi8-r')}")
    assert missing(extract(html.encode("koi8-r")), RUSSIAN) == []


@pytest.mark.parametrize(
    ("paragraphs", "codec"), [(ENGLISH, "cp1252"), (GERMAN, "cp1252"), (RUSSIAN, "cp1251"), (CHINESE, "gb18030")]
)
@pytest.mark.parametrize("label", ["", "utf-8", "no-such-charset", "rot13", "unicode_escape", "utf-16"])
def test_missing_unknown_or_lying_declaration_falls_back_to_detection(
    paragraphs: tuple[str, ...], codec: str, label: str
) -> None:
    head = declared(label) if label else ""
    assert missing(extract(page(paragraphs, head).encode(codec)), paragraphs) == []


@pytest.mark.parametrize("label", ["", "iso-8859-1", "gb2312", "windows-1251", "shift_jis"])
def test_utf8_under_another_name_is_read_as_utf8(label: str) -> None:
    head = declared(label) if label else ""
    for paragraphs in (GERMAN, RUSSIAN, CHINESE):
        assert missing(extract(page(paragraphs, head).encode()), paragraphs) == []


def test_one_broken_byte_scars_one_character_only() -> None:
    html = page(RUSSIAN, declared("utf-8"), inside="<p>Здесь @ сломанный байт посреди обычного текста.</p>")
    text = extract(html.encode().replace(b"@", b"\xff"))
    assert missing(text, RUSSIAN) == []
    assert "Здесь \ufffd сломанный" in text


def test_a_string_is_not_decoded_again() -> None:
    assert missing(extract(page(CHINESE, declared("gb2312"))), CHINESE) == []


@pytest.mark.parametrize("start", range(0, 256, 8))
def test_decode_takes_any_bytes(start: int) -> None:
    for length in (1, 2, 3, 100):
        assert isinstance(decode(bytes((start + i) % 256 for i in range(length))), str)


# --- Characters that stop parsers


ODD = (
    *("\ud800", "\udfff", "\x00", "\x01", "\x1b[31m", "\x0b", "\x0c", "\x7f", "\x85", "\ufeff", "\u202e"),
    *(
        "\ufffe",
        "\uffff",
        "\U0001ffff",
        "&#0;",
        "&#27;",
        "&#x1b;",
        "&#xd800;",
        "&#xffff;",
        "&#65534;",
        "&#99999999999;",
    ),
)


@pytest.mark.parametrize("odd", ODD, ids=ascii)
def test_nothing_after_an_odd_character_is_lost(odd: str) -> None:
    text = extract(page(inside=f"<p>The mayor {odd} arrived late to the meeting, and left it early again.</p>"))
    assert missing(text) == []
    assert "The mayor" in text
    assert "left it early again." in text
    assert "Weather" not in text


def test_a_pair_of_surrogates_is_one_character() -> None:
    text = extract(page(inside="<p>The gull \ud83d\udc26 came back to the harbour wall on Wednesday morning.</p>"))
    assert "The gull \U0001f426 came back" in text


def test_nul_between_all_letters() -> None:
    assert missing(extract("\x00".join(page()))) == []


# --- Pages made to break parsers


@pytest.mark.parametrize("depth", [255, 300, 1_000, 100_000])
@pytest.mark.parametrize("tag", ["div", "span", "b", "ul><li", "table><tr><td"])
def test_deep_nesting_loses_no_paragraph(tag: str, depth: int) -> None:
    text = extract(page(inside=f"<{tag}>" * depth))
    assert missing(text) == []


def test_three_megabytes_in_one_text_node_among_paragraphs() -> None:
    node = "The tide came in and the tide went out at Cobble Point. " * 55_000
    text = extract(page(inside=f"<p>{node}</p>"))
    assert missing(text) == []
    assert text.count("the tide went out") == 55_000


@pytest.mark.parametrize("megabytes", [12, pytest.param(19, marks=pytest.mark.nightly)])
def test_a_text_node_beyond_the_usual_limit(megabytes: int) -> None:
    sentence = "The tide came in and the tide went out at Cobble Point. "
    count = megabytes * 1_000_000 // len(sentence)
    text = extract(page(inside=f"<p>{sentence * count}</p>"))
    assert missing(text) == []
    assert text.count("the tide went out") == count
    assert "Weather" not in text


def test_a_text_node_that_is_the_whole_page() -> None:
    sentence = "The tide came in and the tide went out at Cobble Point. "
    assert extract(f"<html><body>{sentence * 60_000}</body></html>").count("the tide went out") == 60_000


def test_more_than_twenty_megabytes() -> None:
    text = extract(page(inside="<p>The tide came in and the tide went out.</p>" + " " * 21_000_000))
    assert missing(text) == []


def test_sixty_four_thousand_paragraphs() -> None:
    inside = "".join(f"<p>Bulletin {i}: the tide at Cobble Point turned on the hour.</p>" for i in range(64_000))
    text = extract(page(inside=inside))
    assert missing(text) == []
    assert text.count("Bulletin ") == 64_000


@pytest.mark.nightly
def test_forty_five_thousand_paragraphs_as_a_tree() -> None:
    inside = "".join(f"<p>Bulletin {i}: the tide at Cobble Point turned on the hour.</p>" for i in range(45_000))
    text = extract(page(inside=inside))
    assert missing(text) == []
    assert text.count("Bulletin ") == 45_000
    assert "GullWatcher" not in text


def test_billion_entities_stay_small() -> None:
    names = "abcdefghij"
    entities = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise(names))
    html = page(inside="<p>The word is &j; here.</p>").replace(
        "<!DOCTYPE html>", f'<!DOCTYPE html [<!ENTITY a "ha">{entities}]>'
    )
    text = extract(html)
    assert missing(text) == []
    assert len(text) < 10 * len(html)


@pytest.mark.parametrize(
    "inside",
    [
        "<img src='data:image/png;base64," + "A" * 12_000_000 + "'>",
        "<" + "x" * 1_000_000 + ">",
        "<" * 100_000,
        "&" * 100_000,
        "&#" * 100_000,
    ],
    ids=["long attribute", "long name", "angles", "ampersands", "references"],
)
def test_hostile_stretches_lose_no_paragraph(inside: str) -> None:
    text = extract(page(inside=inside))
    for paragraph in ENGLISH:
        assert paragraph in text


@pytest.mark.parametrize(
    "inside",
    [
        "x<br>" * 200_000,
        "<p " + " ".join(f"a{i}='1'" for i in range(5_000)) + ">",
        "<p>e" + "\u0301\u0316" * 100_000 + "</p>",
        "<div>" * 300,
    ],
    ids=["elements", "attributes", "marks", "depth"],
)
def test_beyond_the_limits_the_whole_page_comes(inside: str) -> None:
    text = extract(page(inside=inside))
    for paragraph in ENGLISH:
        assert paragraph in text
    assert "Weather" in text.splitlines()


def test_a_tree_that_the_parser_left_unfinished_is_none() -> None:
    from cleanarticle.html import extraction as html

    assert html._tree(page(inside="<div>" * 10_000).encode()) is None


@pytest.mark.parametrize("opening", ["<meta ", "<html ", "<!-- --", "<a href='", "<table><tr>", "&#x", "</p>", "<svg>"])
def test_any_repeated_opening_gives_a_text(opening: str) -> None:
    assert isinstance(extract("<html><body>" + opening * 20_000), str)
    assert isinstance(extract(b"<html><body>" + opening.encode() * 20_000), str)


# --- When trafilatura finds too little


def test_an_article_in_two_parts_comes_whole() -> None:
    text = extract(page().replace(f"<p>{ENGLISH[4]}", f"</article><article><p>{ENGLISH[4]}"))
    assert missing(text) == []
    assert "Weather" not in text


def test_a_short_article_comes_without_the_menu() -> None:
    news = "The lower quay at Saltmere stays closed until Friday, the harbour master said."
    html = f"<html><body>{NAVIGATION}<main><article><h1>Quay</h1><p>{news}</p></article></main>{FOOTER}</body></html>"
    assert extract(html) == f"Quay\n{news}"


def test_an_article_that_trafilatura_takes_for_comments_is_still_there() -> None:
    html = page().replace("<article>", "<article id='comments' class='comments-area'>")
    text = extract(html)
    assert missing(text) == []


def test_the_whole_page_comes_without_what_no_reader_sees() -> None:
    hidden = (
        "<script>var quay = 'hidden';</script><style>p {color: hidden}</style><noscript>hidden</noscript>"
        "<template><p>hidden</p></template><svg><text>hidden</text></svg>"
    )
    text = extract(page(inside=hidden + "<div>" * 300))
    assert missing(text) == []
    assert "hidden" not in text
    assert "Harbour" in text.splitlines()  # the heading, not the title in the head


def test_the_whole_page_breaks_lines_where_blocks_do() -> None:
    inside = "<p>One <b> bold\n</b>word.</p><table><tr><td>a</td><td>b</td></tr></table><pre>kept\nline</pre>x<br>y"
    text = extract(page(inside=inside + "<div>" * 300))
    assert "\nOne bold word.\na b\nkept\nline\nx\ny\n" in text


def test_an_unclosed_drawing_does_not_hide_the_page() -> None:
    assert missing(extract(page(inside="<svg><path d='M0 0'>" + "<div>" * 300))) == []


# --- The same every time


def test_fifty_readings_are_one() -> None:
    html = page(inside=f"<p>{ENGLISH[0]}</p>")
    assert len({extract(html) for _ in range(50)}) == 1


def test_a_page_does_not_depend_on_those_before_it() -> None:
    first = extract(page())
    for paragraphs in (GERMAN, RUSSIAN, CHINESE, ENGLISH):
        extract(page(paragraphs, inside=f"<p>{ENGLISH[1]}</p>"))
    assert extract(page()) == first


def test_threads_read_what_one_thread_reads() -> None:
    pages = [page(paragraphs, inside="<div>" * n) for paragraphs in (ENGLISH, GERMAN, CHINESE) for n in (0, 3, 300)] * 6
    alone = [extract(html) for html in pages]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(extract, pages)) == alone


def test_settings_of_the_process_are_left_alone() -> None:
    from trafilatura.settings import DEFAULT_CONFIG

    before = dict(DEFAULT_CONFIG["DEFAULT"])
    extract(page())
    assert dict(DEFAULT_CONFIG["DEFAULT"]) == before


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)


def test_import_is_cheap() -> None:
    heavy = {"lxml", "trafilatura", "charset_normalizer"}
    code = f"import cleanarticle.html.extraction, sys; print(sorted({heavy} & set(sys.modules)))"
    assert run(code).stdout.strip() == "[]"


def test_a_page_without_text_prints_no_warning() -> None:
    assert (
        run("from cleanarticle.html.extraction import extract; extract('<html><body><img></body></html>')").stderr == ""
    )
