import TestSupport
import Testing

@testable import Inference

@Suite("Workspace")
struct WorkspaceTests {
  @Test("memory goes back with the last reference and is handed out again")
  func reuse() throws {
    let workspace = Workspace()
    var buffer: Buffer? = try workspace.buffer(floats: 10_000)
    let first = buffer?.pointer
    let peak = workspace.peakBytes
    #expect(peak >= 40_000)
    buffer = nil
    for _ in 0..<100 { #expect(try workspace.buffer(floats: 9_500).pointer == first) }
    #expect(workspace.peakBytes == peak)
  }

  @Test("two buffers alive at one time never share memory")
  func disjoint() throws {
    let workspace = Workspace()
    _ = try workspace.buffer(floats: 500)
    let a = try workspace.buffer(floats: 500)
    let b = try workspace.buffer(floats: 500)
    a.pointer.update(repeating: 1, count: 500)
    b.pointer.update(repeating: 2, count: 500)
    #expect((0..<500).allSatisfy { a.pointer[$0] == 1 && b.pointer[$0] == 2 })
  }

  @Test("kept memory of other sizes is given up before the total grows beyond the spare")
  func bounded() throws {
    let workspace = Workspace()
    for step in 1...40 { _ = try workspace.buffer(floats: step * 1_000_000) }
    let most = workspace.mostUsedBytes
    #expect(most >= 160_000_000 && most < 161_000_000)
    #expect(workspace.peakBytes <= most + Workspace.spare)
  }

  @Test("a call that needs the same sizes again gets the same memory")
  func steady() throws {
    let workspace = Workspace()
    // Sizes too far apart to stand in for each other, each alive alone.
    let sizes = [100_000, 300_000, 900_000, 2_700_000]
    let first = try sizes.map { try workspace.buffer(floats: $0).pointer }
    for _ in 0..<3 {
      #expect(try sizes.map { try workspace.buffer(floats: $0).pointer } == first)
    }
    #expect(workspace.mostUsedBytes < 12_000_000)
  }

  @Test("every buffer begins on a 64-byte boundary", arguments: [0, 1, 15, 1000, 1_500_000])
  func aligned(floats: Int) throws {
    let buffer = try Workspace().buffer(floats: floats)
    #expect(Int(bitPattern: buffer.pointer) % 64 == 0)
    #expect(buffer.count == floats)
  }

  @Test("sizes no machine has are refused, not trapped on", arguments: [-1, Int.max, Int.max / 8])
  func refused(floats: Int) {
    #expect(throws: InferenceError.self) { try Workspace().buffer(floats: floats) }
  }

  @Test("an activation whose size overflows is refused")
  func overflow() {
    #expect(throws: InferenceError.self) {
      try Activation(
        batch: 1 << 20, height: 1 << 20, width: 1 << 20, channels: 1 << 20, Compute(threads: 1))
    }
  }

  @Test("tensors go into activations and come back", arguments: [[1, 1, 1, 1], [2, 5, 3, 19]])
  func roundTrip(shape: [Int]) throws {
    let compute = Compute(threads: 1)
    let tensor = ReferenceNumbers.tensor(shape, seed: 1)
    let activation = try Activation(tensor, compute)
    #expect(try activation.tensor() == tensor)
    let (image, row, column, channel) = (shape[0] - 1, shape[2] - 1, shape[3] / 2, shape[1] - 1)
    let last = ((image * shape[2] + row) * shape[3] + column) * shape[1] + channel
    let source = ((image * shape[1] + channel) * shape[2] + row) * shape[3] + column
    #expect(activation.data[last] == tensor.scalars[source])
  }

  @Test("concatenation puts the channels of the second after those of the first")
  func concatenation() throws {
    let compute = Compute(threads: 2)
    let a = ReferenceNumbers.tensor([2, 3, 4, 5], seed: 1)
    let b = ReferenceNumbers.tensor([2, 2, 4, 5], seed: 2)
    let both = try Activation.concatenating(
      Activation(a, compute), Activation(b, compute), compute
    ).tensor()
    #expect(both.shape == [2, 5, 4, 5])
    #expect(Array(both.scalars[0..<60]) == Array(a.scalars[0..<60]))
    #expect(Array(both.scalars[60..<100]) == Array(b.scalars[0..<40]))
    #expect(Array(both.scalars[160..<200]) == Array(b.scalars[40..<80]))
    #expect(throws: InferenceError.self) {
      try Activation.concatenating(
        Activation(a, compute), Activation(Tensor(zeros: [2, 2, 4, 4]), compute), compute)
    }
  }

  @Test("values that are not finite are counted", arguments: [1, 300], [1, 3])
  func nonfinite(size: Int, threads: Int) throws {
    let compute = Compute(threads: threads)
    var tensor = Tensor(zeros: [1, 3, 5 * size, 7 * size])
    tensor.scalars[3] = .nan
    tensor.scalars[tensor.count / 2] = .infinity
    tensor.scalars[tensor.count - 1] = -.infinity
    tensor.scalars[7] = .greatestFiniteMagnitude
    #expect(try Activation(tensor, compute).nonfiniteCount(compute) == 3)
  }

  @Test("trimming gives kept memory back, never memory in use")
  func trims() throws {
    let workspace = Workspace()
    let used = try workspace.buffer(floats: 10_000)
    for floats in [100_000, 200_000] { _ = try workspace.buffer(floats: floats) }
    let before = workspace.heldBytes
    workspace.trim(to: 0)
    #expect(workspace.heldBytes < before)
    #expect(workspace.heldBytes >= 40_000)
    used.pointer[9_999] = 1
    #expect(used.pointer[9_999] == 1)
  }
}
