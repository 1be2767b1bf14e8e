import Inference

/// Walks through every screen and view, and counts the bytes of the frames that move and of those that rest.
struct FrameWalk {
  let session: InterfaceSession

  /// One place to look at: what leads there from the one before, keys and typed commands.
  private struct Stop {
    var name: String
    var keys: [String]

    init(_ name: String, _ keys: String...) {
      self.name = name
      self.keys = keys
    }
  }

  /// In the order in which they are walked through; the run begins as pure noise, which x_t shows.
  private static let stops: [Stop] = [
    Stop("steps x0", "1"), Stop("steps xt (noise)", ":view xt\r"),
    Stop("steps output", ":view output\r"), Stop("steps eps", ":view eps\r"),
    Stop("steps v", ":view v\r"), Stop("steps diff", ":view diff\r"),
    Stop("steps error", ":view error\r"), Stop("steps std", ":view std\r"),
    Stop("steps input", ":view input\r"), Stop("steps normals", ":view x0\r", "n"),
    Stop("normals' error", ":view error\r"), Stop("schedule", ":view x0\r", "d", "2"),
    Stop("map", "3"), Stop("metrics", "6"), Stop("A|B x0", "4"),
    Stop("A|B xt (noise)", ":view xt\r"), Stop("A|B wipe (noise)", "|"),
    Stop("A|B wipe x0", ":view x0\r"), Stop("A|B difference", "="),
  ]

  /// The largest moving and the largest resting frame of every stop.
  ///
  /// - Throws: when the explorer does not answer.
  func measure() throws(TerminalError) -> [InterfaceReport.Frames] {
    // A second run to compare with, of the same number of steps.
    try session.perform("cp")
    var result: [InterfaceReport.Frames] = []
    for stop in Self.stops {
      for keys in stop.keys { try session.perform(keys) }
      result.append(try frames(stop.name))
    }
    try session.perform("=")
    return result
  }

  private func frames(_ name: String) throws(TerminalError) -> InterfaceReport.Frames {
    var result = InterfaceReport.Frames(view: name, movingBytes: 0, restingBytes: 0)
    // What is drawn when everything is painted anew, then steps in quick succession, then rest.
    for (keys, count) in [("\u{0C}", 1), ("0", 1), ("l", 3), ("h", 3), ("$", 1)] {
      let place = session.terminal.bytes.count
      let seen = shown.count
      for _ in 0..<count {
        session.terminal.type(keys)
        session.terminal.pump(seconds: 0.05)
      }
      session.terminal.pumpUntilQuiet(0.3, within: 20)
      tally(from: place, shown.dropFirst(seen), into: &result)
    }
    return result
  }

  /// What the log says of each picture that was sent.
  private var shown: [Substring] { session.lines.filter { $0.hasPrefix("shown ") } }

  /// Counts the frames with pictures since a place, with the text before them; a frame moves when one of its
  /// pictures is coarse.
  private func tally(
    from start: Int, _ shown: ArraySlice<Substring>, into result: inout InterfaceReport.Frames
  ) {
    let bytes = session.terminal.bytes
    var place = start
    var pictures = shown
    while let fence = bytes.firstPlace(of: PseudoTerminal.fence, from: place) {
      var introducer = place
      var isCoarse = false
      while let next = bytes.firstPlace(of: Self.introducer, from: introducer, before: fence) {
        introducer = next + 1
        isCoarse = pictures.popFirst()?.hasPrefix("shown coarse") ?? false || isCoarse
      }
      if isCoarse {
        result.movingBytes = max(result.movingBytes, fence - place)
      } else {
        result.restingBytes = max(result.restingBytes, fence - place)
      }
      place = fence + PseudoTerminal.fence.count
    }
  }

  private static let introducer = Array("\u{1B}P0;1;0q".utf8)
}
