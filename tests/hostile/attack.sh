#!/usr/bin/env bash
# Kills builds at random moments, fills the disk under them and starts two at once. Checks that every page is whole, that
# the next build works and that no file of the user's changes. Ends with 1 at the first violation.
#
#   tests/hostile/attack.sh CRIB NOTES [KILLS]   # CRIB: the binary; NOTES: a folder, which is copied; KILLS: 150 by default
#
# Needs Linux, and root for the parts that mount disks; without root they are left out.
set -euo pipefail

[ $# -ge 2 ] || { sed -n '2,7p' "$0" >&2; exit 2; }
crib=$(realpath "$1")
notes=$(realpath "$2")
kills=${3-150}
temp=$(mktemp -d)
disk=$temp/disk
finish() {
  umount "$temp/mounted/sub" 2>/dev/null || true
  umount "$disk" 2>/dev/null || true
  rm -rf "$temp"
}
trap finish EXIT
fail() { echo "VIOLATION: $*" >&2; exit 1; }

# Two versions of the notes: in the second every note says more, one is gone and one is new.
cp -R "$notes" "$temp/1"
cp -R "$notes" "$temp/2"
mkdir -p "$temp/1/sub" "$temp/2/sub"
echo '# Below' | tee "$temp/1/sub/below.md" >"$temp/2/sub/below.md"
echo '# Only in the first' >"$temp/1/sub/first.md"
echo '# Only in the second' >"$temp/2/sub/second.md"
find "$temp/2" -name '*.md' -exec sh -c 'printf "\n\nSaid in the second version.\n" >>"$1"' _ {} \;
build() { "$crib" --quiet build "$temp/$1" -o "$2" >"$temp/out.txt" 2>"$temp/err.txt"; }

# A digest and a path for each page of a site.
pages() { (cd "$1" && find . -xdev -type f ! -path './.crib-*' ! -path './mine/*' -exec md5sum {} + | sort); }

start=$(date +%s%N)
for version in 1 2; do
  build "$version" "$temp/whole-$version" || fail "the notes cannot be built: $(cat "$temp/err.txt")"
  pages "$temp/whole-$version" >"$temp/pages-$version"
done
took=$((($(date +%s%N) - start) / 2000000))
sort -u "$temp/pages-1" "$temp/pages-2" >"$temp/pages"
echo "two versions of $(wc -l <"$temp/pages-1") files, $took ms a build"

check_whole() { # FOLDER
  local torn
  torn=$(pages "$1" | grep -vxFf "$temp/pages" || true)
  [ -z "$torn" ] || fail "a page of neither version: $torn"
}
check_is() { # FOLDER VERSION
  pages "$1" | cmp -s - "$temp/pages-$2" || fail "$1 is not version $2"
  [ -z "$(find "$1" -maxdepth 1 -name '.crib-*' ! -name .crib-manifest)" ] || fail "leftovers in $1"
}
out=$temp/out
mkdir -p "$temp/user"
echo 'the user'\''s' >"$temp/user/file.txt"
build 1 "$out" || fail "the first build"
mkdir "$out/mine"
echo mine >"$out/mine/file.txt"
ln -s "$temp/user" "$out/mine/link"
check_mine() {
  [ "$(cat "$out/mine/file.txt")" = mine ] && [ "$(cat "$out/mine/link/file.txt")" = "the user's" ] ||
    fail "a file of the user's has changed"
}

mixed=0
for ((n = 1; n <= kills; n++)); do
  version=$((n % 2 + 1))
  ln -f "$out/.crib-manifest" "$temp/manifest"
  "$crib" --quiet build "$temp/$version" -o "$out" >/dev/null 2>&1 &
  pid=$!
  if ((n % 3 == 0)); then
    sleep "$(awk "BEGIN { srand($RANDOM); print rand() * $took / 1000 }")"
  else
    # Pages take their places from the moment on that another manifest lists them.
    while kill -0 "$pid" 2>/dev/null && [ "$out/.crib-manifest" -ef "$temp/manifest" ]; do :; done
    for ((wait = RANDOM % 400; wait > 0; wait--)); do :; done
  fi
  kill -9 "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
  check_whole "$out"
  check_mine
  pages "$out" | cmp -s - "$temp/pages-1" || pages "$out" | cmp -s - "$temp/pages-2" || mixed=$((mixed + 1))
  ((n % 3 != 0)) || continue # Now and then several are killed before one may end.
  again=$((RANDOM % 2 + 1))
  build "$again" "$out" || fail "the build after kill $n: $(cat "$temp/err.txt")"
  check_is "$out" "$again"
done
echo "$kills builds killed, $mixed of them between the first and the last page: no torn page, the next build always works"

build 1 "$out" || fail "the build before two at once"
for ((n = 0; n < 20; n++)); do
  version=$((n % 2 + 1))
  "$crib" --quiet build "$temp/$version" -o "$out" >/dev/null 2>&1 & one=$!
  "$crib" --quiet build "$temp/$version" -o "$out" >/dev/null 2>&1 & two=$!
  codes=
  for pid in $one $two; do code=0; wait "$pid" || code=$?; codes+=" $code"; done
  case $codes in " 0 0" | " 0 3" | " 3 0") ;; *) fail "two builds at once ended with$codes" ;; esac
  check_is "$out" "$version"
