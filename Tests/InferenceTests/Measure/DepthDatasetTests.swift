import Inference
import Testing

@Suite("Depth data sets")
struct DepthDatasetTests {
  @Test(
    "a mask counts the published part",
    arguments: [(DepthDataset.nyu, 480, 640, 426 * 560), (.kitti, 352, 1216, 204 * 1129)])
  func part(_ dataset: DepthDataset, height: Int, width: Int, expected: Int) throws {
    let mask = try #require(try dataset.mask(height: height, width: width))
    #expect(mask.count == height * width)
    #expect(mask.count { $0 } == expected)
    #expect(!mask[0])
  }

  @Test("the corners of NYUv2's part are exact")
  func corners() throws {
    let mask = try #require(try DepthDataset.nyu.mask(height: 480, width: 640))
    #expect(mask[45 * 640 + 41] && mask[470 * 640 + 600])
    #expect(!mask[44 * 640 + 41] && !mask[45 * 640 + 40])
    #expect(!mask[471 * 640 + 600] && !mask[470 * 640 + 601])
  }

  @Test(
    "maps of another size are refused where the part is fixed",
    arguments: [DepthDataset.nyu, .kitti])
  func size(_ dataset: DepthDataset) {
    #expect(throws: InferenceError.self) { try dataset.mask(height: 100, width: 100) }
  }

  @Test("of a whole KITTI picture the lowest rows and the middle columns are seen")
  func benchmarkCrop() throws {
    var map = Tensor(zeros: [375, 1242, 2])
    for index in map.scalars.indices { map.scalars[index] = Float(index) }
    let found = DepthDataset.kitti.cropped(map)
    #expect(found.shape == [352, 1216, 2])
    #expect(found.scalars[0] == Float((23 * 1242 + 13) * 2))
    #expect(found.scalars.last == Float((374 * 1242 + 13 + 1215) * 2 + 1))
    #expect(DepthDataset.kitti.cropped(found) == found)
    #expect(DepthDataset.nyu.cropped(map) == map)
  }

  @Test("the others count every pixel", arguments: [DepthDataset.eth3d, .scannet, .diode, .none])
  func every(_ dataset: DepthDataset) throws {
    #expect(try dataset.mask(height: 7, width: 9) == nil)
  }

  @Test("ground truth outside a data set's range does not count")
  func range() throws {
    let truth = try Tensor([0.5, 1, 100, 400], shape: [1, 4])
    let found = try DepthMetrics.compare(
      truth, to: truth, options: DepthDataset.diode.options(aligns: false))
    #expect(found.pixels == 2)
  }

  @Test("a power of depth is exact by its logarithm, and what has none counts as nothing")
  func logarithm() throws {
    let truth = try Tensor([0.5, 1, 2, 4], shape: [1, 4])
    let options = DepthDataset.none.options(space: .logarithm)
    let powers = truth.map { 3 * $0 * $0 }
    #expect(try DepthMetrics.compare(powers, to: truth, options: options).absRel < 1e-6)
    let found = try DepthMetrics.compare(
      Tensor([0, 1, 4, 16], shape: [1, 4]), to: truth, options: options)
    #expect(abs(found.absRel - 0.25) < 1e-5 && abs(found.delta1 - 0.75) < 1e-6)
  }

  @Test(
    "disparity and logarithms without a value above 0 are an error",
    arguments: [DepthSpace.disparity, .logarithm])
  func nothingToFit(_ space: DepthSpace) throws {
    let truth = try Tensor([1, 2], shape: [1, 2])
    #expect(throws: InferenceError.self) {
      try DepthMetrics.compare(
        Tensor(zeros: [1, 2]), to: truth, options: DepthDataset.none.options(space: space))
    }
  }
}
