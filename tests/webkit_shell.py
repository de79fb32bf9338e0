#!/usr/bin/python3
"""A WebKit browser whose profile stays: webkit_shell.py PROFILE [ROOM]. ROOM is its storage in bytes.

Takes one JSON command a line and answers each with one line, {"done": …} or {"failed": "…"}:
{"go": url, "tab": 0}, {"run": body of an async function, "tab": 0}, {"always": the script of every page},
{"clear": true} what pages have stored. Needs the system's PyGObject, nothing of ours.
"""

import json
import os
import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import GLib, Gtk, WebKit2  # noqa: E402

FEATURES = ("StorageAPI", "StorageAPIEstimate", "FileSystem")  # Safari has them on, WebKitGTK off
PATIENCE_S = 90


def settings() -> WebKit2.Settings:
    settings = WebKit2.Settings(enable_media_stream=True)
    features = WebKit2.Settings.get_all_features()
    for feature in (features.get(i) for i in range(features.get_length())):
        if feature.get_identifier() in FEATURES:
            settings.set_feature_enabled(feature, True)
    return settings


def storage(profile: str, room: int | None) -> WebKit2.WebsiteDataManager:
    """WebKit counts a site's room as a share of the volume."""
    volume = os.statvfs(os.path.dirname(profile))
    shares = {"origin_storage_ratio": room / (volume.f_blocks * volume.f_frsize)} if room else {}
    data = WebKit2.WebsiteDataManager(
        base_data_directory=f"{profile}/data", base_cache_directory=f"{profile}/cache", **shares
    )
    cookies = data.get_cookie_manager()
    cookies.set_persistent_storage(f"{profile}/cookies.db", WebKit2.CookiePersistentStorage.SQLITE)
    return data


class Shell:
    """Answers one command at a time, each within PATIENCE_S."""

    def __init__(self, profile: str, room: int | None):
        self.data = storage(profile, room)
        self.context = WebKit2.WebContext.new_with_website_data_manager(self.data)
        self.scripts = WebKit2.UserContentManager()
        self.tabs: list[WebKit2.WebView] = []
        self.late = 0
        self.loading: WebKit2.WebView | None = None

    def obey(self, stdin, _condition) -> bool:
        line = stdin.readline()
        if not line:
            Gtk.main_quit()
            return False
        self.late = GLib.timeout_add_seconds(
            PATIENCE_S, self.answer, {"failed": f"nothing in {PATIENCE_S} s"}
        )
        [(name, value), *more] = json.loads(line).items()
        getattr(self, name)(value, **dict(more))
        return True

    def answer(self, said: dict) -> None:
        if not self.late:
            return  # too late, and said so
        GLib.source_remove(self.late)
        self.late = 0
        print(json.dumps(said), flush=True)

    def go(self, url: str, tab: int = 0) -> None:
        if tab == len(self.tabs):
            self.tabs.append(self.opened())
        self.loading = self.tabs[tab]
        self.loading.load_uri(url)

    def opened(self) -> WebKit2.WebView:
        view = WebKit2.WebView(
            web_context=self.context, user_content_manager=self.scripts, settings=settings()
        )
        view.connect("load-changed", self.loaded)
        view.connect("load-failed", lambda *given: self.answer({"failed": given[3].message}))
        frame = Gtk.Window()
        frame.set_default_size(412, 839)
        frame.add(view)
        frame.show_all()
        return view

    def loaded(self, view: WebKit2.WebView, event: WebKit2.LoadEvent) -> None:
        if view is self.loading and event == WebKit2.LoadEvent.FINISHED:
            self.loading = None
            self.answer({"done": None})

    def run(self, script: str, tab: int = 0) -> None:
        self.tabs[tab].call_async_javascript_function(script, -1, None, None, None, None, self.ran)

    def ran(self, view: WebKit2.WebView, result) -> None:
        try:
            self.answer(
                {"done": json.loads(view.call_async_javascript_function_finish(result).to_json(0) or "null")}
            )
        except GLib.Error as error:
            self.answer({"failed": error.message})

    def always(self, script: str) -> None:
        self.scripts.remove_all_scripts()
        frames, start = WebKit2.UserContentInjectedFrames.ALL_FRAMES, WebKit2.UserScriptInjectionTime.START
        self.scripts.add_script(WebKit2.UserScript(script, frames, start, None, None))
        self.answer({"done": None})

    def clear(self, _true: bool) -> None:
        """As a person does in the settings; cookies and local storage stay."""
        types = WebKit2.WebsiteDataTypes
        stored = types.INDEXEDDB_DATABASES | types.DOM_CACHE | types.SERVICE_WORKER_REGISTRATIONS
        self.data.clear(
            stored, 0, None, lambda data, result: self.answer({"done": data.clear_finish(result)})
        )


profile, *room = sys.argv[1:]
shell = Shell(profile, int(room[0]) if room else None)
GLib.io_add_watch(sys.stdin, GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, shell.obey)
Gtk.main()
