import Foundation
import TestSupport
import Testing

/// Own pictures: found in folders, dropped on the window, and refused in a sentence.
@Suite("Opening pictures", .serialized)
struct OpenWalkTests {
  private func prepared() throws -> (session: ExplorerSession, folder: String) {
    let session = try ExplorerSession(columns: 100, rows: 30)
    let folder = session.robot.folder.path + "/own pictures"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: Golden.root + "/assets/scenes/scene-00.png", toPath: folder + "/it's mine.png")
    try Data("no picture".utf8).write(to: URL(fileURLWithPath: folder + "/broken.png"))
    return (session, folder)
  }

  @Test("A folder is gone into, a picture looked at and opened by keys")
  func dialogue() throws {
    let (session, folder) = try prepared()
    try session.type("o", "shipped scenes")
    try session.press("Escape", "┌ open ─", isThere: false)
    try session.type(":browse \(folder)", "browse \(folder.prefix(8))")
    try session.press("Enter", "it's mine.png")
    try session.robot.waitFor("broken.png")
    try session.type("/mine", "find: mine")
    try session.robot.waitFor("384×384")
    try session.press("Enter", "it's mine.png 384×384")
    try session.leave()
  }

  @Test("What is dropped is opened; what cannot be is answered in a sentence")
  func dropped() throws {
    let (session, folder) = try prepared()
    let robot = session.robot
    try robot.paste("'\(folder)/it'\\''s mine.png' ")
    try robot.waitFor("it's mine.png 384×384")
    // Words of the sentence: the path alone is on the screen before, in the command as it is carried out.
    for (text, answer) in [
      ("file://\(folder)/none.png".replacingOccurrences(of: " ", with: "%20"), "is not there"),
      ("\(folder)/broken.png", "broken.png is not a picture"),
      ("/tmp/it's not.png", "it's not.png is not there"),
      ("/" + String(repeating: "a", count: 4_000), "is not there"), (folder, "is a folder"),
    ] {
      try robot.paste(text)
      try robot.waitFor(answer)
      // The next answer must not be this one.
      try session.press("d", answer, isThere: false)
    }
    try session.leave()
  }

  @Test(
    "Ground truth named at the start is measured against; what does not fit leaves the picture open"
  )
  func groundTruth() throws {
    let robot = try Tmux(columns: 100, rows: 30)
    let scenes = Golden.root + "/assets/scenes"
    try FileManager.default.copyItem(
      atPath: scenes + "/scene-00.png", toPath: robot.folder.path + "/mine.png")
    try FileManager.default.copyItem(
      atPath: scenes + "/scene-00-depth.png", toPath: robot.folder.path + "/truth.png")
    try Data("no picture".utf8).write(
      to: URL(fileURLWithPath: robot.folder.path + "/broken.png"))
    try robot.command("'\(Binary.path)' mine.png --ground-truth truth.png")
    try robot.waitFor("AbsRel")
    try robot.waitFor("run 1 done")
    try robot.press("q")
    try robot.waitFor("ready>")
    for (file, answer) in [
      ("broken.png", "is not a picture"), ("none.npy", "is not there"),
    ] {
      try robot.command("clear")
      try robot.command("'\(Binary.path)' mine.png --ground-truth \(file)")
      try robot.waitFor("mine.png 384×384")
      try robot.waitFor("run 1 done")
      try robot.waitFor(answer)
      try robot.press("q")
      try robot.waitFor("ready>")
    }
  }
}
