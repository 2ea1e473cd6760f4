# What a host is, and whether it can be worked with: read-only, POSIX sh, read from
# standard input (`sh -s`), so it needs nothing but a login shell that runs commands.
#
# The answer is one `key=value` a line, in any order; a value ends at the line's end,
# holds no control characters, and is cut at 300 bytes.
#
#   check=1             the first line: commands are run, and this is format 1
#   uid user shell      of the account; shell is its login shell
#   uname               kernel name, release and machine
#   os_id os_version    ID and VERSION of os-release
#   machine_id          /etc/machine-id
#   python python_version            path and version of python3, empty without it
#   tool_NAME           path of each tool, empty where there is none
#   sudo sudo_error     `ok`, or `failed` and sudo's own word for it
#   sudo_python sudo_python_error    the same for `sudo -n python3 -V`
#   sudo_python_version              what that said
#   check_end=1         the last line; without it the answer is incomplete
#
# As root sudo is not asked, and both values are `root`.

LC_ALL=C
PATH="${PATH:+$PATH:}/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin"
export LC_ALL PATH

say() {
  value=$(printf '%s' "$2" | tr -c '[:print:]\200-\377' ' ' | cut -b 1-300)
  printf '%s=%s\n' "$1" "$value"
}

find_tool() {
  command -v "$1" 2>/dev/null | head -n 1
}

# A tool that hangs must not hang the check. The shell reads this very text from
# standard input, so nothing else may.
soon() {
  if command -v timeout >/dev/null 2>&1; then
    timeout -k 2 10 "$@" </dev/null
  else
    "$@" </dev/null
  fi
}

read_os() {
  for file in /etc/os-release /usr/lib/os-release; do
    if [ -r "$file" ]; then
      sed -n "s/^$1=//p" "$file" | head -n 1 | tr -d "\"'"
      return
    fi
  done
}

try_sudo() {
  key=$1
  shift
  if answer=$(soon sudo -n "$@" 2>&1); then
    say "$key" ok
    say "${key}_version" "$answer"
  else
    say "$key" failed
    say "${key}_error" "$answer"
  fi
}

printf 'check=1\n'
uid=$(id -u </dev/null)
user=$(id -un </dev/null 2>/dev/null)
say uid "$uid"
say user "$user"
login=
if command -v getent >/dev/null 2>&1; then
  login=$(getent passwd "$user" </dev/null | head -n 1 | sed 's/.*://')
fi
say shell "${login:-$SHELL}"
say uname "$(uname -s -r -m)"
say os_id "$(read_os ID)"
say os_version "$(read_os VERSION)"
say machine_id "$(head -n 1 /etc/machine-id 2>/dev/null)"

python=$(find_tool python3)
say python "$python"
say python_version "$([ -n "$python" ] && soon python3 -V 2>&1)"

for tool in badblocks smartctl zpool lsblk blkid timeout sudo systemd-run systemctl nvme
do
  say "tool_$tool" "$(find_tool "$tool")"
done

if [ "$uid" = 0 ]; then
  say sudo root
  say sudo_python root
elif [ -z "$(find_tool sudo)" ]; then
  say sudo failed
  say sudo_error 'sudo is missing'
  say sudo_python failed
  say sudo_python_error 'sudo is missing'
else
  try_sudo sudo true
  try_sudo sudo_python python3 -V
fi
printf 'check_end=1\n'
