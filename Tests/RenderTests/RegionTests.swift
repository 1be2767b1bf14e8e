import Inference
import Testing

@testable import Render

/// Parts of pictures: made of the pixels there are, not of a picture that was shrunk before.
@Suite struct RegionTests {
  /// 8 × 8 values that all differ.
  private var plane: Tensor {
    var plane = Tensor(zeros: [8, 8])
    plane.scalars = (0..<64).map(Float.init)
    return plane
  }

  @Test("the whole is the same as without a region")
  func whole() {
    #expect(
      Resize.plane(plane, region: .whole, width: 5, height: 3)
        == Resize.plane(plane, width: 5, height: 3))
  }

  @Test("from four times on every pixel is a square of its own value")
  func sharp() {
    let region = Region(left: 0.25, top: 0.5, width: 0.25, height: 0.25)
    let part = Resize.plane(plane, region: region, width: 12, height: 12)
    #expect(part.shape == [12, 12])
    for row in 0..<12 {
      for column in 0..<12 {
        let expected = Float((4 + row / 6) * 8 + 2 + column / 6)
        #expect(part.scalars[row * 12 + column] == expected)
      }
    }
  }

  @Test("below four times values flow into each other, and continue the whole")
  func smooth() {
    let region = Region(left: 0.25, top: 0.25, width: 0.5, height: 0.5)
    let whole = Resize.plane(plane, width: 16, height: 16)
    let part = Resize.plane(plane, region: region, width: 8, height: 8)
    for row in 0..<8 {
      for column in 0..<8 {
        let expected = whole.scalars[(row + 4) * 16 + column + 4]
        #expect(abs(part.scalars[row * 8 + column] - expected) < 1e-4)
      }
    }
  }

  @Test("a part larger than its room is averaged, also where pixels are cut")
  func averaged() {
    let half = Resize.plane(
      plane, region: Region(left: 0.5, top: 0, width: 0.5, height: 0.5), width: 2, height: 2)
    #expect(half.scalars == [8.5, 10.5, 24.5, 26.5])
    // From 0.5 to 6.5 into three: each takes two pixels' worth.
    let cut = Resize.plane(
      plane, region: Region(left: 0.0625, top: 0, width: 0.75, height: 0.125), width: 3, height: 1)
    for (found, expected) in zip(cut.scalars, [1, 3, 5] as [Float]) {
      #expect(abs(found - expected) < 1e-5)
    }
  }

  @Test("photos, vectors and indexed pictures are cut at the same places")
  func alike() {
    let region = Region(left: 0.5, top: 0.25, width: 0.25, height: 0.25)
    var raster = Raster(width: 8, height: 8)
    for index in 0..<64 { raster.pixels[index] = RGB(UInt8(index), 0, 0) }
    let photo = Resize.raster(raster, region: region, width: 10, height: 10)
    let image = IndexedImage(
      width: 8, height: 8, indices: (0..<64).map { UInt8($0) },
      palette: (0..<64).map { RGB(UInt8($0), 0, 0) })
    let indexed = Resize.nearest(image, region: region, width: 10, height: 10)
    let values = Resize.plane(plane, region: region, width: 10, height: 10)
    for index in 0..<100 {
      #expect(Float(photo.pixels[index].red) == values.scalars[index])
      #expect(Float(indexed.indices[index]) == values.scalars[index])
    }
  }

  @Test("no region is outside or empty, whatever it is made from")
  func bounds() {
    for (left, width) in [(-3.0, 0.5), (0.9, 0.5), (2, 2), (0.5, 0), (.infinity, 1)] {
      let region = Region(left: left, top: left, width: width, height: width)
      #expect(region.left >= 0 && region.left + region.width <= 1)
      #expect(region.width > 0)
      #expect(Resize.plane(plane, region: region, width: 3, height: 2).shape == [2, 3])
    }
    let thin = Tensor(zeros: [1, 1])
    let tiny = Region(left: 0.99, top: 0.99, width: 0.001, height: 0.001)
    #expect(Resize.plane(thin, region: tiny, width: 4, height: 4).count == 16)
  }

  @Test("values that are not finite stay where they are when sharp")
  func notFinite() {
    var plane = plane
    plane.scalars[9] = .nan
    let region = Region(left: 0, top: 0, width: 0.25, height: 0.25)
    let part = Resize.plane(plane, region: region, width: 8, height: 8)
    #expect(part.scalars.count { $0.isNaN } == 16)
  }
}
