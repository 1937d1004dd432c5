#!/bin/sh
# The browser tests drive Debian's Chromium, one of them with nginx in between; LibreOffice proves that written
# workbooks open.
set -eu
wanted=""
command -v chromium >/dev/null 2>&1 || wanted="$wanted chromium"
command -v soffice >/dev/null 2>&1 || wanted="$wanted libreoffice-calc"
command -v pdftoppm >/dev/null 2>&1 || wanted="$wanted poppler-utils"
fc-list 2>/dev/null | grep -qi "cjk" || wanted="$wanted fonts-noto-cjk"
# Its folder is in root's search path alone; where it cannot be installed its test is skipped and says so.
proxy=""
PATH="$PATH:/usr/sbin" command -v nginx >/dev/null 2>&1 || proxy=" nginx"
[ -z "$wanted$proxy" ] && exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "The tests need these Debian packages:$wanted$proxy. Install them (apt-get install$wanted$proxy) and run make test again." >&2
    [ -z "$wanted" ] && exit 0
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends $wanted $proxy
