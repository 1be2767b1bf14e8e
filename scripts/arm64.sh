#!/bin/sh
# Builds everything for arm64 and runs tests there under emulation. Not part of CI: it wants root on an x86-64 Debian, debootstrap,
# binfmt_misc, network, and 8 GB in FOLDER, which is kept for the next time.
# usage: scripts/arm64.sh FOLDER [FILTER]
#   FILTER  which tests, as `swift test --filter` takes it (default: every golden of the engine, and the same bits with any number of threads)
# Compiler and emulator are Debian's (unstable), so that the compiler may be older than the one of CI.
set -eu
repository=$(cd "$(dirname "$0")/.." && pwd)
if [ $# -lt 1 ] || [ "$(id -u)" != 0 ]; then
  echo "arm64: usage, as root: scripts/arm64.sh FOLDER [FILTER]" >&2
  exit 64
fi
mkdir -p "$1"
root=$(cd "$1" && pwd)/root
filter=${2:-ThreadInvariance|SameBits|FamilyGolden|NetworkGolden|SchedulerGolden|ShippedGolden}
swift=/usr/libexec/swift
arm=/opt/arm$swift/lib/swift
triple=aarch64-unknown-linux-gnu
bundle=root/.swiftpm/swift-sdks/arm64.artifactbundle

prepare() {
  if [ -e "$root" ]; then
    echo "arm64: $root was begun and not finished; remove it (nothing must be mounted in it) and try again" >&2
    exit 73
  fi
  debootstrap --variant=minbase --include=ca-certificates,git unstable "$root" http://deb.debian.org/debian
  # A mirror that stands still is as good.
  echo 'Acquire::Check-Valid-Until "false";' >"$root/etc/apt/apt.conf.d/99valid"
  inside dpkg --add-architecture arm64
  inside apt-get update -qq
  inside env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -qq \
    qemu-user swiftlang libc6-dev libstdc++-15-dev libstdc++-15-dev:arm64 libc6-dev:arm64 libncurses-dev:arm64 \
    libopenblas-dev:arm64 libsixel-dev:arm64 libpng-dev:arm64 libturbojpeg0-dev:arm64 libssl-dev:arm64
  inside sh -c 'cd /tmp && apt-get download -qq swiftlang:arm64 libswiftlang:arm64 && for file in *.deb; do dpkg-deb -x "$file" /opt/arm; done'
  inside rm -f /tmp/*.deb
  # The test library's part for Foundation is not packaged; nothing of it is used.
  inside $swift/bin/clang -target aarch64-unknown-linux-gnu -fuse-ld=lld -nostdlib -shared -x c /dev/null \
    -o "$arm/linux/lib_Testing_Foundation.so"
  # What the linker takes for arm64's root: beside Debian's libraries the compiler's own.
  mkdir -p "$root/sysroot/usr/lib" "$root/src" "$root/build" "$root/$bundle/arm64"
  for part in include share lib/aarch64-linux-gnu lib/gcc lib/ld-linux-aarch64.so.1; do
    ln -s "/usr/$part" "$root/sysroot/usr/$part"
  done
  ln -s $arm "$root/sysroot/usr/lib/swift"
  ln -s usr/lib "$root/sysroot/lib"
  cat >"$root/$bundle/info.json" <<END
{"schemaVersion": "1.0", "artifacts": {"arm64": {"type": "swiftSDK", "version": "1", "variants": [{"path": "arm64"}]}}}
END
  cat >"$root/$bundle/arm64/swift-sdk.json" <<END
{"schemaVersion": "4.0", "targetTriples": {"$triple":
  {"sdkRootPath": "/sysroot", "swiftResourcesPath": "$arm", "toolsetPaths": ["toolset.json"]}}}
END
  cat >"$root/$bundle/arm64/toolset.json" <<END
{"schemaVersion": "1.0", "rootPath": "$swift/bin", "swiftCompiler": {"extraCLIOptions": ["-use-ld=lld"]},
  "cxxCompiler": {"extraCLIOptions": ["-isystem/usr/include/c++/15", "-isystem/usr/include/aarch64-linux-gnu/c++/15"]},
  "linker": {"extraCLIOptions": ["-L/usr/lib/gcc/aarch64-linux-gnu/15"]}}
END
  touch "$root/.ready"
}

inside() { chroot "$root" env -i HOME=/root PATH=$swift/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"; }

# Programs that the tests start are arm64's as well: the kernel hands them to the emulator.
register() {
  formats=/proc/sys/fs/binfmt_misc
  [ -e $formats/register ] || mount -t binfmt_misc none $formats
  [ -e $formats/qemu-aarch64 ] || printf '%s' ":qemu-aarch64:M::\\x7fELF\\x02\\x01\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x02\\x00\\xb7\\x00:\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\x00\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xfe\\xff\\xff\\xff:$root/usr/bin/qemu-aarch64:F" >$formats/register
}

[ -e "$root/.ready" ] || prepare
register
trap 'umount "$root/src" "$root/dev" "$root/proc"' EXIT
mount --bind "$repository" "$root/src"
mount --bind /dev "$root/dev"
mount -t proc proc "$root/proc"
inside sh -c "cd /src && swift build --scratch-path /build --swift-sdk $triple --build-tests"
# A server's processor: OpenBLAS takes the emulator's own for one with SME, whose kernels end in an illegal instruction there.
inside env QEMU_CPU=neoverse-n1 LD_LIBRARY_PATH=$arm/linux LANG=C.UTF-8 sh -c 'cd /src && exec "$@"' sh \
  /build/$triple/debug/stepscopePackageTests.xctest --testing-library swift-testing --filter "$filter"