done
check_mine
echo "20 pairs of builds at once: each ended with one whole site"
"$crib" --quiet clean "$temp/1" -o "$out"
check_mine
[ "$(find "$out" -type f | wc -l)" = 1 ] || fail "clean left something"
echo "clean removed the site and nothing else"

if [ "$(id -u)" != 0 ]; then
  echo "left out: full disk, read-only disk, mount inside the site (they need root)"
  exit 0
fi

mkdir "$disk"
size=$(du -sk --apparent-size "$temp/whole-2" | cut -f1)
mount -t tmpfs -o "size=${size}k" none "$disk"
for part in 30 60 90 130 170; do
  mount -o "remount,size=$((size * 3))k" "$disk"
  build 1 "$disk/site" || fail "the build on a disk of its own"
  filler=$(($(df --output=avail -k "$disk" | tail -n 1) - size * part / 100 / 2))
  [ "$filler" -le 0 ] || head -c "${filler}k" /dev/zero >"$disk/filler"
  code=0
  build 2 "$disk/site" || code=$?
  [ "$code" = 0 ] || { [ "$code" = 3 ] && grep -q "disk is full" "$temp/err.txt"; } || fail "a full disk: code $code"
  check_whole "$disk/site"
  rm -f "$disk/filler"
  build 2 "$disk/site" || fail "the build after a full disk: $(cat "$temp/err.txt")"
  check_is "$disk/site" 2
  echo "$((size * part / 200)) kB free: code $code, whole pages, the next build works"
done
mount -o remount,ro "$disk"
code=0
build 1 "$disk/site" || code=$?
[ "$code" = 3 ] || fail "a read-only disk: code $code"
check_is "$disk/site" 2
echo "read-only disk: code 3, nothing changed"
umount "$disk"
# A disk that is mounted inside the site.
mkdir -p "$temp/mounted/sub"
mount -t tmpfs none "$temp/mounted/sub"
"$crib" --quiet build "$temp/1" -o "$temp/mounted" --force || fail "the build over a mount"
mount -o remount,ro "$temp/mounted/sub"
code=0
"$crib" --quiet clean "$temp/1" -o "$temp/mounted" 2>/dev/null || code=$?
[ "$code" = 3 ] && grep -q ' sub/below.html' "$temp/mounted/.crib-manifest" || fail "a mount inside: code $code"
mount -o remount,rw "$temp/mounted/sub"
"$crib" --quiet clean "$temp/1" -o "$temp/mounted" || fail "clean after a mount was read-only"
[ -z "$(find "$temp/mounted" -type f)" ] || fail "clean left something on the mount"
echo "mount inside the site: the manifest keeps what could not be removed"
