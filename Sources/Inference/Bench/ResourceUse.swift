internal import Dispatch
internal import Foundation

/// What the process has used of the machine so far.
struct ResourceUse {
  /// Wall time since some fixed moment, in seconds.
  let wall: Double
  /// Processor time of all threads in user and system mode, in seconds.
  let cpu: Double

  /// The use up to now.
  static var now: ResourceUse {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return ResourceUse(
      wall: Double(DispatchTime.now().uptimeNanoseconds) / 1e9,
      cpu: seconds(usage.ru_utime) + seconds(usage.ru_stime))
  }

  private static func seconds(_ time: timeval) -> Double {
    Double(time.tv_sec) + Double(time.tv_usec) / 1e6
  }

  /// The most memory the process has held in RAM, in bytes: `VmHWM`, pages of mapped files included.
  ///
  /// Nil where the system does not tell.
  static var peakMemory: Int? {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else {
      return nil
    }
    return peakMemory(status: status)
  }

  /// The peak that the text of a `/proc/PID/status` gives, in bytes.
  static func peakMemory(status: String) -> Int? {
    for line in status.split(separator: "\n") where line.hasPrefix("VmHWM:") {
      let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
      guard words.count == 3, words[2] == "kB", let kilobytes = Int(words[1]) else { return nil }
      let (bytes, overflow) = kilobytes.multipliedReportingOverflow(by: 1024)
      return overflow ? nil : bytes
    }
    return nil
  }
}
