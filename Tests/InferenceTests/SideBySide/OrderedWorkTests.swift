import Foundation
import Synchronization
import Testing

@testable import Inference

/// Items on several threads, taken as a loop would take them.
@Suite("Work side by side, in order")
struct OrderedWorkTests {
  /// Runs items that take longer the earlier they come, so that they are done in another order.
  private func run(
    _ count: Int, _ workers: Int, failing: Set<Int> = [], refusing: Int? = nil
  ) -> (taken: [Int], begun: Int, error: InferenceError?) {
    let begun = CallCounter()
    var taken: [Int] = []
    do throws(InferenceError) {
      try OrderedWork.run(count, workers: workers) { (item, _) throws(InferenceError) in
        _ = begun.next()
        Thread.sleep(forTimeInterval: 0.002 * Double(workers - item % workers))
        if failing.contains(item) { throw .rejected(sentence: "item \(item)") }
        return item * item
      } take: { (item, square) throws(InferenceError) in
        #expect(square == item * item)
        if item == refusing { throw .rejected(sentence: "no room for \(item)") }
        taken.append(item)
      }
      return (taken, begun.count, nil)
    } catch {
      return (taken, begun.count, error)
    }
  }

  @Test("results come in order, whatever is done first", arguments: [1, 2, 3, 5], [0, 1, 4, 23])
  func order(workers: Int, count: Int) {
    let result = run(count, workers)
    #expect(result.taken == Array(0..<count) && result.begun == count && result.error == nil)
  }

  @Test("the first item's error is thrown, after all results before it", arguments: [1, 2, 3, 5])
  func errors(workers: Int) {
    // On several threads the later item fails first.
    let result = run(40, workers, failing: [6, 7, 9])
    #expect(result.taken == Array(0..<6))
    #expect(result.error == .rejected(sentence: "item 6"))
    #expect(result.begun < 6 + 2 * workers, "nothing is begun after it")
  }

  @Test("who takes the results can end it", arguments: [1, 2, 3, 5])
  func refusal(workers: Int) {
    let result = run(200, workers, refusing: 3)
    #expect(result.taken == [0, 1, 2])
    #expect(result.error == .rejected(sentence: "no room for 3"))
    #expect(result.begun < 100)
  }

  @Test("several threads are at work at the same time")
  func together() {
    let most = Mutex((now: 0, most: 0))
    try? OrderedWork.run(12, workers: 3) { (_, _) throws(InferenceError) in
      most.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
      Thread.sleep(forTimeInterval: 0.02)
      most.withLock { $0.now -= 1 }
    } take: { _, _ in
    }
    // Another test may have the team: then this one worked alone.
    #expect((1...3).contains(most.withLock { $0.most }))
  }

  @Test("work inside of work is done alone")
  func nested() throws {
    var sums: [Int] = []
    try OrderedWork.run(6, workers: 3) { (item, _) throws(InferenceError) in
      var sum = 0
      try OrderedWork.run(5, workers: 3) { (inner, worker) throws(InferenceError) in
        inner + 10 * worker
      } take: { _, value in
        sum += value
      }
      return sum + 100 * item
    } take: { _, sum in
      sums.append(sum)
    }
    #expect(sums.map { $0 / 100 } == Array(0..<6))
    #expect(sums.allSatisfy { $0 % 100 >= 10 })
  }
}
