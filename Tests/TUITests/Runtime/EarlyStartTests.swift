import ArgumentParser
import Testing

@testable import TUI

/// When the parent process begins without parsing.
@Suite struct EarlyStartTests {
  @Test("no other command of the program is taken for the explorer")
  func commands() {
    for command in Stepscope.configuration.subcommands where command != ExploreCommand.self {
      let name = command.configuration.commandName ?? ""
      #expect(!EarlyStart.isExplorer([name]), "\(name)")
      #expect(!EarlyStart.isExplorer([name, "scene-05"]))
    }
  }

  @Test("pictures and the explorer's flags begin at once, questions do not")
  func arguments() {
    for words in [[], ["photo.jpg"], ["--model", "lotus", "a b.png"], ["--nonsense"], ["explore"]] {
      #expect(EarlyStart.isExplorer(words))
    }
    for word in ["-h", "--help", "--version", "--generate-completion-script"] {
      #expect(!EarlyStart.isExplorer(["photo.jpg", word]))
    }
  }
}
