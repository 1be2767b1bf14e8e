extension KeyMap {
  /// The shown prediction into a file.
  static let exporting: [Binding] = [
    Binding([.character("e")], .menu(.export), "export ..."),
    Binding(
      [.character("p")], .export(Export(kind: .png)), "PNG: depth in 16 bits, else as it is",
      mode: .after(.export)),
    Binding(
      [.character("c")], .export(Export(kind: .colour)), "PNG in the colours shown",
      mode: .after(.export)),
    Binding(
      [.character("n")], .export(Export(kind: .npy)), "values as .npy, float32",
      mode: .after(.export)),
    Binding(
      [.character("f")], .palette("export"), "into a file of your own", mode: .after(.export)),
    Binding([.character("s")], .palette("save"), "session", mode: .after(.export)),
    Binding(
      [.character("y")], .habit(.copySettings), "settings as a command line, copied",
      mode: .after(.export)),
  ]
}
