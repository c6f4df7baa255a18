"""Opens pages of `landfall check --format html` in a browser without a window: what is shown, narrowed down, opened
and printed; contrast and overlap. The argument is the directory of the pages, which html.rs writes."""

import os
import shutil
import sys
from pathlib import Path

INSTALL = """\
the tests of the page need a browser and Playwright:
  apt-get install chromium
  python3 -m venv target/browser && target/browser/bin/pip install playwright==1.65.2
or name a Python that has Playwright in LANDFALL_BROWSER_PYTHON, and a Chromium in CHROMIUM"""

try:
    from playwright.sync_api import sync_playwright
except ImportError:
    sys.exit(INSTALL)

WIDTHS = (360, 768, 1280, 1920)

# Each text with the colour that it has and the one that lies behind it, blended where they let something through.
CONTRAST = """() => {
  const parse = (text) => { const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number); return { r, g, b, a }; };
  const over = (top, below) => ({
    r: top.r * top.a + below.r * (1 - top.a), g: top.g * top.a + below.g * (1 - top.a),
    b: top.b * top.a + below.b * (1 - top.a), a: 1 });
  const light = ({ r, g, b }) => {
    const [x, y, z] = [r, g, b].map((v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (text) => {
    if (/^rgba?\\(/.test(text)) return parse(text);
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = text; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data; return { r, g, b, a: a / 255 };
  };
  const behind = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.push(rgb(getComputedStyle(at).backgroundColor));
    return layers.reverse().reduce((below, top) => over(top, below), rgb(getComputedStyle(document.documentElement).colorScheme.includes("dark") ? "#000" : "#fff"));
  };
  const found = new Map();
  let count = 0;
  const hold = (element, style, back, what) => {
    count += 1;
    const front = over(rgb(style.fill !== "none" && element.ownerSVGElement ? style.fill : style.color), back);
    const [a, b] = [light(front), light(back)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) found.set(`${element.className.baseVal ?? element.className} <${element.tagName}> ${style.color} ${ratio.toFixed(2)}`, what.trim().slice(0, 40));
  };
  for (const element of document.querySelectorAll("body *")) {
    if (!element.checkVisibility() || element.closest(".off") || ["SCRIPT", "STYLE", "OPTION", "OPTGROUP"].includes(element.tagName)) continue;
    const own = [...element.childNodes].filter((node) => node.nodeType === 3 && node.data.trim()).map((node) => node.data).join(" ");
    if (own) hold(element, getComputedStyle(element), behind(element), own);
    // A shape has no text before it.
    for (const part of element.ownerSVGElement ? [] : ["::before", "::after"]) {
      const style = getComputedStyle(element, part);
      if (["none", "normal"].includes(style.content)) continue;
      hold(element, style, over(rgb(style.backgroundColor), behind(element)), part + style.content);
    }
  }
  return { count, found: [...found].map((pair) => pair.join(": ")) };
}"""

# Texts that lie over each other, and what stands out of the page. What scrolls by itself hides what it holds.
OVERLAP = """() => {
  const leaves = [];
  const visible = (element) => {
    let box = element.getBoundingClientRect();
    box = { left: box.left, top: box.top, right: box.right, bottom: box.bottom };
    for (let at = element.parentElement; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.overflowX === "visible" && style.overflowY === "visible") continue;
      const outer = at.getBoundingClientRect();
      box = { left: Math.max(box.left, outer.left), top: Math.max(box.top, outer.top), right: Math.min(box.right, outer.right), bottom: Math.min(box.bottom, outer.bottom) };
    }
    return box.right - box.left > 2 && box.bottom - box.top > 2 ? box : null;
  };
  const selector = "h1, h2, h3, p, summary > *, label, button, td, dd, dt, .seen, .from > li, pre, .strips dd, .recipes li, thead th:not([scope=colgroup]), tbody th";
  for (const element of document.querySelectorAll(selector)) {
    if (!element.checkVisibility() || element.closest(".skip") || !element.textContent.trim()) continue;
    // What sticks lies above what scrolls below it.
    if (element.closest("thead, tbody") && element.closest(".matrix") && element.tagName === "TH") continue;
    if (element.closest("#filter") && getComputedStyle(document.querySelector("#filter")).position === "sticky") continue;
    const box = visible(element);
    if (box) leaves.push([element, box]);
  }
  const wrong = [];
  const name = (element) => `${element.tagName}.${element.className} "${element.textContent.trim().slice(0, 30)}"`;
  for (const [element, box] of leaves) {
    if (box.right > innerWidth + 0.5 || box.left < -0.5) wrong.push(`${name(element)} stands out of the page`);
  }
  leaves.sort(([, a], [, b]) => a.top - b.top);
  leaves.forEach(([one, a], at) => {
    for (let next = at + 1; next < leaves.length && leaves[next][1].top < a.bottom - 1.5; next += 1) {
      const [other, b] = leaves[next];
      if (one.contains(other) || other.contains(one)) continue;
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > 1.5 && high > 1.5) wrong.push(`${name(one)} and ${name(other)} overlap`);
    }
  });
  if (document.documentElement.scrollWidth > innerWidth) wrong.push(`the page is ${document.documentElement.scrollWidth} wide`);
  return { count: leaves.length, wrong: wrong.slice(0, 10) };
}"""

