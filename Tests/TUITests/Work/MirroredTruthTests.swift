import Inference
import Render
import TestSupport
import Testing

@testable import TUI

/// Predictions with X to the left are compared with ground truth that is mirrored as they are, wherever the
/// explorer compares them.
@Suite struct MirroredTruthTests {
  /// A model of normals in small, and where its X points against the ground truth's.
  struct Family: Sendable, CustomTestStringConvertible {
    var name: String
    var sign: Float
    var testDescription: String { name }
  }

  static let families = [
    Family(name: "marigold-normals-v1-1", sign: 1), Family(name: "lotus-normal-g", sign: -1),
  ]

  /// A run of a family's, of a picture whose true normals all point to the right.
  private struct Scene {
    static let id = RunID(number: 1)

    let estimator: Estimator
    var run: InferenceWorker.Run

    init(_ family: Family) throws {
      let folder = try ModelFolder(path: Golden.folder + "/families/" + family.name)
      estimator = try Estimator(folder: folder)
      var settings = estimator.family.defaults
      settings.steps = 1
      settings.processingResolution = 64
      let input = try Golden("families/picture.safetensors")().read("picture")
      let image = try estimator.prepare(input, resolution: 64)
      var picture = Scenario.picture()
      picture.groundTruthNormals = Scene.normals([0.6, 0, 0.8], input.shape[2], input.shape[3])
      run = InferenceWorker.Run(
        estimator: estimator, folder: folder, image: image, picture: picture,
        denoising: try estimator.begin(image, settings), started: 0)
    }

    /// What a perfect model of the family predicts.
    func perfect(_ family: Family) -> Prediction {
      Prediction(
        quantity: .normals,
        values: Scene.normals([0.6 * family.sign, 0, 0.8], run.image.height, run.image.width))
    }

    static func normals(_ vector: [Float], _ height: Int, _ width: Int) -> Tensor {
      var tensor = Tensor(zeros: [height, width, 3])
      tensor.scalars = (0..<tensor.count).map { vector[$0 % 3] }
      return tensor
    }
  }

  @Test("mirroring changes the sign of X alone, of large pictures too")
  func large() {
    // As many copies as pixels would take hours.
    let mirrored = GroundTruth.mirrored(Scene.normals([0.6, 0, 0.8], 512, 512))
    #expect(mirrored == Scene.normals([-0.6, 0, 0.8], 512, 512))
  }

  @Test("the mean angle of a step", arguments: families)
  func metrics(family: Family) throws {
    let scene = try Scene(family)
    let metrics = try InferenceWorker.metrics(scene.perfect(family), scene.run)
    #expect(try #require(metrics?.meanAngle) < 0.1)
  }

  @Test("the error view of a step", arguments: families)
  func errorView(family: Family) throws {
    var scene = try Scene(family)
    let step = try #require(try scene.run.denoising.next())
    let store = PictureStore()
    store.add(scene.run.picture)
    store.add(Scene.id, of: scene.run.picture.id)
    store.add(step, Scene.id, scene.estimator, .vPrediction)
    store.add(scene.perfect(family), Scene.id, 0, .predOriginal)
    let content = store.content(
      ImageKey.StepPicture(
        run: Scene.id, index: 0, view: .error, quantity: .normals, colormap: "spectral"))
    #expect(try #require(content?.range).upperBound < 0.1)
  }

  @Test("the cells of the error map, and the clean latents under them", arguments: families)
  func errorMap(family: Family) throws {
    let scene = try Scene(family)
    let trajectory = scene.run.denoising.trajectory
    let key = MapKey(
      model: family.name, picture: scene.run.picture.id, settings: trajectory.settings,
      size: MapSize(columns: 2, rows: 2), kind: .meanAngle)
    var filler = MapFiller()
    try filler.open(
      key, trajectory, scene.estimator, scene.run.image, scene.run.picture, known: nil,
      Checkpoint())
    var cells: [(cell: ErrorMapGrid.Cell, error: Float)] = []
    #expect(try filler.fill(key, Checkpoint()) { cells.append(($0, $1)) })
    let found = try #require(cells.first)
    let normals = try #require(scene.run.picture.groundTruthNormals)
    func expected(_ sign: Float) throws -> Float {
      let truth = Scene.normals([0.6 * sign, 0, 0.8], normals.shape[0], normals.shape[1])
      let grid = try scene.estimator.errorMapGrid(columns: 2, rows: 2, trajectory.settings)
      var mapping = try scene.estimator.errorMapping(
        of: trajectory, scene.run.image, grid, .meanAngle(truth),
        clean: scene.estimator.cleanLatents(
          normals: truth, of: scene.run.image, trajectory.settings))
      let cell = try #require(try mapping.next())
      #expect(cell == found.cell)
      return try #require(mapping.map[cell])
    }
    #expect(try found.error == expected(family.sign))
    #expect(try found.error != expected(-family.sign))
  }
}
