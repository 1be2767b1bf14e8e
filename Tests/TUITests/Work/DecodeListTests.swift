import Inference
import Testing

@testable import TUI

@Suite("The order of decodes")
struct DecodeListTests {
  private static let a = RunID(number: 1)
  private static let b = RunID(number: 2)

  private func wish(_ run: RunID, _ index: Int) -> DecodeList.Wish {
    DecodeList.Wish(run: run, index: index, target: .predOriginal)
  }

  /// What is served, in order.
  private func order(_ list: DecodeList) -> [DecodeList.Wish] {
    var list = list
    var served: [DecodeList.Wish] = []
    while let next = list.next() { served.append(next) }
    return served
  }

  @Test("while nothing is known of what is looked at, the newest wish comes first, once")
  func newest() {
    var list = DecodeList()
    for index in [1, 2, 3, 2] { list.add(wish(Self.a, index)) }
    #expect(order(list) == [2, 3, 1].map { wish(Self.a, $0) })
  }

  @Test("the step on the screen comes first, then its neighbours, then other runs")
  func nearest() {
    var list = DecodeList()
    for index in 0..<6 { list.add(wish(Self.a, index)) }
    list.add(wish(Self.b, 3))
    list.look(at: [StepPlace(run: Self.a, index: 2)])
    #expect(order(list).map(\.index) == [2, 3, 1, 4, 0, 5, 3])
    #expect(order(list).last?.run == Self.b)
  }

  @Test("of two runs that are looked at, both steps come before any neighbour")
  func both() {
    var list = DecodeList()
    for index in 0..<3 { list.add(wish(Self.b, index)) }
    for index in 0..<3 { list.add(wish(Self.a, index)) }
    list.look(at: [StepPlace(run: Self.a, index: 0), StepPlace(run: Self.b, index: 2)])
    let served = order(list)
    #expect(Set(served.prefix(2)) == [wish(Self.a, 0), wish(Self.b, 2)])
    #expect(served.count == 6)
  }

  @Test("what is looked at next changes the order of what still waits")
  func moved() {
    var list = DecodeList()
    for index in 0..<9 { list.add(wish(Self.a, index)) }
    list.look(at: [StepPlace(run: Self.a, index: 0)])
    #expect(list.next()?.index == 0)
    list.look(at: [StepPlace(run: Self.a, index: 8)])
    #expect(list.next()?.index == 8)
    #expect(list.next()?.index == 7)
  }

  @Test("decodes of a run that nobody looks at wait for the steps of the one that goes on")
  func outOfSight() {
    let queue = InferenceQueue()
    queue.add(.decode(Self.a, index: 0, .predOriginal))
    queue.add(.step(Self.b))
    queue.look(at: [StepPlace(run: Self.b, index: 0)])
    guard case .step = queue.next(whenIdle: {}) else {
      Issue.record("the decode is of a run that was left")
      return
    }
    queue.finish(Self.b)
    guard case .decode(Self.a, _, _) = queue.next(whenIdle: {}) else {
      Issue.record("then there is time for it")
      return
    }
    #expect(queue.isIdle == false, "it is being decoded")
  }

  @Test(
    "steps that came while the first preview was made are left to it, as long as the run goes on")
  func leftToPreviews() {
    for goesOn in [true, false] {
      let queue = InferenceQueue()
      if goesOn { queue.add(.step(Self.a)) }
      for index in 0..<3 { queue.add(.decode(Self.a, index: index, .predOriginal)) }
      queue.add(.decode(Self.b, index: 2, .predOriginal))
      queue.leaveToPreviews(Self.a, after: 1)
      var found: [StepPlace] = []
      while !queue.isIdle, case .decode(let run, let index, _) = queue.next(whenIdle: {}) {
        found.append(StepPlace(run: run, index: index))
        if found.count == (goesOn ? 3 : 4) { break }
      }
      let rest = [1, 0].map { StepPlace(run: Self.a, index: $0) }
      let other = StepPlace(run: Self.b, index: 2)
      #expect(
        found == (goesOn ? [other] + rest : [other, StepPlace(run: Self.a, index: 2)] + rest))
    }
  }

  @Test("the queue serves decodes in that order, before steps")
  func queue() {
    let queue = InferenceQueue()
    queue.add(.step(Self.a))
    for index in 0..<4 { queue.add(.decode(Self.a, index: index, .predOriginal)) }
    queue.look(at: [StepPlace(run: Self.a, index: 1)])
    var found: [Int] = []
    for _ in 0..<4 {
      guard case .decode(_, let index, _) = queue.next(whenIdle: {}) else { break }
      found.append(index)
    }
    #expect(found == [1, 2, 0, 3])
    guard case .step = queue.next(whenIdle: {}) else {
      Issue.record("the step comes last")
      return
    }
  }
}
