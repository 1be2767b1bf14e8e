internal import Foundation

/// Memory that the process may still take.
public struct MemoryRoom: Sendable, Equatable {
  /// What bounds it.
  public enum Bound: Sendable, Equatable {
    /// What the machine has free.
    case machine
    /// A limit on the process' control group.
    case group
    /// What the person allows.
    case person
    /// A limit on the process' addresses (`ulimit -v`).
    case addresses
  }

  /// Bytes.
  public let bytes: Int
  /// What bounds them.
  public let bound: Bound

  /// Room of a size.
  public init(bytes: Int, bound: Bound) {
    self.bytes = max(0, bytes)
    self.bound = bound
  }

  /// What is left now; nil where the system does not tell.
  ///
  /// - Parameter limit: The most bytes the person lets the whole process have; nil for no limit.
  /// - Returns: The least of what the machine, the control group, the person and a limit on addresses leave.
  public static func now(limit: Int? = nil) -> MemoryRoom? {
    var rooms: [MemoryRoom] = []
    if let bytes = available(meminfo: text("/proc/meminfo") ?? "") {
      rooms.append(MemoryRoom(bytes: bytes, bound: .machine))
    }
    if let bytes = groupRoom() { rooms.append(MemoryRoom(bytes: bytes, bound: .group)) }
    if let limit {
      rooms.append(MemoryRoom(bytes: limit - (heldBytes ?? 0), bound: .person))
    }
    if let bytes = addressBytes {
      // OpenBLAS takes this much a thread, and waits for it without an end where it is not there.
      rooms.append(MemoryRoom(bytes: bytes - (Threads.count + 1) << 27, bound: .addresses))
    }
    return rooms.min { $0.bytes < $1.bytes }
  }

  /// Bytes of RAM that the process holds now; nil where the system does not tell.
  public static var heldBytes: Int? {
    text("/proc/self/status").flatMap { kilobytes("VmRSS:", in: $0) }
  }

  /// Of these, what is the process' own: pages of files that it maps are free for others too.
  public static var ownBytes: Int? {
    text("/proc/self/status").flatMap { kilobytes("RssAnon:", in: $0) }
  }

  /// The most bytes of RAM that the process has held; nil where the system does not tell.
  public static var peakBytes: Int? {
    text("/proc/self/status").flatMap { kilobytes("VmHWM:", in: $0) }
  }

  /// Bytes of addresses that may still be taken; nil where they are not limited.
  static var addressBytes: Int? {
    var limits = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limits) == 0,
      let limit = Int(exactly: limits.rlim_cur)
    else { return nil }
    let taken = text("/proc/self/status").flatMap { kilobytes("VmSize:", in: $0) }
    return max(0, limit - (taken ?? 0))
  }

  /// `MemAvailable` of the text of `/proc/meminfo`, in bytes.
  static func available(meminfo: String) -> Int? { kilobytes("MemAvailable:", in: meminfo) }

  /// The number on the line that begins with `key`, from kB to bytes.
  private static func kilobytes(_ key: String, in text: String) -> Int? {
    for line in text.split(separator: "\n") where line.hasPrefix(key) {
      let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
      guard words.count == 3, words[2] == "kB", let number = Int(words[1]) else { return nil }
      let (bytes, overflow) = number.multipliedReportingOverflow(by: 1024)
      return overflow ? nil : bytes
    }
    return nil
  }

  private static func text(_ path: String) -> String? {
    try? String(contentsOfFile: path, encoding: .utf8)
  }

  /// The least room in the process' control group and those above it (version 2).
  private static func groupRoom() -> Int? {
    guard let line = text("/proc/self/cgroup"), let path = groupPath(cgroup: line) else {
      return nil
    }
    var rooms: [Int] = []
    var parts = path.split(separator: "/").map(String.init)
    while true {
      let folder = (["/sys/fs/cgroup"] + parts).joined(separator: "/")
      if let most = text(folder + "/memory.max"), let used = text(folder + "/memory.current"),
        let room = room(max: most, current: used, stat: text(folder + "/memory.stat") ?? "")
      {
        rooms.append(room)
      }
      guard !parts.isEmpty else { return rooms.min() }
      parts.removeLast()
    }
  }

  /// The group's path in the text of `/proc/self/cgroup`; nil without version 2.
  static func groupPath(cgroup: String) -> String? {
    for line in cgroup.split(separator: "\n") where line.hasPrefix("0::/") {
      return String(line.dropFirst(3))
    }
    return nil
  }

  /// The room of a group from its files; nil without a limit.
  ///
  /// Pages of files that were read are given up before others, so they count as free.
  static func room(max most: String, current: String, stat: String) -> Int? {
    func number(_ text: some StringProtocol) -> Int? {
      Int(text.trimmingCharacters(in: .whitespacesAndNewlines))
    }
    guard let most = number(most), let current = number(current) else { return nil }
    var files = 0
    for line in stat.split(separator: "\n") where line.hasPrefix("inactive_file ") {
      files = number(line.dropFirst("inactive_file ".count)) ?? 0
    }
    return max(0, most - max(0, current - max(0, files)))
  }
}
