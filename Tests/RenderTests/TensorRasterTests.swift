import Inference
import Render
import Testing

@Suite struct TensorRasterTests {
  @Test func aPictureBecomesPlanesOfMinusOneToOne() {
    let raster = Raster(width: 2, height: 1, pixels: [RGB(0, 127, 255), RGB(255, 0, 51)])
    let tensor = Tensor(raster)
    #expect(tensor.shape == [1, 3, 1, 2])
    let expected: [Float] = [-1, 1, 127 / 127.5 - 1, -1, 1, 51 / 127.5 - 1]
    #expect(tensor.scalars == expected)
  }

  @Test("A value written from another module is written in place, and no other tensor's")
  func writing() {
    var tensor = Tensor(zeros: [64, 64])
    func place() -> UnsafePointer<Float>? {
      tensor.scalars.withUnsafeBufferPointer { $0.baseAddress }
    }
    let before = place()
    // Once: a second copy could have the first place again.
    tensor.scalars[7] = 7
    #expect(place() == before, "nothing was copied")
    let other = tensor
    tensor.scalars[7] = -1
    #expect(other.scalars[7] == 7)
    #expect(tensor.scalars[7] == -1)
  }

  @Test func everyLevelComesBack() {
    let raster = Raster(
      width: 16, height: 16, pixels: (0..<256).map { RGB(UInt8($0), UInt8(255 - $0), 7) })
    #expect(Raster(signed: Tensor(raster)) == raster)
  }

  @Test func valuesOutsideAreHeldToTheEnds() throws {
    let image = try Tensor([-9, 9, .nan], shape: [3, 1, 1])
    #expect(Raster(signed: image).pixels == [RGB(0, 255, 0)])
    let unit = try Tensor([0, 0.5, 2], shape: [1, 1, 3])
    #expect(Raster(unit: unit).pixels == [RGB(0, 128, 255)])
  }

  @Test func indexedPicturesAreExactOrNotMade() {
    var random = SeededRandom(2)
    let few = Raster(random.indexedImage(width: 20, height: 20, colours: 12))
    #expect(IndexedImage(exactly: few).map { Raster($0) } == few)
    #expect(IndexedImage(exactly: few, limit: 3) == nil)
    #expect(IndexedImage(exactly: random.raster(width: 40, height: 40)) == nil)
  }
}
