"""What may go wrong with a page of HTML; apart, because reading one needs much that cleaning a text does not."""


class HtmlError(ValueError):
    """A page of HTML could not be read; the message says why."""


class HtmlTimeoutError(HtmlError):
    """A page of HTML took longer than the caller's limit."""
