"""Word lists in many languages for the guards: verbs of saying, and subjects of boilerplate.

`_` stands for a space, `*` at a word's end for any ending.  Words in scripts without spaces match anywhere.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from cleanarticle.text.phrases import Phrases

SAYING: Final = """
said says saying asked told wrote writes added replied shouted warned urged argued insisted announced explained
reads tweeted posted sagte sagt erklärte schrieb heißt a_dit dit déclaré explique affirme dijo dice explicó
afirmó aseguró ha_detto disse spiega afirmou explicou diz zei zegt stelt aldus powiedział* mówi napisał* řekl*
uvedl* spus declarat mondta közölte είπε δήλωσε dedi söyledi belirtti sade säger sa sier sagde siger sanoi
kertoo сказал* говорит заявил* сообщил* сказав заявив заявила кажуть пише kata ujar tutur nói alisema قال قالت
وأضاف אמר אמרה گفت कहा กล่าว 表示 说 說 指出 述べ 話し と語 말했 밝혔 전했
"""

# The words of each label's subject.
SUBJECTS: Final = {
    "comments": """
        comment comments commenter commenters commenting commented commentaire commentaires commenti moderation
        moderator moderators moderated komment* comentari* comentári* reacties yorum* коммент* комент* σχόλι*
        تعليق* תגוב* टिप्पणी* 評論 评论 コメント 댓글 bình_luận ความคิดเห็น
        """,
    "disclosure": """
        affiliate affiliates sponsor sponsors sponsored sponsorship commission commissions provision provisionen
        партнёрск* партнерск* спонсор* 赞助 贊助 スポンサー 협찬
        """,
    "advert": """
        advert adverts advertising adverti* ad ads werbung anzeige anzeigen publicité* publicidad* pubblicit*
        reklam* reclame* anunci* реклам* διαφήμισ* إعلان* פרסומ* विज्ञापन* 广告 廣告 広告 광고 quảng_cáo iklan
        """,
    "newsletter": """
        newsletter newsletters subscribe subscriber subscribers subscribed subscription subscriptions podcast
        podcasts whatsapp app apps donat* abonn* suscri* nieuwsbrief* infolettre* boletín* bülten* nyhedsbrev*
        nyhetsbrev* uutiskirj* hírlev* buletin* telegram* рассылк* розсилк* подпис* підпис* канал* ενημερωτικ*
        نشرة قناة* קבוצ* ניוזלטר* चैनल* 订阅 訂閱 メルマガ 구독 뉴스레터 จดหมายข่าว
        """,
    "consent": """
        cookie cookies consent privacy datenschutz* einwilligung* consentement* privacidad* çerez* куки* עוגיות
        कुकी* クッキー 쿠키 คุกกี้
        """,
    "paywall": """
        paywall paywalls subscribe subscriber subscribers subscribed subscription subscriptions membership
        memberships abonn* suscri* assina* подписк* підписк* اشتراك* 订阅 会員 구독
        """,
    "copyright": """
        © copyright copyrights copyrighted license licenses licensed licensing licence licences licenced
        infring* urheber* droit_d'auteur droits_d'auteur derecho_de_autor derechos_de_autor diritto_d'autore
        diritti_d'autore direito_autora* direitos_autora* auteursrecht* авторск* حقوق זכויות_יוצרים 版权 版權 著作権
        저작권 telif*
        """,
    "share": """
        facebook* twitter* whatsapp* tiktok* instagram* linkedin* telegram* фейсбук* واتساب 微信 微博 카카오
        """,
    "tags": """
        hashtag hashtags tag tags keyword keywords хештег* هاشتاغ* ハッシュタグ 해시태그
        """,
}


@cache
def any_of(words: str) -> Phrases:
    """Return a search for any of *words* in lower-case text.

    >>> any_of("cookie abonn*").found("abonnenten und cookies")
    True
    """
    return Phrases(words)
