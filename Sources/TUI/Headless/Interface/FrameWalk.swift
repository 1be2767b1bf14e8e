import Inference

/// Walks through every screen and view, and counts the bytes of the frames that move and of those that rest.
struct FrameWalk {
  let session: InterfaceSession

  /// One place to look at: what leads there from the one before.
  private struct Stop {
    var name: String
    var keys: String
  }

  /// In the order in which they are walked through; the run begins as pure noise, which x_t shows.
  private static let stops: [Stop] = [
    Stop(name: "steps x0", keys: "1"), Stop(name: "steps xt (noise)", keys: "v"),
    Stop(name: "steps output", keys: "v"), Stop(name: "steps channels", keys: "v"),
    Stop(name: "steps diff", keys: "v"), Stop(name: "steps input", keys: "v"),
    Stop(name: "steps normals", keys: "vn"), Stop(name: "schedule", keys: "d2"),
    Stop(name: "map", keys: "3"), Stop(name: "metrics", keys: "6"),
    Stop(name: "A|B x0", keys: "4"), Stop(name: "A|B xt (noise)", keys: "v"),
    Stop(name: "A|B wipe (noise)", keys: "|"), Stop(name: "A|B wipe x0", keys: "V"),
    Stop(name: "A|B difference", keys: "="),
  ]

  /// The largest moving and the largest resting frame of every stop.
  ///
  /// - Throws: when the explorer does not answer.
  func measure() throws(TerminalError) -> [InterfaceReport.Frames] {
    // A second run to compare with, of the same number of steps.
    try session.perform("cp")
    var result: [InterfaceReport.Frames] = []
    for stop in Self.stops {
      for key in stop.keys { try session.perform(String(key)) }
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
