import Foundation

@testable import TUI

/// What is typed before a key of the key map is pressed, so that it has something to do.
///
/// A new key needs a line here only where its mode's usual scene gives it nothing to do.
struct KeyScene {
  /// A folder to open pictures from: a picture, another folder, many names and a hidden one.
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.path + "/inner", withIntermediateDirectories: true)
    for name in (10..<30).map({ "picture-\($0)" }) + [".hidden"] {
      try Data().write(to: URL(fileURLWithPath: "\(folder.path)/\(name).png"))
    }
  }

  /// What leads to a binding's mode, and to where its command changes something.
  func lead(to binding: KeyMap.Binding) -> [String] {
    let own = Self.lead(to: binding.command)
    switch binding.mode {
    case .normal: return own
    case .after(let prefix): return own + [Keys.usual.name(of: prefix)]
    case .holding: return [":told 400"]
    // The row of the spacing, from wherever the selection was.
    case .settings: return [":focus next", String(repeating: "k", count: 20), "jjj"]
    case .on(let screen): return Self.lead(to: screen) + own
    case .wiping: return Self.lead(to: .compare) + [":wipe 40"]
    case .inspecting: return [":inspect 200 200"]
    case .inspectingClosely: return [":zoom 8", ":inspect 200 200"]
    case .zoomed: return [":zoom 4"]
    case .runs: return ["R"] + Self.selection(of: binding.command)
    case .presets: return ["cb", "jj"]
    case .touring: return [":tour"]
    case .files:
      let list = [":browse \(folder.path)"]
      switch binding.command {
      case .select(let count) where count < 0: return list + ["jjjjjjjjjjjj"]
      default: return list
      }
    }
  }

  private static func lead(to screen: ScreenID) -> [String] {
    switch screen {
    case .map: [":map grid 5x5", ":map cell 500 0.5"]
    case .compare: [":pair leading-1 trailing-1", ":compare side"]
    case .metrics: [":pair leading-1 trailing-1", ":screen metrics", ":metric rmse"]
    case .seeds: [":seeds 2"]
    case .model: [":weights list tensors", ":weights first"]
    case .steps, .schedule: [":screen \(screen.rawValue)"]
    }
  }

  private static func lead(to command: Command) -> [String] {
    switch command {
    case .screen(.steps), .select: [":screen schedule"]
    case .slower, .faster: [":speed 2"]
    case .quantity(.depth): [":quantity normals"]
    case .quantity(.normals): [":quantity depth"]
    case .zoom(.further), .zoom(.off): [":zoom 4"]
    case .undo: [":set spacing trailing"]
    case .redo: [":set spacing trailing", ":undo"]
    case .smaller: [":set resolution 128"]
    case .release: [":told 400"]
    case .task, .nextValue(.task): [":model lotus-g-depth-tiny", ":set task 0.5"]
    case .wipeBy: [":wipe 40"]
    case .pair: [":pair leading-2 trailing-1", ":compare side"]
    case .errorMap(.show): ["l"]
    case .weights(.first), .weights(.move(-10)): [":weights last"]
    case .weights(.next): [":weights find conv"]
    case .weights(.nextOrder), .nextFocus, .previousFocus: []
    default: []
    }
  }

  /// In the run list the one in the middle is selected; others are used and let go.
  private static func selection(of command: Command) -> [String] {
    switch command {
    case .use, .choose, .forget: ["j"]
    default: []
    }
  }
}
