"""Count the rules of each language by label, and write docs/languages.md.

python tools/languages.py          # write it
python tools/languages.py --check  # exit 1 if what is written is not what is counted
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from cleanarticle.labels import LABELS
from cleanarticle.rules.index import builtin_rules, language

PAGE = Path(__file__).parents[1] / "docs" / "languages.md"
NAMES = {
    "ar": "Arabic", "common": "all languages", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek",
    "en": "English", "es": "Spanish", "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi",
    "hu": "Hungarian", "id": "Indonesian, Malay", "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch",
    "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sv": "Swedish",
    "sw": "Swahili", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
HEAD = """# Languages

Rules per language and label, counted by `python tools/languages.py`. A pack is asked in texts that may be in its
language, by the words that bind their sentences; English and the common pack are asked everywhere.
`languages=["de", "fr"]` or `--languages de,fr` overrides the guess (the common pack always counts), and
`cleanarticle --list-languages` names them. Rules with a negative weight speak for the article and are not counted.

"""


def page() -> str:
    """The text of docs/languages.md."""
    counts = Counter((language(rule), rule.label) for rule in builtin_rules() if rule.weight > 0)
    codes = sorted({code for code, _ in counts}, key=lambda code: (code != "common", code))
    lines = [f"| | {' | '.join(LABELS)} | all |", "|---|" + "---|" * (len(LABELS) + 1)]
    for code in codes:
        cells = [counts[code, label] for label in LABELS]
        lines.append(f"| {code} ({NAMES.get(code, code)}) | {' | '.join(str(n or '') for n in cells)} | {sum(cells)} |")
    return HEAD + "\n".join(lines) + "\n"


def main() -> int:
    """Write the page, or check it."""
    if "--check" in sys.argv[1:]:
        return int(PAGE.read_text(encoding="utf-8") != page())
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
