#!/bin/sh
# A PostgreSQL for the tests where Debian or Ubuntu has it. Nothing is started, and no cluster of the machine's own is made.
set -e
for there in /usr/lib/postgresql/*/bin/postgres $(command -v postgres || true); do
  [ -x "$there" ] && exit 0
done
if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
  echo "No PostgreSQL here; its tests will say so."
  exit 0
fi
apt() { DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600 "$@" >/dev/null; }
echo "Installing PostgreSQL for the tests …"
clusters=/etc/postgresql-common/createcluster.conf
prepared() { # without a cluster of the machine's own
  apt update && apt install -y --no-install-recommends postgresql-common \
    && cp -p "$clusters" "$clusters.kept" && sed -i 's/^#\?create_main_cluster.*/create_main_cluster = false/' "$clusters"
}
if ! prepared || ! apt install -y --no-install-recommends postgresql; then
  echo "PostgreSQL is not to be had here; its tests will say so."
fi
[ ! -e "$clusters.kept" ] || mv "$clusters.kept" "$clusters"
