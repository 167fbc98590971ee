#!/bin/sh
# What a few more checks need: a browser, a Chinese font, nginx (the peer in the bench) and Node.
set -eu

missing=
need() { # program or file, package
  if command -v "$1" >/dev/null 2>&1 || [ -e "/usr/sbin/$1" ] || [ -e "$1" ]; then
    echo "有 · present: $2"
  else
    missing="$missing $2"
  fi
}
need chromium chromium
need nginx nginx-light
need node nodejs
need /usr/share/fonts/truetype/wqy/wqy-zenhei.ttc fonts-wqy-zenhei

if [ -z "$missing" ]; then
  echo "工具齐全 · nothing to install"
elif ! command -v apt-get >/dev/null 2>&1; then
  echo "没有 apt-get，请用系统的包管理器安装 · no apt-get here; install with your system's means:$missing" >&2
  exit 1
elif [ "$(id -u)" -ne 0 ]; then
  echo "需要 root · needs root: sudo apt-get install$missing" >&2
  exit 1
else
  echo "安装 · installing:$missing"
  apt-get update -qq
  # shellcheck disable=SC2086 - a list of packages
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
  echo "已安装 · installed:$missing"
fi
