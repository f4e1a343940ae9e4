"""The article and nothing else, from text scraped off a news page."""

from cleanarticle.cleaner import Cleaner, analyze, analyze_html, clean, clean_html
from cleanarticle.errors import HtmlError, HtmlTimeoutError, OptionError, PatternTimeoutError, RuleError
from cleanarticle.options import Options
from cleanarticle.result import Removal, Result, Segment

__all__ = [
    "Cleaner",
    "HtmlError",
    "HtmlTimeoutError",
    "OptionError",
    "Options",
    "PatternTimeoutError",
    "Removal",
    "Result",
    "RuleError",
    "Segment",
    "analyze",
    "analyze_html",
    "clean",
    "clean_html",
]
