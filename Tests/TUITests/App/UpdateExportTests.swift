import Foundation
import Inference
import Render
import Testing

@testable import TUI

/// The shown prediction into a file: what is asked of the worker, and what the file is.
@Suite struct UpdateExportTests {
  private func exported(_ effects: [Effect]) -> ExportJob? {
    effects.lazy.compactMap { if case .export(let job) = $0 { job } else { nil } }.first
  }

  @Test(
    "e and a letter write the shown step",
    arguments: [("p", .png), ("c", .colour), ("n", .npy)] as [(Character, Export.Kind)])
  func keys(letter: Character, kind: Export.Kind) throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("goto 2"))
    _ = update(&state, .key(.character("e")))
    let job = try #require(exported(update(&state, .key(.character(letter)))))
    #expect(job.wanted == Export(kind: kind) && job.index == 1 && job.run == state.runs.current)
    #expect(job.target == .predOriginal && !job.asNormals && state.overlay == nil)
  }

  @Test("other views, normals, flips and colours are as they are shown")
  func asShown() throws {
    var state = try Scenario.finished()
    for line in ["quantity normals", "flip x", "colours turbo"] {
      _ = update(&state, .command(line))
    }
    let first = try #require(exported(update(&state, .command("export colour ab.png"))))
    #expect(first.asNormals && first.style.flip == .x && first.colormap == "turbo")
    #expect(first.wanted.path == "ab.png")
    _ = update(&state, .command("view eps"))
    #expect(exported(update(&state, .command("export npy")))?.target.part == .epsilon)
  }

  @Test("what cannot be written is a sentence", arguments: ["diff", "error", "std", "input"])
  func refused(view: String) throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("view \(view)"))
    #expect(update(&state, .command("export png")).isEmpty)
    #expect(state.notice?.kind == .failure)
    var none = Scenario.ready()
    #expect(exported(update(&none, .command("export png"))) == nil)
    #expect(none.notice?.kind == .failure)
  }

  private func job(_ kind: Export.Kind, _ path: String?) -> ExportJob {
    ExportJob(
      wanted: Export(kind: kind, path: path), run: RunID(number: 3), index: 1,
      target: .predOriginal, picture: "a/\u{1B}x y.png", picturePath: "/x.png",
      colormap: "spectral", style: PictureStyle(), view: .predOriginal)
  }

  private static let provenance = ExportProvenance(
    program: "stepscope", model: "m", files: [:], image: "0",
    settings: ResolvedSettings(RunSettings(), noiseFile: nil, precision: .fp32, threads: 1),
    step: 2, view: "x0",
    quantity: "depth")

  @Test("depth is 16 bits, its colours 8, values float32 with their provenance beside")
  func files() throws {
    let folder = try StateFixture()
    let values = try Tensor([0, 0.25, 0.5, 1, 0.75, 0.125], shape: [2, 3])
    let prediction = Prediction(quantity: .depth, values: values)
    for kind in Export.Kind.allCases {
      let path = try ExportFile.path(job(kind, folder.path + "/\(kind.rawValue)"), .depth)
      #expect(path.hasSuffix(kind == .npy ? "npy.npy" : "\(kind.rawValue).png"))
      try ExportFile.write(prediction, job(kind, path), Self.provenance, to: path)
      #expect(throws: InferenceError.self, "never over a file") {
        try ExportFile.path(job(kind, path), .depth)
      }
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      switch kind {
      case .npy:
        #expect(try Npy.read(path: path) == values)
        let beside = try String(contentsOfFile: path + ".json", encoding: .utf8)
        #expect(beside.contains("\"step\" : 2"))
      // The byte after width and height is the depth of a sample, then 0 is grey and 2 colours.
      case .png: #expect(Array(bytes[24...25]) == [16, 0])
      case .colour: #expect(Array(bytes[24...25]) == [8, 2])
      }
    }
  }

  @Test("a name of its own holds no more than letters, and counts on where it is taken")
  func names() throws {
    let name = try ExportFile.path(job(.png, nil), .depth)
    #expect(name == "a__x_y-run3-step2-x0-depth.png")
  }
}
