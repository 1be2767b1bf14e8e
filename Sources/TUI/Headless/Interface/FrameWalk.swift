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
    let terminal = session.terminal
    var moving = 0
    var resting = 0
    // What is drawn at once when everything is painted anew, then steps in quick succession, then rest.
    for (keys, count) in [("\u{0C}", 1), ("0", 1), ("l", 3), ("h", 3), ("$", 1)] {
      let before = terminal.bytes.count
      var last = 0.0
      for _ in 0..<count {
        last = terminal.type(keys)
        terminal.pump(seconds: 0.05)
      }
      terminal.pumpUntilQuiet(0.3, within: 20)
      for frame in sizes(from: before) {
        // A single step is sharp at once; of several, the frames before the last key's rest move.
        if count > 1, frame.time < last + 0.1, frame.time > 0, frame.number > 0 {
          moving = max(moving, frame.bytes)
        } else {
          resting = max(resting, frame.bytes)
        }
      }
    }
    return InterfaceReport.Frames(view: name, movingBytes: moving, restingBytes: resting)
  }

  /// The frames with pictures since a place: their bytes with the text before them, and when they ended.
  private func sizes(from start: Int) -> [(bytes: Int, time: Double, number: Int)] {
    let terminal = session.terminal
    var result: [(bytes: Int, time: Double, number: Int)] = []
    var place = start
    while let fence = terminal.bytes.firstPlace(of: PseudoTerminal.fence, from: place) {
      result.append((fence - place, terminal.time(of: fence), result.count))
      place = fence + PseudoTerminal.fence.count
    }
    return result
  }
}
