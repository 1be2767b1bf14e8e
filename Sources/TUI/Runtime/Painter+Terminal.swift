extension Painter {
  /// A painter for what a terminal can do.
  ///
  /// - Parameters:
  ///   - terminal: Where frames go.
  ///   - budget: The most bytes of a frame's pictures, for terminals with sixel graphics; nil for no limit.
  ///   - log: Where it says which pictures it painted; nil for nowhere.
  convenience init(on terminal: Terminal, _ budget: FrameBudget?, _ log: EventLog?) {
    let capabilities = terminal.capabilities
    self.init(
      output: terminal,
      options: Options(
        graphics: capabilities.graphics, cell: capabilities.cell,
        limit: capabilities.largestPicture, registers: capabilities.allRegisters,
        hasSynchronisedOutput: capabilities.hasSynchronisedOutput,
        hasFence: capabilities.hasFence, hasFewSlots: capabilities.hasFewPictureSlots,
        budget: capabilities.graphics == .sixel ? budget : nil, delay: terminal.delay),
      report: { log?.add(PictureLine.text($0)) })
  }
}
