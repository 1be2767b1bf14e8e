internal import Glibc

/// Time that never goes back, and waiting for descriptors.
enum Clock {
  /// Seconds since the machine started.
  static var seconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Waits for one descriptor.
  static func isReadable(_ descriptor: Int32, seconds: Double) -> Bool {
    wait(for: [descriptor], seconds: seconds).contains(descriptor)
  }

  /// Waits until one of the descriptors can be read, at most so long (nil is for ever); those that
  /// can, or that are broken.
  static func wait(for descriptors: [Int32], seconds: Double?) -> Set<Int32> {
    var requests = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    // Rounded up, so that nothing due in a fraction of a millisecond makes a busy loop.
    let milliseconds = seconds.map { Int32(min(1e6, max(0, ($0 * 1_000).rounded(.up)))) } ?? -1
    guard poll(&requests, nfds_t(requests.count), milliseconds) > 0 else { return [] }
    return Set(requests.filter { $0.revents != 0 }.map(\.fd))
  }
}
