import Testing

/// Screen Seeds by keys.
@Suite("Growing an ensemble in the explorer by keys", .serialized)
struct SeedsWalkTests {
  @Test("Members come, are merged by median and mean, and stop", arguments: ExplorerSession.sizes)
  func seeds(columns: Int, rows: Int) throws {
    let session = try ExplorerSession(columns: columns, rows: rows)
    try session.type("cp", "DDIM trailing ×4")
    try session.type("5", "a adds a member")
    try session.type("aa", "members 2/2")
    try session.robot.waitFor("of two members is 0")
    try session.type("a", "members 3/3")
    try session.robot.waitFor("MAD mean")
    try session.type("m", "std mean")
    try session.type("m", "MAD mean")
    // Several come at a time, so that no count in between is sure to be seen.
    try session.type("A", "members 8/8")
    try session.type(":seeds 200", "seeds 200")
    try session.press("Enter", "/200")
    try session.press("C-c", "a goes on")
    try session.type("x", "members")
    try session.type(":seeds 200 until mad<0.5", "until mad")
    try session.press("Enter", "members are enough")
    try session.leave()
  }
}
