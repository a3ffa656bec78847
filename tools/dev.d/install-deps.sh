#!/usr/bin/env bash
# install missing packages: [build] [test] [lint] [fuzz] [bench] [demo], or all of them
set -euo pipefail
# shellcheck source=tools/dev_lib.sh
source tools/dev_lib.sh

list=packaging/debian-packages.txt

# Empty when it is not installed, which dpkg-query reports as a failure when it never was.
installed_version() {
  { dpkg-query -W -f='${db:Status-Status} ${Version}' "$1" 2>/dev/null || true; } |
    sed -n 's/^installed //p'
}

# Another source of the same tool serves as well: a command on PATH, or a file with its whole path
# (this tree has a folder cmake/).
is_served_by() {
  if [[ $1 == /* ]]; then [[ -e $1 ]]; else [[ -n $1 ]] && command -v "$1" >/dev/null; fi
}

is_wanted() {
  local group wanted
  for group in ${1//,/ }; do
    for wanted in "${groups[@]}"; do
      if [[ $group == "$wanted" ]]; then return 0; fi
    done
  done
  return 1
}

as_root() {
  if ((EUID == 0)); then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "these packages are missing: ${missing[*]}" \
      "run as root: apt-get update && apt-get install --no-install-recommends ${missing[*]}"
  fi
}

install_missing() {
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300)
  as_root "${apt[@]}" update
  as_root "${apt[@]}" install --no-install-recommends "${missing[@]}"
}

groups=("$@")
if ((${#groups[@]} == 0)); then groups=(build test lint fuzz bench demo); fi
if ! command -v dpkg-query >/dev/null; then
  say "  note    this is not Debian: install by hand what $list names"
  exit 0
fi

missing=()
changed=()
while read -r package tested package_groups unless; do
  if ! is_wanted "$package_groups"; then continue; fi
  version=$(installed_version "$package")
  if [[ -z $version ]]; then
    if ! is_served_by "$unless"; then missing+=("$package"); fi
  elif [[ $version != "$tested" ]]; then
    changed+=("$package $version (tested with $tested)")
  fi
done < <(grep -vE '^(#|$)' "$list")

if ((${#missing[@]})); then
  if ((EUID != 0)) && command -v sudo >/dev/null; then sudo -v; fi
  step "install ${#missing[@]} Debian packages" install-deps install_missing || exit 1
fi
for line in "${changed[@]}"; do say "  note    $line"; done
