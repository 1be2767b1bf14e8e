import Foundation
import Synchronization
import Testing

@testable import Inference

@Suite("Parallel work and OpenBLAS")
struct ParallelTests {
  @Test("every chunk runs once", arguments: [0, 1, 2, 7, 1000], [1, 2, 5])
  func once(chunks: Int, threads: Int) throws {
    let seen = Mutex([Int](repeating: 0, count: chunks))
    let workers = Mutex(Set<Int>())
    try Parallel.run(chunks: chunks, threads: threads, checkpoint: Checkpoint()) { chunk, worker in
      seen.withLock { $0[chunk] += 1 }
      workers.withLock { _ = $0.insert(worker) }
    }
    #expect(seen.withLock { $0.allSatisfy { $0 == 1 } })
    #expect(workers.withLock { $0.allSatisfy { (0..<threads).contains($0) } })
  }

  @Test("ranges cover every item once", arguments: [0, 1, 63, 64, 65, 1000], [1, 3])
  func ranges(count: Int, threads: Int) throws {
    let seen = Mutex([Int](repeating: 0, count: count))
    try Parallel.ranges(of: count, minimum: 16, Compute(threads: threads)) { range in
      seen.withLock { for index in range { $0[index] += 1 } }
    }
    #expect(seen.withLock { $0.allSatisfy { $0 == 1 } })
  }

  @Test("many short pieces of work, with pauses that let helpers sleep, lose and double nothing")
  func manyShort() throws {
    for piece in 0..<5000 {
      let ran = Atomic<Int>(0)
      let chunks = piece % 7
      try Parallel.run(chunks: chunks, threads: 4, checkpoint: Checkpoint()) { _, _ in
        _ = ran.add(1, ordering: .relaxed)
      }
      #expect(ran.load(ordering: .sequentiallyConsistent) == chunks)
      if piece % 1000 == 999 { usleep(2000) }
    }
  }

  @Test("work within work, and callers on several threads, are all done")
  func nested() async throws {
    let ran = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<4 {
        group.addTask {
          let ran = Atomic<Int>(0)
          for _ in 0..<200 {
            try Parallel.run(chunks: 3, threads: 3, checkpoint: Checkpoint()) { _, _ in
              try? Parallel.run(chunks: 2, threads: 2, checkpoint: Checkpoint()) { _, _ in
                _ = ran.add(1, ordering: .relaxed)
              }
            }
          }
          return ran.load(ordering: .sequentiallyConsistent)
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(ran == 4 * 200 * 3 * 2)
  }

  @Test("a second thread does help, also after it slept")
  func helped() {
    // A team of its own: the process's may be at work for another test.
    let team = WorkerTeam()
    for _ in 0..<3 {
      let came = Atomic<Bool>(false)
      team.run(workers: 2) { worker in
        if worker > 0 { came.store(true, ordering: .sequentiallyConsistent) }
        // Alone, the caller waits in vain.
        var waited = 0
        while !came.load(ordering: .sequentiallyConsistent), waited < 10_000 {
          waited += 1
          usleep(1000)
        }
      }
      let hasCome = came.load(ordering: .sequentiallyConsistent)
      #expect(hasCome)
      usleep(20_000)
    }
  }

  @Test("no chunk begins after a cancel", arguments: [1, 4])
  func cancel(threads: Int) {
    let ran = Atomic<Int>(0)
    let checkpoint = Checkpoint(isCancelled: { ran.load(ordering: .sequentiallyConsistent) >= 3 })
    #expect(throws: InferenceError.cancelled) {
      try Parallel.run(chunks: 1000, threads: threads, checkpoint: checkpoint) { _, _ in
        _ = ran.add(1, ordering: .sequentiallyConsistent)
      }
    }
    #expect(ran.load(ordering: .sequentiallyConsistent) <= 3 + threads)
  }

  @Test("a finished run is not called cancelled")
  func finished() throws {
    let ran = Atomic<Int>(0)
    let checkpoint = Checkpoint(isCancelled: { ran.load(ordering: .sequentiallyConsistent) >= 3 })
    try Parallel.run(chunks: 3, threads: 1, checkpoint: checkpoint) { _, _ in
      _ = ran.add(1, ordering: .sequentiallyConsistent)
    }
    #expect(ran.load(ordering: .sequentiallyConsistent) == 3)
  }

  @Test("a core older than the processor is replaced, a fitting one is kept")
  func cores() {
    let (base, avx2, avx512): (Int32, Int32, Int32) = (0, 1, 2)
    #expect(OpenBLAS.better(than: "Prescott", level: avx512) == "SkylakeX")
    #expect(OpenBLAS.better(than: "Haswell", level: avx512) == "SkylakeX")
    #expect(OpenBLAS.better(than: "Prescott", level: avx2) == "Haswell")
    #expect(OpenBLAS.better(than: "Prescott", level: base) == nil)
    #expect(OpenBLAS.better(than: "Haswell", level: avx2) == nil)
    #expect(OpenBLAS.better(than: "Zen", level: avx2) == nil)
    for name in ["SkylakeX", "Cooperlake", "SapphireRapids", "ARMV8", "unknown"] {
      #expect(OpenBLAS.better(than: name, level: avx512) == nil)
    }
  }

  @Test("OpenBLAS tells its core, twice the same")
  func prepared() {
    let first = OpenBLAS.prepare()
    #expect(!first.used.isEmpty)
    #expect(OpenBLAS.prepare().used == first.used)
  }
}
