"""How many hard pictures of our labels are read, and how long that keeps the page busy.

Our ladder of looks against zxing-wasm alone with its own defaults, in the same browser.
"""

import base64
import io
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

from playwright.sync_api import Page, sync_playwright

from tests.benchmarks.client_size import one
from tests.browser import ARGS, ROOT, chromium
from tests.hard_set import KINDS, LABELS, STEPS, Hard, hard_set

SLOWER = 4
BLOCK = 50  # ms, what the browser calls a long task
PAGE = """<!doctype html><body data-decoder="/static/built/{decoder}"><script type="module">
import {{ readFrame }} from "/static/src/scan/reader.js";
import {{ LOOKS }} from "/static/src/scan/frames.js";
import {{ prepareZXingModule, readBarcodes }} from "/node_modules/zxing-wasm/dist/es/reader/index.js";
const wasm = "/node_modules/zxing-wasm/dist/reader/zxing_reader.wasm";
const locateFile = (path, prefix) => (path.endsWith(".wasm") ? wasm : prefix + path);
prepareZXingModule({{ overrides: {{ locateFile }} }});
const bitmap = async (url) => createImageBitmap(await (await fetch(url)).blob());
const pixels = (picture) => {{
  const pen = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
  pen.drawImage(picture, 0, 0);
  return pen.getImageData(0, 0, picture.width, picture.height);
}};
window.longest = 0;
new PerformanceObserver((list) => {{
  window.longest = Math.max(window.longest, ...list.getEntries().map((task) => task.duration));
}}).observe({{ type: "longtask" }});
window.alone = async (url) => (await readBarcodes(pixels(await bitmap(url))))[0]?.text ?? null;
window.ladder = async (url) => {{
  const picture = await bitmap(url);
  for (let turn = 0; turn < LOOKS.length; turn++) {{
    const seen = await readFrame(picture, turn);
    if (seen) return seen.text;
  }}
  return null;
}};
window.ready = true;
</script>"""


def run() -> list[dict]:
    ours, alone = Counter(), Counter()
    with opened() as page:
        for hard in hard_set():
            url = jpeg(hard)
            ours[hard.kind] += reads(page, "ladder", url, hard)
            alone[hard.kind] += reads(page, "alone", url, hard)
        block = longest_look(page)
    total, peer, of = ours.total(), alone.total(), len(KINDS) * STEPS * LABELS
    kinds = ", ".join(f"{kind} {ours[kind]} to {alone[kind]}" for kind in KINDS)
    print(f"read of {STEPS * LABELS} each, ours to zxing-wasm alone: {kinds}")
    return [
        {
            "metric": f"hard pictures of labels read, of {of}",
            "value": total,
            "unit": "",
            "against": f"zxing-wasm 3.1.4 alone {peer}",
            "ratio": total / peer,
            "limit": "at least as many",
            "ok": total >= peer and all(ours[kind] >= alone[kind] for kind in KINDS),
        },
        {
            "metric": f"longest that a look keeps the page busy, CPU {SLOWER}×",
            "value": block,
            "unit": "ms",
            "against": "",
            "ratio": None,
            "limit": f"at most {BLOCK} ms",
            "ok": block <= BLOCK,
        },
    ]


def reads(page: Page, way: str, url: str, hard: Hard) -> bool:
    text = page.evaluate(f"(url) => {way}(url)", url)
    return text is not None and text.endswith(hard.code)


def longest_look(page: Page) -> float:
    """Every look at a camera that shows no code, many times, on a slow phone; 0 without a long task."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.evaluate(LOOKING)
    return page.evaluate("longest")


LOOKING = """async () => {
  const { readFrame } = await import("/static/src/scan/reader.js");
  const canvas = Object.assign(document.createElement("canvas"), { width: 1920, height: 1080 });
  canvas.getContext("2d").fillRect(0, 0, 1, 1);
  const picture = document.createElement("video");
  Object.assign(picture, { muted: true, srcObject: canvas.captureStream() });
  await picture.play();
  await readFrame(picture, 0);
  await new Promise((rested) => setTimeout(rested, 500));
  window.longest = 0;
  for (let turn = 0; turn < 40; turn++) await readFrame(picture, turn);
  await new Promise((told) => setTimeout(told, 200));
}"""


def jpeg(hard: Hard) -> str:
    out = io.BytesIO()
    hard.picture.save(out, "JPEG", quality=92)
    return "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode()


@contextmanager
def opened() -> Iterator[Page]:
    """A page of the scanner's own modules and nothing else."""
    with serving() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGS)
        page = browser.new_page()
        html = PAGE.format(decoder=one("decoder.*.js").name)
        page.route("**/scanning.html", lambda route: route.fulfill(body=html, content_type="text/html"))
        page.goto(f"{base}/scanning.html")
        page.wait_for_function("window.ready")
        yield page
        browser.close()


@contextmanager
def serving() -> Iterator[str]:
    """The tree as it is, on a port of its own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(ROOT)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass
