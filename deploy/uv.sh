#!/bin/sh
# Puts the pinned uv into .tools, by a Python 3.11+ of this machine and its pip.
set -eu
version=$1

found=
for candidate in python3.13 python3.12 python3.11 python3 python3.14 python; do
  "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
  found=$candidate
  "$candidate" -m venv .tools >/dev/null 2>&1 && break
  rm -rf .tools
done
if [ -z "$found" ]; then
  echo "需要 Python 3.11 或更新版本，PATH 中没有找到。" >&2
  echo "Python 3.11 or newer is needed and none was found on PATH." >&2
  exit 1
fi
if [ ! -d .tools ]; then
  echo "$found 不能建立虚拟环境；在 Debian 或 Ubuntu 上请安装 python3-venv。" >&2
  echo "$found cannot make a virtual environment; on Debian or Ubuntu install python3-venv." >&2
  exit 1
fi

if ! .tools/bin/python -m pip install --quiet --disable-pip-version-check "uv==$version"; then
  echo "无法从软件包索引安装 uv；请检查网络，或用 PIP_INDEX_URL 与 UV_INDEX_URL 指定镜像。" >&2
  echo "uv could not be installed from the package index; check the network, or name a mirror" \
    "with PIP_INDEX_URL and UV_INDEX_URL." >&2
  exit 1
fi