OPEN_ALL = "() => document.querySelectorAll('details').forEach((part) => { part.open = true; })"


class Tab:
    """A page in the browser; whatever its console says is a fault."""

    def __init__(self, browser, file, width=1280, scheme="light", address="", script=True):
        self.context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        self.page = self.context.new_page()
        self.said = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: self.said.append("a dialog: " + dialog.message))
        self.page.on("request", self.asked)
        self.url = file.as_uri()
        self.page.goto(self.url + address)

    def asked(self, request):
        if request.url.split("#")[0] != self.url:
            self.said.append("asked for " + request.url)

    def __enter__(self):
        return self.page

    def __exit__(self, kind, *_):
        self.context.close()
        if kind is None:
            assert not self.said, self.said


def is_shown_and_narrowed(browser, file):
    with Tab(browser, file) as page:
        assert page.locator("h1").inner_text().startswith("50 artifacts on 70 machines: ")
        cells = page.locator("#matrix td[role=gridcell]")
        assert cells.count() == 3500, cells.count()
        cards = page.locator("#findings .card:visible")
        findings = cards.count()
        assert page.locator("#shown").inner_text() == f"3,500 pairs, {findings} findings"
        # By rule, machine and text; what is asked for stands in the address.
        page.select_option("select[name=rule]", "newer_glibc_needed")
        assert set(cards.evaluate_all("all => all.map((card) => card.dataset.rule)")) == {"newer_glibc_needed"}
        assert "rule=newer_glibc_needed" in page.url, page.url
        page.select_option("select[name=machine]", "debian:11")
        lit = page.locator("#matrix tbody td:not(.off):not(.n)")
        told = page.locator("#shown").inner_text()
        assert told.startswith(f"{lit.count()} of 3,500 pairs"), told
        address = page.url
        page.click("button[type=reset]")
        page.wait_for_function("document.querySelectorAll('.off').length === 0")
        assert cards.count() == findings
        page.fill("input[name=q]", "libpcap")
        assert 0 < cards.count() < findings
        page.fill("input[name=q]", "no such text anywhere")
        assert cards.count() == 0 and page.locator("#none").is_visible()
        page.fill("input[name=q]", "")
        # By verdict.
        page.uncheck("input[value=breaks]")
        assert page.locator("#matrix td.b:not(.off)").count() == 0
        assert page.locator("#matrix td.r:not(.off), #matrix td.d:not(.off)").count() > 0
        page.check("input[value=breaks]")
    with Tab(browser, file, address="#" + address.split("#")[1]) as page:
        assert page.locator("#shown").inner_text() == told, "the address leads to the same"


def leads_to_a_finding(browser, file):
    with Tab(browser, file) as page:
        card = page.locator("#findings .card").first
        name = card.get_attribute("id")
        card.locator("summary").first.click()
        assert card.locator(".sides").is_visible() and card.locator(".where").is_visible()
        assert page.url.endswith("#" + name), page.url
        rule = card.get_attribute("data-rule")
        card.locator(f"a[href='#rule-{rule}']").click()
        assert page.locator(f"#rule-{rule} .body").is_visible(), "a link to a rule opens its manual"
    with Tab(browser, file, address="#" + name) as page:
        assert page.locator(f"#{name} .sides").is_visible(), "a link opens its finding"
    for odd in ("#%E0%A4%A", "#pair=nobody on nothing", "#rule=none&verdict=", "#open=<b>"):
        with Tab(browser, file, address=odd) as page:
            assert page.locator("h1").is_visible()


def tells_of_a_pair(browser, file):
    with Tab(browser, file) as page:
        row = page.locator("#matrix tbody tr").nth(2)
        row.locator("td").nth(3).click()
        panel = page.locator("#pair")
        machine = page.locator("#matrix thead tr").nth(1).locator("th").nth(4).get_attribute("abbr")
        subject = row.locator("th").inner_text()
        assert f"{subject} on {machine}" in panel.inner_text(), panel.inner_text()
        assert machine in panel.locator("article").first.inner_text()
        assert "the machine" not in panel.inner_text(), "of one machine its name is told"
        assert "pair=" in page.url
        address = page.url.split("#")[1]
        # The keyboard goes on from there, opens, and closes.
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        below = page.locator("#matrix tbody tr").nth(3).locator("th").inner_text()
        assert f"{below} on " in panel.inner_text(), panel.inner_text()
        page.keyboard.press("Escape")
        assert panel.is_hidden() and "pair=" not in page.url
        focused = page.evaluate("document.activeElement.tagName")
        assert focused == "TD", focused
        assert page.locator("#matrix [tabindex='0']").count() == 1, "one cell is reached by Tab"
    with Tab(browser, file, address="#" + address) as page:
        assert f"{subject} on {machine}" in page.locator("#pair").inner_text()


