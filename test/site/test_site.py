# SPDX-License-Identifier: BSD-3-Clause
"""The guide in a browser: nothing missing, every link leads somewhere, readable on a phone, found by its search."""
import os
import pathlib
import urllib.parse

import pytest
from selenium.webdriver.support.ui import WebDriverWait

SITE = pathlib.Path(os.environ["SITE"])
SOURCES = pathlib.Path(__file__).resolve().parents[2] / "doc"
PAGES = sorted(str(page.relative_to(SITE)) for page in SITE.rglob("*.html"))

# What the page itself refers to, as absolute addresses; and the places in it that may be referred to.
REFERENCES = """return [...document.querySelectorAll('[href], [src], object[data]')].map(e => e.href || e.src || e.data)
                       .filter(text => typeof text === 'string')"""
PLACES = "return [...document.querySelectorAll('[id]')].map(e => e.id)"
BROKEN = """return [...document.images].filter(i => i.getClientRects().length && !(i.complete && i.naturalWidth > 0))
                   .concat([...document.querySelectorAll('object')].filter(o => !o.contentDocument))
                   .map(e => e.src || e.data)"""
DRAWINGS = "return document.querySelectorAll('[role=main] img, [role=main] object').length"
TEXTS = "return document.querySelectorAll('[role=main] :is(p, li, h1)').length"
BEYOND = "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
# Text that is smaller than `least` pixels.
SMALL = """return [...document.querySelectorAll('[role=main] :is(p, li, td, th, pre, code)')]
                  .filter(e => e.innerText && parseFloat(getComputedStyle(e).fontSize) < arguments[0])
                  .map(e => e.innerText.slice(0, 40))"""
# Names in a table that are broken over lines.
TORN = """return [...document.querySelectorAll('[role=main] table:has(thead) :is(td, th) code')]
                 .filter(e => e.getClientRects().length > 1).map(e => e.innerText)"""
# Tables of names and texts that are wider than the screen.
WIDE = """return [...document.querySelectorAll('[role=main] table:not(:has(thead))')]
                 .filter(e => e.scrollWidth > e.closest('[role=main]').clientWidth).map(e => e.innerText.slice(0, 40))"""
# What is cut off: wider than its place, which does not scroll.
CUT_OFF = """return [...document.querySelectorAll('[role=main] :is(p, li, pre, table, img, object, dl, figure)')].filter(e => {
    let right = e.getBoundingClientRect().right, place = e.parentElement;
    while (place && !['auto', 'scroll'].includes(getComputedStyle(place).overflowX)) place = place.parentElement;
    return right > (place || document.documentElement).getBoundingClientRect().right + 1 && !place;
}).map(e => e.tagName + ' ' + e.innerText?.slice(0, 40))"""


@pytest.fixture(scope="session")
def looks(browser, address):
    """Of each page: what it refers to, its places, what is broken, and what the browser's console says of it."""
    def look(page):
        browser.get(f"{address}/{page}")
        WebDriverWait(browser, 10).until(lambda _: browser.execute_script("return document.readyState") == "complete")
        return {"references": browser.execute_script(REFERENCES), "places": set(browser.execute_script(PLACES)),
                "broken": browser.execute_script(BROKEN), "drawings": browser.execute_script(DRAWINGS),
                "said": [entry["message"] for entry in browser.get_log("browser")]}
    return {page: look(page) for page in PAGES}


def test_every_source_is_a_page():
    assert {f"{source.stem}.html" for source in SOURCES.glob("*.rst")} <= set(PAGES)


def test_every_link_leads_to_a_file_and_a_place_in_it(looks, address):
    dead = []
    for page, look in looks.items():
        assert look["references"], page
        for reference in look["references"]:
            path, _, place = reference.removeprefix(f"{address}/").partition("#")
            name = urllib.parse.unquote(path.partition("?")[0])
            if reference.startswith(address) and (not (SITE / name).is_file() or
                                                  place and name in looks and place not in looks[name]["places"]):
                dead.append(f"{page}: {reference}")
    assert dead == []


def test_no_page_needs_another_server(looks, address):
    elsewhere = {reference for look in looks.values() for reference in look["references"]
                 if not reference.startswith((address, "data:"))}
    assert {reference for reference in elsewhere if not reference.startswith("https://")} == set()
    assert not [reference for reference in elsewhere if reference.endswith((".js", ".css", ".woff2", ".png", ".svg"))]


def test_every_image_and_drawing_is_there(looks):
    assert [(page, look["broken"]) for page, look in looks.items() if look["broken"]] == []
    assert looks["architecture.html"]["drawings"] >= 5
    assert looks["performance.html"]["drawings"] >= 1


def test_the_browser_complains_of_nothing(looks):
    assert [(page, look["said"]) for page, look in looks.items() if look["said"]] == []


@pytest.mark.parametrize("page", PAGES)
def test_a_phone_shows_it_whole_and_large_enough(page, phone, address):
    phone.get(f"{address}/{page}")
    width, screen = phone.execute_script(BEYOND)
    assert (width, screen) == (390, 390)
    assert phone.execute_script(TEXTS) > 0 or page == "search.html"  # which has what is found
    assert phone.execute_script(CUT_OFF) == []
    assert phone.execute_script(SMALL, 12) == []
    assert phone.execute_script(TORN) == []
    assert phone.execute_script(WIDE) == []


@pytest.mark.parametrize("word, page", [("RDT", "registers.html"), ("rx_sw_csum", "user-guide.html"),
                                        ("hugepages", "user-guide.html")])
def test_the_search_finds(word, page, browser, address):
    browser.get(f"{address}/search.html?q={word}")
    found = "return [...document.querySelectorAll('#search-results li a')].map(e => e.href)"
    WebDriverWait(browser, 10).until(lambda _: any(f"/{page}" in link for link in browser.execute_script(found)))
