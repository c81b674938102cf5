# SPDX-License-Identifier: BSD-3-Clause
"""The guide behind a web server of our own, and a Chromium without a window."""
import functools
import http.server
import os
import pathlib
import threading

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

SITE = pathlib.Path(os.environ["SITE"])
# As root there is no sandbox; what else Chromium does by itself is not asked for.
SWITCHES = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--window-size=1280,900")
PHONE = {"deviceMetrics": {"width": 390, "height": 844, "pixelRatio": 2.0}}


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Says nothing."""


@pytest.fixture(scope="session")
def address():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=SITE))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def start(profile, **emulation):
    options = webdriver.ChromeOptions()
    for switch in (*SWITCHES, f"--user-data-dir={profile}"):
        options.add_argument(switch)
    for name, value in emulation.items():
        options.add_experimental_option(name, value)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    driver = start(tmp_path_factory.mktemp("desk"))
    yield driver
    driver.quit()


@pytest.fixture(scope="session")
def phone(tmp_path_factory):
    driver = start(tmp_path_factory.mktemp("phone"), mobileEmulation=PHONE)
    yield driver
    driver.quit()
