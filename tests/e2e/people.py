"""What a person does in the browser, by what they see."""

from playwright.sync_api import ConsoleMessage, Locator, Page, expect

from tests.e2e.stacks import PASSWORD, Stack


class Person:
    """Someone at a browser. Every method acts as their hands do and waits as their eyes do."""

    def __init__(self, page: Page, stack: Stack, username: str) -> None:
        self.page = page
        self.stack = stack
        self.username = username
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(error.stack or str(error)))
        page.on("console", self._listen)

    def _listen(self, message: ConsoleMessage) -> None:
        text = message.text
        # A cut line and a restart are the tests' own doing; everything else in the console is a
        # fault of ours.
        ours = "net::ERR_" in text or "WebSocket connection" in text
        polled = "Failed to load resource" in text and "/socket.io/" in message.location["url"]
        # An emoji that was withdrawn: the messages that have it show its name in its place.
        withdrawn = "Failed to load resource" in text and "/emoji/" in message.location["url"]
        if message.type == "error" and not ours and not polled and not withdrawn:
            self.complaints.append(text)

    def log_in(self) -> None:
        """Log in by the form and arrive in a room, connected."""
        self.page.goto(f"{self.stack.url}/accounts/login/")
        self.page.get_by_label("User name or e-mail").fill(self.username)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Log in").click()
        self.page.wait_for_url("**/r/**")
        self.wait_connected()

    def come_back(self) -> None:
        """Arrive in a room with the log-in that the browser has kept."""
        self.page.goto(self.stack.url)
        self.page.wait_for_url("**/r/**")
        self.wait_connected()

    def wait_connected(self, seconds: float = 15) -> None:
        """Return when the page's connection stands and has caught up."""
        expect(self.page.locator("[data-app]")).to_have_attribute(
            "data-connection", "online", timeout=seconds * 1_000
        )

    def goes_by(self, transport: str) -> None:
        """The connection is by `websocket` or `polling`."""
        expect(self.page.locator("[data-app]")).to_have_attribute("data-transport", transport)

    @property
    def composer(self) -> Locator:
        """The field that one writes in."""
        return self.page.locator("[data-composer] [data-input]")

    def send(self, text: str) -> None:
        """Write a message and press Enter."""
        self.composer.fill(text)
        self.composer.press("Enter")

    def row(self, text: str) -> Locator:
        """The message with exactly that text."""
        return self.page.locator("[data-rows] [data-message]", has_text=text)

    def sees(self, text: str, *, times: int = 1) -> None:
        """The message stands in the timeline, so many times, stored."""
        expect(self.row(text)).to_have_count(times, timeout=15_000)

    def has_sent(self, text: str) -> None:
        """The message stands once and waits for nothing."""
        self.sees(text)
        expect(self.row(text)).to_have_attribute("data-state", "", timeout=20_000)

    def act(self, text: str, name: str) -> None:
        """Press one of a message's own buttons, or what is in its menu."""
        row = self.row(text)
        row.hover()
        button = row.locator("[data-actions]").get_by_role("button", name=name, exact=True)
        if button.count() and button.is_visible():
            button.click()
            return
        row.get_by_role("button", name="More", exact=True).click()
        row.get_by_role("menuitem", name=name).click()

    def texts(self) -> list[str]:
        """The bodies of the messages, in the order shown, without notices."""
        bodies = self.page.locator('[data-rows] [data-kind="text"] [data-body]')
        return [text.strip() for text in bodies.all_inner_texts()]