def works_without_scripts(browser, file):
    with Tab(browser, file, script=False) as page:
        assert page.locator("#filter").is_hidden()
        card = page.locator("#findings .card").first
        card.locator("summary").first.click()
        assert card.locator(".sides").is_visible()


def colours_are_switched(browser, file):
    with Tab(browser, file, scheme="light") as page:
        paper = "getComputedStyle(document.body).backgroundColor"
        light = page.evaluate(paper)
        page.click("#scheme")
        assert page.evaluate(paper) == light, "light is what the system has"
        page.click("#scheme")
        dark = page.evaluate(paper)
        assert dark != light
        page.reload()
        assert page.evaluate(paper) == dark, "what was chosen is kept"
    with Tab(browser, file, scheme="dark") as page:
        assert page.evaluate(paper) == dark, "the system is asked"


def is_printed(browser, file):
    with Tab(browser, file) as page:
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.locator("#findings .card .sides").first.is_visible()
        assert page.locator("#filter").is_hidden() and page.locator("nav").is_hidden()
        assert len(page.pdf(prefer_css_page_size=True, print_background=True)) > 10_000


def graphs_are_searched_and_folded(browser, file):
    with Tab(browser, file) as page:
        graph = page.locator(".graph").first
        things = graph.locator("g[data-number]:visible")
        count = things.count()
        graph.locator(".seek input").fill("sqlite")
        assert graph.locator("g.hit").count() >= 1 and graph.locator("g.far").count() >= 1
        graph.locator(".seek input").fill("")
        assert graph.locator("g.far").count() == 0
        store = graph.locator("g[role=button]", has_text="/store")
        store.click()
        assert things.count() < count and store.get_attribute("aria-expanded") == "false"
        store.focus()
        page.keyboard.press("Enter")
        assert things.count() == count


def is_chinese(browser, file):
    with Tab(browser, file) as page:
        assert page.evaluate("document.documentElement.lang") == "zh-CN"
        shown = page.locator("#shown")
        assert "对组合" in shown.inner_text(), shown.inner_text()
        page.locator("#matrix td.b, #matrix dd.b").first.click()
        panel = page.locator("#pair")
        assert " 上" in panel.inner_text() and "关闭" in panel.inner_text(), panel.inner_text()
        page.uncheck("input[value=breaks]")
        assert "中的" in shown.inner_text(), shown.inner_text()
        page.click("#scheme")
        assert page.locator("#scheme").inner_text() == "配色：浅色"


def can_be_read(browser, file):
    """Contrast of 4.5 (WCAG 2.2, 1.4.3) in both schemes, and no overlap at any width."""
    for scheme in ("light", "dark"):
        with Tab(browser, file, scheme=scheme) as page:
            page.evaluate(OPEN_ALL)
            cell = page.locator("#matrix td:not(.n), #matrix dd:not(.n)")
            if cell.count():
                cell.first.click()
            told = page.evaluate(CONTRAST)
            assert told["count"] > 20 and not told["found"], (file.name, scheme, told["found"])
    for width in WIDTHS:
        with Tab(browser, file, width=width) as page:
            for is_open in (False, True):
                if is_open:
                    page.evaluate(OPEN_ALL)
                told = page.evaluate(OVERLAP)
                assert told["count"] > 5 and not told["wrong"], (file.name, width, is_open, told["wrong"])


def chromium():
    named = os.environ.get("CHROMIUM")
    for name in [named] if named else ["chromium", "chromium-browser", "google-chrome"]:
        if path := shutil.which(name):
            return path
    sys.exit(INSTALL)


def main():
    pages = Path(sys.argv[1]).resolve()
    many, others = pages / "many.html", [pages / f"{name}.html" for name in ("project", "one", "hostile", "recipes", "everything", "chinese")]
    with sync_playwright() as playwright:
        # In containers there is no sandbox to be had.
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for story in (
            is_shown_and_narrowed, leads_to_a_finding, tells_of_a_pair, works_without_scripts, colours_are_switched,
            is_printed, can_be_read,
        ):
            story(browser, many)
        for file in others:
            leads_to_a_finding(browser, file)
            is_printed(browser, file)
            can_be_read(browser, file)
        graphs_are_searched_and_folded(browser, pages / "everything.html")
        is_chinese(browser, pages / "chinese.html")
        browser.close()


main()
