internal import Glibc

/// How a thread stands against the others of the process.
enum ThreadPriority {
  /// Lets the threads that answer keys and draw pictures go first from now on; threads that this one starts do too.
  ///
  /// On Linux the nice value is each thread's own. Where it cannot be changed nothing is lost but smoothness.
  static func giveWay() {
    _ = setpriority(Int32(PRIO_PROCESS.rawValue), 0, nice)
  }

  /// Enough for the scheduler to let a key's thread in at once, little beside other programs.
  private static let nice: Int32 = 5
}
