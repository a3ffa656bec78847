#!/usr/bin/env bash
# build, then preview, apply, verify and undo a migration: [--input FILE] [--count N]
set -euo pipefail
# shellcheck source=tools/dev_lib.sh
source tools/dev_lib.sh

migration=004_fix_melted_token_status
input=
count=100000
while (($#)); do
  case $1 in
    --input) input=${2:?--input needs a file} ;;
    --count) count=${2:?--count needs a number} ;;
    *) die "'$1' is not an option of ./dev demo" 'run ./dev demo [--input FILE] [--count N]' 2 ;;
  esac
  shift 2
done
if [[ -n $input && $input != /* ]]; then input=$DEV_CALLED_FROM/$input; fi
if [[ -n $input && ! -r $input ]]; then
  die "there is no file $input that can be read" 'give a mongodump or mongoexport file' 2
fi

folder=build/demo
target=sqlite:$folder/wallet.db
whimbrel=build/release/cmd/whimbrel

# tell <title> <what it means>
tell() {
  local bold='' plain=''
  if [[ -t 1 ]]; then
    bold=$'\033[1m'
    plain=$'\033[0m'
  fi
  printf '\n%s%s%s\n%s\n' "$bold" "$1" "$plain" "$2"
}

# run <step> <whimbrel argument...>: shows the command, runs it, and keeps what it took.
run() {
  local step=$1
  shift
  printf '$ whimbrel %s\n' "$*"
  python3 tools/measured.py "$folder/notes.jsonl" "$step" "$whimbrel" "$@"
}

export_tokens() {
  "$whimbrel" export --collection cashu_tokens --target "$target" -o "$1" >"$folder/export.log"
}

bash tools/dev.d/install-deps.sh build demo
build_preset release whimbrel || exit 1
rm -rf "$folder"
mkdir -p "$folder"

if [[ -n $input ]]; then
  tell '1. Import' "Reads $input into one SQLite file; every type in it survives."
  run import import "$input" --collection cashu_tokens --target "$target"
else
  tell '1. Make tokens' "Makes $count realistic wallet tokens; some are melted and still unspent."
  run generate generate wallet --count "$count" --target "$target"
fi
export_tokens "$folder/before.jsonl"

tell '2. Status' 'Has the migration run here, and is there anything for it to do?'
run status status $migration --target "$target"

tell '3. Preview' 'The exact effect, by the real code on a store that cannot write.'
run preview preview $migration --target "$target" --report "$folder/preview.json"

tell '4. Up' 'Backs up, then applies batch by batch: journal first, every write guarded.'
run up up $migration --target "$target" --confirm --yes --backup-dir "$folder" \
  --report "$folder/up.json"
"$whimbrel" report $migration --target "$target" --report "$folder/report.html" \
  >"$folder/report.log"

tell '5. Verify' 'Every changed token is compared with what the journal says it must be now.'
run verify verify $migration --target "$target" --report "$folder/verify.json"

tell '6. Down' 'Takes the run back from its journal, exactly.'
run down down $migration --target "$target" --confirm --yes --report "$folder/down.json"

tell '7. Verify again' 'Every token is back to what it was: both exports are the same bytes.'
run verify-again verify $migration --target "$target" --report "$folder/verify-again.json"
export_tokens "$folder/after.jsonl"
cmp "$folder/before.jsonl" "$folder/after.jsonl" ||
  die 'the export after the undo differs from the one before' "compare $folder/{before,after}.jsonl"
say 'identical'

tell 'What it took' "on $jobs cores"
python3 tools/demo_table.py "$folder"
say ''
say "  report of the run: $PWD/$folder/report.html"
say "  look at the data:  sqlite3 $folder/wallet.db"
