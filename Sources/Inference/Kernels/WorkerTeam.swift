internal import CKernels
internal import Foundation
internal import Synchronization

/// Threads that help one caller at a time.
///
/// A small model's layers take tens of microseconds, as long as waking a thread. So a helper looks for the
/// next piece of work for a moment before it sleeps, and a caller never waits for one that has not begun:
/// whoever comes when the caller is done finds the work closed.
final class WorkerTeam: Sendable {
  /// The team of the process: more threads than processors help nobody.
  static let shared = WorkerTeam()

  /// Looks at `state` before a helper sleeps: 0.1 ms or so.
  private static let looks = 4000

  /// What there is to do: the number of the piece, whether it is open, and how many helpers are at it.
  private let state = Atomic<UInt64>(0)
  private let isTaken = Atomic<Bool>(false)
  private let sleepers = Atomic<Int>(0)
  private let bell = NSCondition()

  // Written by the caller that holds `isTaken`, while no helper is at work; read by helpers that have joined.
  nonisolated(unsafe) private var work: UnsafePointer<@Sendable (Int) -> Void>?
  nonisolated(unsafe) private var workers = 0
  nonisolated(unsafe) private var helpers = 0

  /// Calls `work` with 0 on this thread and with 1..<`workers` on as many helpers as come before that returns.
  ///
  /// `work` must do all there is to do whoever else is at it. Where the team has a caller already (another
  /// thread, or this one further up), this thread works alone.
  func run(workers: Int, _ work: @Sendable (Int) -> Void) {
    guard workers > 1, !isTaken.exchange(true, ordering: .acquiring) else { return work(0) }
    defer { isTaken.store(false, ordering: .releasing) }
    grow(to: workers - 1)
    withoutActuallyEscaping(work) { work in
      withUnsafePointer(to: work) { pointer in
        self.work = pointer
        self.workers = workers
        open()
        work(0)
        close()
      }
    }
  }

  private func grow(to count: Int) {
    while helpers < count {
      helpers += 1
      let helper = helpers
      let thread = Thread { self.help(as: helper) }
      thread.name = "helper \(helper)"
      thread.start()
    }
  }

  private func open() {
    let next = State.number(state.load(ordering: .relaxed)) + 1
    // In one order with a sleeper's count and its last look, so that none sleeps through this.
    state.store(State.opened(next), ordering: .sequentiallyConsistent)
    guard sleepers.load(ordering: .sequentiallyConsistent) > 0 else { return }
    bell.lock()
    bell.broadcast()
    bell.unlock()
  }

  private func close() {
    state.bitwiseAnd(~State.open, ordering: .acquiring)
    var looked = 0
    while State.active(state.load(ordering: .acquiring)) > 0 {
      looked += 1
      // A helper that lost its processor in the middle may need this one.
      if looked < Self.looks { ck_pause() } else { sched_yield() }
    }
  }

  private func help(as helper: Int) {
    var done: UInt64 = 0
    while true {
      done = next(after: done)
      guard join(done) else { continue }
      perform(helper)
      state.subtract(1, ordering: .releasing)
    }
  }

  /// Apart, so that nothing of the caller's is held when it returns.
  @inline(never)
  private func perform(_ helper: Int) {
    guard helper < workers, let work else { return }
    work.pointee(helper)
  }

  /// Waits for a piece of work with another number than `done`.
  private func next(after done: UInt64) -> UInt64 {
    for _ in 0..<Self.looks {
      let number = State.number(state.load(ordering: .relaxed))
      if number != done { return number }
      ck_pause()
    }
    bell.lock()
    defer { bell.unlock() }
    sleepers.add(1, ordering: .sequentiallyConsistent)
    defer { sleepers.subtract(1, ordering: .relaxed) }
    while true {
      let number = State.number(state.load(ordering: .sequentiallyConsistent))
      if number != done { return number }
      bell.wait()
    }
  }

  /// Counts this helper among those at work on a piece; false where it is closed or another one's turn.
  private func join(_ number: UInt64) -> Bool {
    var current = state.load(ordering: .relaxed)
    while State.number(current) == number, current & State.open != 0 {
      let (exchanged, original) = state.weakCompareExchange(
        expected: current, desired: current + 1, ordering: .acquiring)
      if exchanged { return true }
      current = original
    }
    return false
  }

  /// The parts of `state`: 48 bits of number, one for open, 15 of helpers at work.
  private enum State {
    static let open: UInt64 = 1 << 15

    static func number(_ state: UInt64) -> UInt64 { state >> 16 }
    static func active(_ state: UInt64) -> UInt64 { state & (open - 1) }
    static func opened(_ number: UInt64) -> UInt64 { number << 16 | open }
  }
}
