"""Stopwords (function words) by language: prose has many of them, menus and headline lists few."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

BY_LANGUAGE: Final[Mapping[str, frozenset[str]]] = {
    language: frozenset(words.split())
    for language, words in {
        "ar": """
            في من على أن إلى التي عن مع هذا هذه الذي كان ما لا بعد كما أو قد بين خلال
            """,
        "cs": """
            a v se na je že s z do o i to jako za po k by od si ale pro jsou který jeho podle bylo také
            """,
        "da": """
            og i det at en er den til på de som med han af for der var ikke et har jeg vi kan så fra men skal efter
            hun blev over
            """,
        "de": """
            der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus
            er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber
            vor zur bis mehr durch man sein wurde sei ihm ihre seine kann wenn gegen vom können schon unter wir soll
            ich ihr doch nun mir was zwei wieder hatte
            """,
        "el": """
            και το να του η της με που την από για τα είναι τον σε ο οι στο θα τη στην των δεν ότι τις αυτό
            """,
        "en": """
            the of and to in a is that for it as was with be by on not he his but at are this have from or had an
            they which you were her she will their we been has would when who him more if out so up said what its
            about into than them can only other new some could time these two may then do first any my now such like
            our over me even most made after also did many before must through back where much your way well down
            should because each just those how too good very make world still see own work long get here between
            both life being under never day same another know while last might us great old year off come since
            against go came right take three there during although
            """,
        "es": """
            el los las del al lo como más pero sus una con no su para es por ya o este sí porque esta entre cuando
            muy sin sobre también me hasta hay donde quien desde todo nos durante todos uno les ni contra otros ese
            eso había ante ellos e esto
            """,
        "fa": """
            در به از که این را با است برای آن یک خود تا بر هم می شد کرد
            """,
        "fi": """
            ja on ei se että oli hän mutta kun myös ovat kuin tai joka sen mukaan jo vain ole niin
            """,
        "fr": """
            de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont mais comme
            ou si leur y dont elle cette ses avec son aux ces nous été même sans était fait lui entre aussi après
            bien où peut tout ont deux
            """,
        "he": """
            של את על לא זה עם כי הוא גם או אל היא אם כל אבל יש
            """,
        "hi": """
            में के है की और से का को पर यह कि नहीं एक ने हैं भी थे था ही तो इस लिए गया कर
            """,
        "hu": """
            a az hogy nem és egy is ez meg de ha csak már mint volt még el kell lehet szerint azt
            """,
        "id": """
            yang dan di dengan untuk pada dari ini itu dalam tidak akan ke adalah juga oleh telah sebagai ada karena
            mereka saat
            """,
        "it": """
            di che è per il non si della con sono da gli nel alla anche dei delle più come dal ha ma nella una lo
            tra nei suo questo
            """,
        "nl": """
            het een van op te zijn voor met die dat niet aan er om ook als bij maar door naar heeft uit ze werd dit
            tot nog wel hij
            """,
        "no": """
            og i det som på en at er av til med for den ikke de om et har var seg men vi kan så fra han å jeg ble
            hun etter skal
            """,
        "pl": """
            w i na z do się nie jest że o jak za od po przez dla co są był ale to tym jego jej przed oraz może tylko
            gdy już
            """,
        "pt": """
            o os as um uma não em no na para com mais dos das foi ao ele sua ou ser quando muito há nos já está
            também só pelo pela
            """,
        "ro": """
            și de la în a cu pe nu o că din mai pentru care sunt este au fost ca sau prin după
            """,
        "ru": """
            и в не на что он с как по это но из за у от его к так о для же было быть был бы она мы они все или если
            при чтобы также
            """,
        "sv": """
            och att det som en på är av för med till den har de inte om ett han men var jag från vi så kan när ska
            hade också efter
            """,
        "sw": """
            na ya wa kwa ni katika la za kuwa hiyo huo pia lakini kama alisema baada hii
            """,
        "tr": """
            ve bir bu da de için ile olarak çok olan daha gibi ancak kadar sonra en her ise olduğu ne
            """,
        "uk": """
            і в на не що з до як за це та по від у він для але про його вона які який було щоб також або
            """,
        "vi": """
            và của là có trong được cho không các một những với người đã này khi từ đến để cũng về
            """,
    }.items()
}

STOPWORDS: Final[frozenset[str]] = frozenset().union(*BY_LANGUAGE.values())
