"""Debian's Chromium without a window, driven over a pipe in its DevTools protocol: nothing but Python is needed."""
import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

PROGRAM = shutil.which("chromium")


class Browser:
    """One page. `console` holds what it complained of, `requests` every address it asked for, `dialogs` what it was asked."""

    def __init__(self, width=1366, height=768, scratch=None):
        self.scratch = tempfile.mkdtemp(prefix="lt-web-", dir=scratch)
        self.downloads = os.path.join(self.scratch, "downloads")
        os.mkdir(self.downloads)
        self.console, self.requests, self.dialogs, self.buffer, self.number = [], [], [], b"", 0
        down_read, down_write = os.pipe()
        up_read, up_write = os.pipe()
        self.to, self.back = down_write, up_read

        def take_pipes():
            a, b = os.dup(down_read), os.dup(up_write)
            os.dup2(a, 3)
            os.dup2(b, 4)

        self.process = subprocess.Popen(
            [PROGRAM, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe",
             "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
             "--user-data-dir=" + self.scratch, "--window-size=%d,%d" % (width, height), "about:blank"],
            preexec_fn=take_pipes, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(down_read)
        os.close(up_write)
        self.session = None
        targets = self.send("Target.getTargets")["targetInfos"]
        target = next(t for t in targets if t["type"] == "page")
        self.session = self.send("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(domain + ".enable")
        self.size(width, height)
        session, self.session = self.session, None
        self.send("Browser.setDownloadBehavior", behavior="allow", downloadPath=self.downloads)
        self.session = session

    def size(self, width, height):
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def send(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session is not None:
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        wanted = self.number
        while True:
            answer = self.next_message(60)
            if answer.get("id") == wanted:
                if "error" in answer:
                    raise RuntimeError("%s: %s" % (method, answer["error"]))
                return answer["result"]
            self.note(answer)

    def next_message(self, seconds):
        end = time.monotonic() + seconds
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.back], [], [], max(0, end - time.monotonic()))
            if not ready:
                raise TimeoutError("the browser does not answer")
            piece = os.read(self.back, 1 << 20)
            if not piece:
                raise RuntimeError("the browser has ended")
            self.buffer += piece
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def note(self, event):
        method, parameters = event.get("method"), event.get("params", {})
        if method == "Runtime.exceptionThrown":
            self.console.append(json.dumps(parameters["exceptionDetails"], ensure_ascii=False))
        elif method == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "warning", "assert"):
            self.console.append(json.dumps(parameters["args"], ensure_ascii=False))
        elif method == "Log.entryAdded" and parameters["entry"]["level"] in ("error", "warning"):
            self.console.append(json.dumps(parameters["entry"], ensure_ascii=False))
        elif method == "Network.requestWillBeSent":
            self.requests.append(parameters["request"]["url"])
        elif method == "Page.javascriptDialogOpening":  # nothing goes on until it is answered
            self.dialogs.append(parameters["type"])
            self.number += 1
            os.write(self.to, json.dumps({"id": self.number, "method": "Page.handleJavaScriptDialog",
                                          "params": {"accept": True}, "sessionId": self.session}).encode() + b"\0")

    def run(self, script):
        """The value of an expression, which may be a promise."""
        answer = self.send("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True, userGesture=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(json.dumps(answer["exceptionDetails"], ensure_ascii=False))
        return answer["result"].get("value")

    def wait(self, script, seconds=30):
        end = time.monotonic() + seconds
        while not self.run(script):
            if time.monotonic() > end:
                raise TimeoutError("never true: " + script)
            time.sleep(0.05)

    def open(self, address, ready="document.readyState === 'complete'", seconds=60):
        self.send("Page.navigate", url=address)
        self.wait(ready, seconds)

    def click(self, selector):
        x, y = self.run("(() => { const e = document.querySelector(%s); e.scrollIntoView({block: 'nearest'});"
                        "const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; })()"
                        % json.dumps(selector))
        self.mouse("mousePressed", x, y)
        self.mouse("mouseReleased", x, y)

    def mouse(self, kind, x, y, buttons=1):
        self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left" if buttons else "none",
                  buttons=buttons, clickCount=1 if buttons else 0)

    def key(self, key, text=None):
        codes = {"Enter": 13, "Escape": 27, "ArrowDown": 40, "ArrowUp": 38, "ArrowLeft": 37, "ArrowRight": 39, "Tab": 9,
                 "End": 35, "Home": 36, "PageDown": 34}
        typed = text if text is not None else (key if len(key) == 1 else None)
        parameters = {"key": key, "windowsVirtualKeyCode": codes.get(key, ord(key.upper()[0]))}
        if typed is not None:
            parameters["text"] = typed
        self.send("Input.dispatchKeyEvent", type="keyDown", **parameters)
        self.send("Input.dispatchKeyEvent", type="keyUp", key=key)

    def type(self, text):
        self.send("Input.insertText", text=text)

    def shot(self, path):
        with open(path, "wb") as out:
            out.write(base64.b64decode(self.send("Page.captureScreenshot")["data"]))

    def pdf(self, path):
        """As the print dialog would: the page is told before."""
        with open(path, "wb") as out:
            out.write(base64.b64decode(self.send("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"]))

    def downloaded(self, name, seconds=20):
        path = os.path.join(self.downloads, name)
        end = time.monotonic() + seconds
        while not os.path.exists(path) or os.path.exists(path + ".crdownload"):
            if time.monotonic() > end:
                raise TimeoutError("nothing was saved: " + str(os.listdir(self.downloads)))
            time.sleep(0.05)
        return path

    def close(self):
        try:
            self.process.terminate()
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        os.close(self.to)
        os.close(self.back)
        shutil.rmtree(self.scratch, ignore_errors=True)
