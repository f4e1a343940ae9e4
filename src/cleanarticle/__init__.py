"""The article and nothing else, from text scraped off a news page."""

from cleanarticle.cleaner import Cleaner, analyze, analyze_html, clean, clean_html
from cleanarticle.errors import HtmlError, HtmlTimeoutError
from cleanarticle.options import OptionError, Options
from cleanarticle.result import Removal, Result, Segment
from cleanarticle.rules.schema import PatternTimeoutError, RuleError

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
