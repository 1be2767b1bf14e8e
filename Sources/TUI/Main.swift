import ArgumentParser

/// The program.
@main
struct Stepscope: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "stepscope")
}
