internal import Foundation
import Inference
internal import Synchronization

/// Keeps the session on the disk while it goes on: in a file of this process, at once after a command,
/// within ten seconds after anything else.
final class SessionKeeper: @unchecked Sendable {
  private struct State {
    var wanted: Session?
    var isUrgent = false
    /// Lines typed that the history does not hold yet.
    var typed: [String] = []
    var endsWell = false
    var isClosing = false
    var writes = 0
  }

  private let folder: StateFolder
  private let interval: Double
  private let tell: @Sendable (Message) -> Void
  private let state = Mutex(State())
  private let signal = DispatchSemaphore(value: 0)
  private let finished = DispatchSemaphore(value: 0)

  // Touched by the keeper's thread only.
  private let file: String
  private var lock: FileLock?
  private var complained = false
  private var lastWrite = 0.0

  /// - Parameters:
  ///   - folder: Where the program remembers.
  ///   - interval: The most seconds that anything is unsaved.
  ///   - tell: Tells the application what could not be kept, once.
  init(
    folder: StateFolder, interval: Double = 10, tell: @escaping @Sendable (Message) -> Void
  ) {
    self.folder = folder
    self.interval = interval
    self.tell = tell
    let mark = String(UInt32.random(in: 0...UInt32.max), radix: 36)
    file = folder.sessions + "/auto-\(ProcessInfo.processInfo.processIdentifier)-\(mark).stepscope"
  }

  /// Begins to keep.
  func begin() {
    let thread = Thread { [self] in work() }
    thread.name = "sessions"
    thread.start()
  }

  /// The newest state; an older one that waits is forgotten.
  func keep(_ session: Session, urgent: Bool) {
    state.withLock { state in
      state.wanted = session
      state.isUrgent = state.isUrgent || urgent
    }
    signal.signal()
  }

  /// Adds a line to the history.
  func remember(_ line: String) {
    state.withLock { $0.typed.append(line) }
    signal.signal()
  }

  /// The person leaves: the session is no crash.
  func endWell() {
    state.withLock { $0.endsWell = true }
  }

  /// Writes what waits and ends the thread; without `endWell` the file stays for the next start.
  func close() {
    state.withLock { $0.isClosing = true }
    signal.signal()
    _ = finished.wait(timeout: .now() + 2)
  }

  /// Whether nothing urgent waits.
  var isIdle: Bool {
    state.withLock { !$0.isUrgent && $0.typed.isEmpty }
  }

  private func work() {
    while true {
      let due = state.withLock { $0.wanted != nil && !$0.isUrgent }
      let left = max(0, lastWrite + interval - Self.now())
      _ = due ? signal.wait(timeout: .now() + left) : signal.wait(timeout: .distantFuture)
      let isClosing = state.withLock { $0.isClosing }
      writeHistory()
      writeSession(evenIfEarly: isClosing)
      if isClosing { break }
    }
    if state.withLock({ $0.endsWell }) {
      if rename(file, folder.last) != 0 { unlink(file) }
      lock?.remove()
    }
    finished.signal()
  }

  private func writeSession(evenIfEarly: Bool) {
    let session = state.withLock { state -> Session? in
      guard state.isUrgent || evenIfEarly || Self.now() >= lastWrite + interval else { return nil }
      state.isUrgent = false
      defer { state.wanted = nil }
      return state.wanted
    }
    guard let session else { return }
    lastWrite = Self.now()
    attempt { () throws(InferenceError) in
      try folder.create()
      if lock == nil { lock = FileLock(path: file + ".lock") }
      try SessionFile.write(SessionHeader(), session, to: file)
    }
  }

  private func writeHistory() {
    let lines = state.withLock { state -> [String] in
      defer { state.typed = [] }
      return state.typed
    }
    guard !lines.isEmpty else { return }
    attempt { () throws(InferenceError) in
      try folder.create()
      try TypedHistory(path: folder.history).append(lines)
    }
  }

  /// A home that cannot be written is told once; the program goes on.
  private func attempt(_ body: () throws(InferenceError) -> Void) {
    do throws(InferenceError) {
      try body()
    } catch {
      guard !complained else { return }
      complained = true
      tell(.session(.notKept("Sessions and history are not kept: \(error.description)")))
    }
  }

  private static func now() -> Double {
    Double(DispatchTime.now().uptimeNanoseconds) / 1e9
  }
}
