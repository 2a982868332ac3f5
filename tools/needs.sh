#!/bin/sh
# Installs what the tests need from the system's packages, when missing and
# allowed; otherwise says exactly what to install. Quick when nothing is missing.
set -e
missing=
have_file() { for f in "$@"; do [ -e "$f" ] && return 0; done; return 1; }
have_font() { command -v fc-list >/dev/null && [ -n "$(fc-list "$1" family)" ]; }

command -v postgres >/dev/null || have_file /usr/lib/postgresql/*/bin/postgres || missing="$missing postgresql"
command -v "${ALUN_TEST_CHROMIUM:-chromium}" >/dev/null || missing="$missing chromium"
command -v fc-list >/dev/null || missing="$missing fontconfig"
have_font "Noto Sans CJK SC" || missing="$missing fonts-noto-cjk"
have_font "Noto Color Emoji" || missing="$missing fonts-noto-color-emoji"
[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
	echo "Installing$missing"
	apt-get update -qq
	# A cluster of the system is not wanted: the tests start their own server.
	mkdir -p /etc/postgresql-common
	[ -e /etc/postgresql-common/createcluster.conf ] || echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
	# shellcheck disable=SC2086 # the list is meant to be split
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
	exit 0
fi
echo "The tests need more than this machine has. On Debian or Ubuntu:" >&2
echo "  sudo apt install$missing" >&2
echo "Elsewhere: PostgreSQL 15 or later, Chromium, and the fonts Noto Sans CJK and Noto Color Emoji." >&2
echo "A browser under another name: ALUN_TEST_CHROMIUM=/path/to/chrome make test" >&2
exit 1
