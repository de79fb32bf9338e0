#!/bin/sh
# A Chromium for the tests, and WebKitGTK where Debian or Ubuntu has it. $1: the folder of the virtual environment's commands.
set -e
debian_root() { command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; }
chromium() { for name in chromium chromium-browser google-chrome; do command -v "$name" && return 0; done; return 1; }
apt() { DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600 "$@" >/dev/null; }

if ! chromium >/dev/null; then
  echo "Installing a browser for the tests …"
  if debian_root; then
    apt update
    apt install -y --no-install-recommends chromium
  else
    "$1/playwright" install chromium
  fi
fi
if debian_root && [ ! -e /usr/bin/WebKitWebDriver ]; then
  echo "Installing WebKitGTK for the tests …"
  apt update
  apt install -y --no-install-recommends xvfb xauth webkit2gtk-driver libwebkit2gtk-4.1-0 gir1.2-webkit2-4.1 \
    gir1.2-gtk-3.0 python3-gi gstreamer1.0-libav gstreamer1.0-plugins-good gstreamer1.0-plugins-bad \
    || echo "WebKitGTK is not to be had here; its tests will say so."
fi
