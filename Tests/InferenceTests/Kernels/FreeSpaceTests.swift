import TestSupport
import Testing

@testable import Inference

@Suite("Free space")
struct FreeSpaceTests {
  @Test("what is freed joins its neighbours and is taken first")
  func joins() {
    var space = FreeSpace()
    let starts = (0..<4).map { _ in space.take(10) }
    #expect(starts == [0, 10, 20, 30] && space.end == 40)
    space.free(20..<30)
    space.free(0..<10)
    #expect(space.take(15) == 40)
    space.free(40..<55)
    space.free(10..<20)
    // The three are one hole now.
    #expect(space.take(28) == 0)
    #expect(space.take(2) == 28)
    #expect(space.end == 40)
  }

  @Test("the end falls to the last part that is taken")
  func end() {
    var space = FreeSpace()
    for _ in 0..<3 { _ = space.take(10) }
    space.free(10..<20)
    #expect(space.end == 30)
    space.free(20..<30)
    #expect(space.end == 10)
    space.free(0..<10)
    #expect(space.end == 0)
    #expect(space.take(5) == 0)
  }

  @Test("a part is only taken before an offset where a hole is large enough")
  func before() {
    var space = FreeSpace()
    for _ in 0..<4 { _ = space.take(10) }
    #expect(space.take(5, before: 30) == nil)
    space.free(10..<20)
    #expect(space.take(11, before: 30) == nil)
    #expect(space.take(5, before: 10) == nil)
    #expect(space.take(5, before: 11) == 10)
    #expect(space.end == 40)
  }

  @Test("parts never overlap, whatever the order", arguments: 1...20)
  func disjoint(seed: UInt64) {
    var random = SplitMix(state: seed)
    var space = FreeSpace()
    var taken: [Range<Int>] = []
    for _ in 0..<500 {
      if taken.isEmpty || Int.random(in: 0..<5, using: &random) < 3 {
        let bytes = Int.random(in: 1...100, using: &random)
        let start = space.take(bytes)
        let part = start..<start + bytes
        #expect(start >= 0 && taken.allSatisfy { !$0.overlaps(part) })
        taken.append(part)
      } else {
        space.free(taken.remove(at: Int.random(in: 0..<taken.count, using: &random)))
      }
      #expect(space.end == taken.map(\.upperBound).max() ?? 0)
    }
    for part in taken { space.free(part) }
    #expect(space.end == 0)
  }
}
