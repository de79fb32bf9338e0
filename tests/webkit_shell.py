#!/usr/bin/python3
"""A WebKit window whose profile stays: webkit_shell.py PROFILE URL SCRIPT [--kill].

Runs the script (the body of an async function) when the page has loaded and prints its result as JSON.
With --kill the process then ends by SIGKILL. Needs the system's PyGObject, nothing of ours.
"""

import os
import signal
import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import GLib, Gtk, WebKit2  # noqa: E402

FEATURES = ("StorageAPI", "StorageAPIEstimate", "FileSystem")  # Safari has them on, WebKitGTK off
profile, url, script = sys.argv[1:4]


def window() -> WebKit2.WebView:
    data = WebKit2.WebsiteDataManager(
        base_data_directory=f"{profile}/data", base_cache_directory=f"{profile}/cache"
    )
    cookies = data.get_cookie_manager()
    cookies.set_persistent_storage(f"{profile}/cookies.db", WebKit2.CookiePersistentStorage.SQLITE)
    context = WebKit2.WebContext.new_with_website_data_manager(data)
    view = WebKit2.WebView.new_with_context(context)
    settings = view.get_settings()
    settings.set_enable_media_stream(True)
    features = WebKit2.Settings.get_all_features()
    for feature in (features.get(i) for i in range(features.get_length())):
        if feature.get_identifier() in FEATURES:
            settings.set_feature_enabled(feature, True)
    frame = Gtk.Window()
    frame.set_default_size(412, 839)
    frame.add(view)
    frame.show_all()
    return view


def finish(text: str) -> None:
    print(text, flush=True)
    if "--kill" in sys.argv:
        os.kill(os.getpid(), signal.SIGKILL)
    Gtk.main_quit()


def done(view: WebKit2.WebView, result) -> None:
    try:
        finish(view.call_async_javascript_function_finish(result).to_json(0))
    except GLib.Error as error:
        finish(f"ERROR {error.message}")


def loaded(view: WebKit2.WebView, event: WebKit2.LoadEvent) -> None:
    if event == WebKit2.LoadEvent.FINISHED:
        view.call_async_javascript_function(script, -1, None, None, None, None, done)


view = window()
view.connect("load-changed", loaded)
view.connect("load-failed", lambda *args: finish(f"ERROR load failed: {args[3].message}"))
GLib.timeout_add_seconds(90, lambda: finish("ERROR nothing came back in 90 s"))
view.load_uri(url)
Gtk.main()
