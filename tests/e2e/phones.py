"""Servers that can be killed, and phones whose browser keeps what it has (手机): shared by the tests of field work."""

import os
import re
import signal
import ssl
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import BrowserContext, BrowserType, Page, expect

from tests.e2e.conftest import CHROMIUM, CHROMIUM_ARGUMENTS, ROOT, House, _free_port

NAME = "dijie.test"  # a name that is not this machine, so that only HTTPS is a secure context


class Served:
    """gunicorn over the database of the house, on a port of its own, that can be killed and started again."""

    def __init__(self, house: House, *options: str, **settings_of_it: str) -> None:
        self.house, self.port, self.options = house, _free_port(), options
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {**house.environment, "ALLOWED_HOSTS": f"127.0.0.1,{NAME}", **settings_of_it}
        self.start()

    def start(self) -> None:
        argv = [sys.executable, "-m", "gunicorn", "config.wsgi", "--no-control-socket", "--workers=2", "--threads=4"]
        self.process = subprocess.Popen(
            [*argv, f"--bind=127.0.0.1:{self.port}", *self.options],
            env=self.environment,
            cwd=ROOT,
            start_new_session=True,
        )
        self.wait()

    def wait(self) -> None:
        """Until it answers, however the machine is busy."""
        scheme = "https" if self.options else "http"
        unchecked = ssl._create_unverified_context()
        for _ in range(300):
            try:
                url = f"{scheme}://127.0.0.1:{self.port}/accounts/login/"
                with urllib.request.urlopen(url, timeout=20, context=unchecked):
                    return
            except OSError:
                assert self.process.poll() is None, "the server stopped while starting"
                time.sleep(0.2)
        raise AssertionError("the server does not answer")

    def stand(self) -> None:
        """Start it again where a test left it killed."""
        if self.process.poll() is not None:
            self.start()

    def kill(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Phone:
    """A phone of 390 × 844 whose browser keeps what it has when it is closed."""

    def __init__(self, browser: BrowserType, folder: Path, served: Served, place: tuple[float, float]) -> None:
        self.browser, self.folder, self.served, self.place = browser, folder, served, place
        self.errors: list[str] = []
        self.open()

    def open(self, *, offline: bool = False) -> None:
        self.context: BrowserContext = self.browser.launch_persistent_context(
            str(self.folder),
            executable_path=CHROMIUM,
            args=[*CHROMIUM_ARGUMENTS, f"--host-resolver-rules=MAP {NAME} 127.0.0.1", "--ignore-certificate-errors"],
            viewport={"width": 390, "height": 844},
            has_touch=True,
            locale="zh-CN",
            geolocation={"longitude": self.place[0], "latitude": self.place[1], "accuracy": 5},
            permissions=["geolocation"],
        )
        self.context.set_default_timeout(40_000)
        self.context.set_offline(offline)
        self.page: Page = self.context.pages[0] if self.context.pages else self.context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", lambda dialog: dialog.accept())

    def sign_in(self, username: str) -> None:
        self.page.goto(f"{self.served.url}/accounts/login/?next=/survey/field/")
        self.enter(username)

    def enter(self, username: str) -> None:
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", self.served.house.passwords[username])
        self.page.click("button[type=submit]")
        self.started()

    def started(self) -> None:
        self.page.wait_for_url(re.compile(r"/survey/field/$"))
        self.page.locator("#field[data-started]").wait_for()

    def choose(self, code: str) -> None:
        self.page.locator("#field-line").select_option(code)
        expect(self.page.locator("[data-work-facts]")).to_contain_text("农安县与德惠市")

    def record(self, number: str, words: str = "", photo: Path | None = None, accuracy: str = "") -> None:
        """Fill the form of a boundary point with the position of the phone and keep it."""
        page = self.page
        page.locator("[data-to=map]").click()
        page.locator("[data-new=point]").click()
        page.fill("[name=number]", number)
        self.locate(accuracy)
        page.fill("[name=description]", words)
        if photo:
            page.set_input_files("[name=photo]", str(photo))
            expect(page.locator("[data-photos] li")).to_have_count(1)
        page.get_by_role("button", name="存入手机").click()

    def locate(self, accuracy: str = "") -> None:
        self.page.locator("#field-form [data-locate]").click()
        expect(self.page.locator("[data-position]")).to_contain_text("离散")
        self.page.locator("#field-form [data-locate]").click()
        if accuracy:
            self.page.fill("[name=accuracy]", accuracy)

    def entry(self, number: str):
        return self.page.locator("[data-queue] .field-item", has_text=number)

    def counts(self) -> dict[str, int]:
        names = ("waiting", "refused", "conflict", "taken")
        return {name: int(self.page.locator(f"[data-count-{name}]").text_content()) for name in names}
