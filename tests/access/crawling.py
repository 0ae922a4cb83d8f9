"""Reads all that one part can open by looking, and every text in it, whatever it is written in."""

import html
import re
from collections import Counter
from functools import cache
from io import BytesIO

import openpyxl
import pypdfium2
from django.urls import resolve

from .table import rows

HREF = re.compile(r'href="(/[^"#]*)')
SPACE = re.compile(r"\s+")
NOT_READ = ("/static/", "blank_form", "/forms/", "healthz")  # nothing of anybody
PICTURES = ("case_printed", "/printed/")  # their numbers are looked for in the PDF that they are drawn from
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def crawl(browsers, part, left_out=(), of_each=None):
    """Address → text of its page or file, without white space, from every row of the table on and through every link.

    `of_each`: how many of one page are enough, where they say of other things what the first says.
    """
    left_out = (*NOT_READ, *PICTURES, *left_out)
    seeds = [browsers.url(row.name, row.words) for row in rows() if row.method == "GET" and row.name not in left_out]
    waiting, seen, found, opened = list(dict.fromkeys(seeds)), set(), {}, Counter()
    while waiting:
        url = waiting.pop()
        if url in seen or any(mark in url for mark in left_out):
            continue
        seen.add(url)
        page = resolve(url.partition("?")[0]).view_name
        opened[page] += 1
        if of_each and opened[page] > of_each:
            continue
        answer = browsers.ask(part, "GET", url)
        assert answer.status < 500, f"{part} at {url}: {answer.fault}"
        found[url] = SPACE.sub("", text_of(answer))
        if answer.is_html:
            waiting += [leading_on(html.unescape(link)) for link in HREF.findall(answer.body.decode())]
    return found


def leading_on(link):
    """A query that asks for less of the same page shows nothing new; the next page of a list does."""
    return link if "page=" in link else link.partition("?")[0]


def text_of(answer):
    """What a person could read in an answer, refusals included; the body as it is where it is neither PDF nor workbook."""
    kind = answer.headers.get("Content-Type", "")
    if kind == "application/pdf":
        return pdf_text(answer.body)
    if kind == XLSX:
        book = openpyxl.load_workbook(BytesIO(answer.body))
        return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    return html.unescape(answer.body.decode("utf-8", "replace"))


@cache
def pdf_text(content):
    """Empty where it only says that it is a PDF (an upload of the tests)."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return ""
    return "\n".join(page.get_textpage().get_text_range() for page in document)
