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

  @Test("memory of one size serves others, so that no more is held than was in use")
  func shared() throws {
    let workspace = Workspace()
    for step in 1...40 { _ = try workspace.buffer(floats: (41 - step) * 1_000_000) }
    let most = workspace.mostUsedBytes
    #expect(most >= 160_000_000 && most < 161_000_000)
    #expect(workspace.peakBytes == most)
  }

  @Test("a call that needs the same sizes again gets the same memory")
  func steady() throws {
    let workspace = Workspace()
    func call() throws -> [UnsafeMutablePointer<Float>] {
      let a = try workspace.buffer(floats: 100_000)
      var b: Buffer? = try workspace.buffer(floats: 300_000)
      let pointers = [a.pointer, b?.pointer].compactMap { $0 }
      b = nil
      let c = try workspace.buffer(floats: 200_000)
      let d = try workspace.buffer(floats: 100_000)
      return withExtendedLifetime((a, c)) { pointers + [c.pointer, d.pointer] }
    }
    let first = try call()
    let peak = workspace.peakBytes
    // The third and the fourth lie where the second was.
    #expect(first.count == 4 && first[2] == first[1] && peak < 1_700_000)
    for _ in 0..<3 { #expect(try call() == first) }
    #expect(workspace.peakBytes == peak)
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
    #expect(before >= 840_000)
    used.pointer.update(repeating: 3, count: 10_000)
    workspace.trim(to: 500_000)
    #expect(workspace.heldBytes == 500_000)
    workspace.trim(to: 0)
    #expect((40_000..<60_000).contains(workspace.heldBytes))
    #expect((0..<10_000).allSatisfy { used.pointer[$0] == 3 })
    // What was given back can be taken again.
    let again = try workspace.buffer(floats: 200_000)
    again.pointer.update(repeating: 1, count: 200_000)
    #expect((0..<10_000).allSatisfy { used.pointer[$0] == 3 })
    #expect(workspace.heldBytes == before)
  }

  @Test("a map moves to the first gap that it fits into, and only there")
  func settled() throws {
    let compute = Compute(threads: 1)
    var large: Activation? = try Activation(Tensor(zeros: [1, 2, 60, 60]), compute)
    let between = try Activation(Tensor(zeros: [1, 1, 10, 10]), compute)
    let values = ReferenceNumbers.tensor([1, 3, 40, 40], seed: 2)
    let map = try Activation(values, compute)
    #expect(map.settled(compute).data == map.data)
    let start = large?.data
    large = nil
    let moved = map.settled(compute)
    #expect(moved.data == start)
    #expect(try moved.tensor() == values)
    // What is before it is too small for another of its size.
    #expect(moved.settled(compute).data == moved.data)
    #expect(try between.tensor().scalars.allSatisfy { $0 == 0 })
  }

  @Test("pages that are trimmed go back to the system")
  func pages() throws {
    let workspace = Workspace()
    let floats = 16 << 20
    func written() throws -> [Float] {
      let buffer = try workspace.buffer(floats: floats)
      let found = [buffer.pointer[0], buffer.pointer[floats - 1]]
      buffer.pointer.update(repeating: 5, count: floats)
      return found
    }
    #expect(try written() == [0, 0])
    #expect(try written() == [5, 5])
    workspace.trim(to: 0)
    #expect(try written() == [0, 0])
  }

  @Test("networks that are called in turns compute in the same memory")
  func sharedByNetworks() throws {
    let folder = try ModelFolder(path: Golden.root + "/assets/models/marigold-depth-tiny")
    let estimator = try Estimator(folder: folder)
    let workspace = estimator.unet.session.workspace
    #expect(estimator.vae.session.workspace === workspace)
    _ = try estimator.vae.encode(Tensor(zeros: [1, 3, 96, 96]))
    _ = try estimator.vae.decode(Tensor(zeros: [1, 4, 12, 12]))
    let peak = workspace.peakBytes
    _ = try estimator.unet(
      Tensor(zeros: [1, estimator.unet.config.inChannels, 12, 12]), timestep: 999,
      conditioning: Conditioning(
        hiddenStates: Tensor(zeros: [1, 2, estimator.unet.config.crossAttentionDim[0]])))
    #expect(workspace.peakBytes == peak)
  }
}
