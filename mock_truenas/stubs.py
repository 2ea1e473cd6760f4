"""The small shell scripts on the NAS's PATH.

They start the stand-ins, and show the NAS's own files to the tools of a shell.
"""

from pathlib import Path
import shutil

from .model import Json

OWN = ("python3", "sudo", "id", "hostname", "uname", "getent")
# Real ones, which are shown the NAS's /etc, /sys, /run and so on.
SHELL = ("cat", "grep", "head", "ls", "readlink", "sed", "tail")

_PACKAGE = Path(__file__).parent
_MAIN = """#!/bin/sh
exec {python} -I -S {package}/tools/main.py {tool} "$@"
"""
_PYTHON = """#!/bin/sh
exec {python} -I -S {package}/shim/run.py "$@"
"""
_ID = """#!/bin/sh
case "$*" in
-u) echo "${MOCK_TRUENAS_UID:-0}" ;;
-un) echo "${USER:-root}" ;;
*) exec /usr/bin/id "$@" ;;
esac
"""
_HOSTNAME = """#!/bin/sh
cat /etc/hostname
"""
_UNAME = """#!/bin/sh
[ $# -gt 0 ] || set -- -s
for word; do
  case "$word" in
  -s) echo Linux ;;
  -n) echo {hostname} ;;
  -r) echo {kernel} ;;
  -v) echo "#1 SMP" ;;
  -m) echo x86_64 ;;
  -o) echo GNU/Linux ;;
  -a) echo "Linux {hostname} {kernel} #1 SMP x86_64 GNU/Linux" ;;
  esac
done | tr "\\n" " " | sed "s/ $//"
echo
"""
_GETENT = """#!/bin/sh
if [ "$1" = passwd ]; then
  case "$2" in
  root) echo "root:x:0:0:root:/root:{shell}" ;;
  {user}) echo "{user}:x:950:950::/home/{user}:{shell}" ;;
  *) exit 2 ;;
  esac
else
  exit 2
fi
"""
_LOOK = """#!/bin/sh
left=$#
while [ "$left" -gt 0 ]; do
  word=$1
  shift
  left=$((left - 1))
  case "$word" in
  /etc/machine-id|/etc/os-release|/etc/hostname|/etc/version|/sys|/sys/*|\\
  /proc/mounts|/proc/self/mountinfo|/proc/swaps|/proc/mdstat|/proc/meminfo|\\
  /proc/sys/kernel/random/boot_id|/dev/disk|/dev/disk/*|/dev/sd*|/dev/nvme*)
    word=$MOCK_TRUENAS_ROOT/view$word ;;
  /run|/run/*|/var|/var/*|/mnt|/mnt/*|/data|/data/*)
    word=$MOCK_TRUENAS_ROOT/fs$word ;;
  esac
  set -- "$@" "$word"
done
exec {real} "$@"
"""
_SUDO = """#!/bin/sh
while :; do
  case "$1" in
  -u|-p|-g) shift 2 ;;
  --) shift; break ;;
  -*) shift ;;
  *) break ;;
  esac
done
SUDO_USER=$USER MOCK_TRUENAS_UID=0 USER=root LOGNAME=root
export SUDO_USER MOCK_TRUENAS_UID USER LOGNAME
[ $# -gt 0 ] || exit 0
exec "$@"
"""
_SUDO_PASSWORD = """#!/bin/sh
echo "sudo: a password is required" >&2
exit 1
"""


def text(tool: str, model: Json, python: str) -> str:
    """Return the script for one tool."""
    if tool in SHELL:
        return _LOOK.replace("{real}", shutil.which(tool) or f"/bin/{tool}")
    match tool:
        case "python3":
            return _PYTHON.format(python=python, package=_PACKAGE)
        case "id":
            return _ID
        case "hostname":
            return _HOSTNAME
        case "uname":
            return _UNAME.format(hostname=model["hostname"], kernel=model["kernel"])
        case "getent":
            return _GETENT.format(user=model["user"], shell="/bin/sh")
        case "sudo":
            return _SUDO_PASSWORD if model["sudo"] == "password" else _SUDO
        case _:
            return _MAIN.format(python=python, package=_PACKAGE, tool=tool)
