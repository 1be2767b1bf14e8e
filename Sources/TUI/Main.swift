import ArgumentParser

/// The program.
@main
struct Stepscope: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stepscope",
    abstract: "Step through the denoising trajectory of diffusion depth and normal estimators.",
    discussion: """
      Without a command the explorer opens, on the picture that is named or on a shipped scene. \
      Pictures need a terminal with sixel, such as xterm -ti vt340; others show half blocks.
      """,
    version: Version.current,
    subcommands: [
      ExploreCommand.self, RunCommand.self, MapCommand.self, ScheduleCommand.self,
      ModelsCommand.self, EvalCommand.self, VerifyCommand.self, LintCommand.self, BenchCommand.self,
      DoctorCommand.self, ConfigCommand.self, CacheCommand.self,
      PlayCommand.self, DecodePictureCommand.self,
    ],
    defaultSubcommand: ExploreCommand.self)

  static func main() {
    EarlyStart.run()
    main(nil)
  }
}
