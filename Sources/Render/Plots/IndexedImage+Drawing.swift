extension IndexedImage {
  /// A drawing, which has few colours: as it is, or dithered where it has more than 256 after all.
  ///
  /// A plot with more than 250 series is the only way to so many.
  init(drawing raster: Raster) {
    self = IndexedImage(exactly: raster) ?? OrderedDither.indexed(raster)
  }
}
