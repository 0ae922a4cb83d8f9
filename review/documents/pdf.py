"""HTML in, PDF out: the one place that knows WeasyPrint."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from threading import Lock

from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

STYLES = Path(__file__).parent / "styles"
FONTS = FontConfiguration()
_PANGO = Lock()  # the font configuration is shared, and Pango must not be entered twice with one


@cache
def stylesheet(name: str) -> CSS:
    """`styles/<name>.css`, parsed once a process."""
    return CSS(filename=STYLES / f"{name}.css", font_config=FONTS, url_fetcher=_closed())


@lru_cache(maxsize=64)
def _rules(css: str) -> CSS:
    """Rules made for a document, parsed once for all documents of its shape: a tenth of the time of a form."""
    return CSS(string=css, font_config=FONTS, url_fetcher=_closed())


def lay_out(html: str, *styles: str, css: str = "") -> Document:
    """The pages of `html` under the named stylesheets and, after them, the rules in `css`.

    Nothing is fetched: the only addresses that work are `data:`, so that no text of a nominee can read a file or
    reach the network.
    """
    with _PANGO:
        sheets = [stylesheet(name) for name in styles] + [_rules(css)]
        return HTML(string=html, url_fetcher=_closed()).render(stylesheets=sheets, font_config=FONTS)


def write(document: Document) -> bytes:
    with _PANGO:
        return document.write_pdf()


def _closed() -> URLFetcher:
    return URLFetcher(allowed_protocols=["data"])
