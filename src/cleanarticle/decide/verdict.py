"""The verdict: whether a text holds an article, and if not, why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Final

import regex

from cleanarticle.result import Removal, Verdict

# Any visible character: not white space, a control or a joiner.
_VISIBLE: Final = regex.compile(r"[^\s\p{Z}\p{Cc}\p{Cf}]")
# Labels of what stands in front of an article, and may be all that was scraped.
_WALLS: Final = ("consent", "paywall")
# Reasons that are no proof: what the fitted model alone decides.
_UNPROVEN: Final = ("place", "words: ", "structure.end")
# Fewest removals by a rule or a structure that show a whole page: of 1,432 pages as text one has fewer than ten.
_FEWEST_PROOFS: Final = 5
# Longest error page, in code points.
_LONGEST: Final = 1200
# The title of an error page stands among its first lines.
_FIRST_LINES: Final = 4
# A line of at least so many code points that ends like a sentence is prose, in scripts with and without spaces.
_PROSE: Final = 40
_PROSE_UNSPACED: Final = 15

# Different words about the site that a sentence needs to be the title of an error page.
_FEWEST_SITE_WORDS: Final = 2
_SIGNS: Final = r"[\s:.,;!?|#*=_…–—-]{0,12}"
_SORRY: Final = (
    "(?:we.re )?sorry|oops|whoops|hoppla|(?:es )?tut uns leid|entschuldigung|désolés?|oups|lo sentimos|desculpe|ops"
    "|spiacenti|siamo spiacenti|helaas|przepraszamy|извините|простите|üzgünüz|申し訳ありません|很?抱歉"
)
# What the title of an error page says, after a number or alone, in the languages of the larger packs.
_TITLES: Final = (
    # en
    "(?:page |file |url )?not found|(?:the |this )?page (?:not|cannot be|could not be) found|forbidden|unauthorized"
    "|(?:the |this )?page (?:does not|doesn.t|no longer) exists?|access (?:denied|forbidden)"
    "|bad (?:request|gateway)"
    "|(?:internal )?server error|service (?:temporarily )?unavailable|gateway time-?out|too many requests"
    "|(?:oops[!,. ]*)?something went wrong|just a moment|checking your browser(?: before accessing .*)?"
    "|are you (?:a )?(?:robot|human)|attention required|one more step|site unavailable|under maintenance"
    # de
    "|(?:die )?seite (?:wurde )?nicht gefunden|zugriff verweigert|dienst nicht verfügbar"
    "|einen moment(?: bitte)?|wartungsarbeiten"
    # fr
    "|page (?:introuvable|non trouvée|inexistante)|accès (?:refusé|interdit)"
    "|service (?:temporairement )?indisponible|un instant"
    # es, pt, it
    "|página (?:no|não) encontrada|acceso (?:denegado|prohibido)|acesso negado"
    "|servi(?:cio|ço) (?:no disponible|indisponível)"
    "|u[nm] momento(?: por favor)?|pagina non trovata|accesso negato|servizio non disponibile"
    # nl, pl
    "|(?:de )?pagina (?:is )?niet gevonden|toegang geweigerd|dienst niet beschikbaar"
    "|een (?:ogenblik|moment)(?: geduld)?"
    "|(?:nie znaleziono strony|strona nie (?:została znaleziona|istnieje))"
    "|dostęp (?:zabroniony|wzbroniony)|brak dostępu"
    "|usługa niedostępna|chwileczkę"
    # ru, uk, tr
    "|страница не (?:найдена|существует)|доступ (?:запрещ[её]н|закрыт)|сервис (?:временно )?недоступен"
    "|один момент|подождите"
    "|сторінку не знайдено|доступ заборонено|sayfa bulunamadı|erişim (?:engellendi|reddedildi)"
    "|hizmet kullanılamıyor"
    "|bir dakika(?: lütfen)?"
    # ja, zh, ko
    "|ページが見つかりません(?:でした)?|アクセスが拒否されました|サービスを利用できません|(?:しばらく)?お待ちください"
    "|页面不存在|找不到(?:页面|网页)|页面未找到|禁止访问|服务不可用|请稍候"
    "|페이지를 찾을 수 없습니다|접근이 거부되었습니다"
)
_NUMBER: Final = (
    r"(?:(?:http |status )?(?:error|fehler|erreur|errore|erro|fout|błąd|ошибка|помилка|hata|エラー|错误|오류)[ :#]*)?"
    r"[45]\d\d"
)
# Words of a site about itself: prose without any of them tells a story.
_SITE_WORDS: Final = (
    "page|url|address|browser|link|server|request|site|website|cookies|javascript|robot|captcha|human"
    "|connection|try again"
    "|permission|seite|adresse|verbindung|anfrage|versuchen sie|berechtigung|serveur|demande|réessayer"
    "|autorisation|página"
    "|dirección|servidor|solicitud|conexión|permiso|sitio|permissão|pedido|conexão|pagina|indirizzo"
    "|richiesta|riprova|permessi"
    "|verzoek|verbinding|toestemming|stron[aęiy]|serwer|żądani|połączeni|uprawnie|страниц|сервер|запрос"
    "|сайт|робот|соединени"
    "|прав для|сторінк|sayfa|sunucu|bağlantı|istek|isteğ|ページ|サーバー|リクエスト|サイト|ロボット"
    "|接続|页面|网页|服务器|请求"
    "|网站|机器人|权限|페이지|서버|요청|로봇"
)


def is_suspect(source: str, removals: Sequence[Removal]) -> bool:
    """Whether most of a text would go without proof.

    That is more than half of it, for its words and place alone, where rules and structures find next to nothing.  The
    text of a consent or paywall page is no part of that half.
    """
    unproven = proofs = 0
    for removal in removals:
        if removal.reason.startswith(_UNPROVEN) and removal.label not in _WALLS:
            unproven += len(removal.span)
        else:
            proofs += 1
    return 2 * unproven > len(source) and proofs < _FEWEST_PROOFS


def verdict(source: str, left: str, removals: Sequence[Removal]) -> Verdict:
    """Return the verdict, see `Result.verdict`; a suspect text is left whole although it has *removals*."""
    if not _VISIBLE.search(source):
        return "empty"
    if len(source) <= _LONGEST and _is_error(source):
        return "error"
    if left == source and removals:
        return "suspect"
    if _VISIBLE.search(left):
        return "article"
    sizes: Counter[str] = Counter()
    for removal in removals:
        sizes[removal.label] += len(removal.span)
    return "wall" if sizes.most_common(1)[0][0] in _WALLS else "residue"


def _is_error(text: str) -> bool:
    """Whether a short text is an error page: it has the title of one, and its prose is about the site alone."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not any(_title().fullmatch(line) or _says_error(line) for line in lines[:_FIRST_LINES]):
        return False
    return all(_site_words().search(line) for line in lines if _is_prose(line))


def _says_error(line: str) -> bool:
    """Whether a sentence begins as a title does, after an apology or a number, and goes on about the site."""
    words = {word.lower() for word in _site_words().findall(line)}
    return _is_prose(line) and len(words) >= _FEWEST_SITE_WORDS and _opening().match(line) is not None


def _is_prose(line: str) -> bool:
    long = len(line) >= _PROSE or (" " not in line and len(line) >= _PROSE_UNSPACED)
    return long and line[-1] in ".!?…。！？"


@cache
def _title() -> re.Pattern[str]:
    return re.compile(rf"{_SIGNS}(?:{_NUMBER}{_SIGNS})?(?:{_TITLES}){_SIGNS}|{_SIGNS}{_NUMBER}{_SIGNS}", re.IGNORECASE)


@cache
def _opening() -> re.Pattern[str]:
    start = rf"(?:(?:{_SORRY})\b{_SIGNS}(?:{_NUMBER}{_SIGNS})?|{_NUMBER}{_SIGNS})"
    return re.compile(rf"{_SIGNS}{start}(?:{_TITLES})", re.IGNORECASE)


@cache
def _site_words() -> re.Pattern[str]:
    return re.compile(_SITE_WORDS, re.IGNORECASE)
