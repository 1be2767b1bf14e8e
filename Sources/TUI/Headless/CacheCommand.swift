import ArgumentParser
import Foundation
import Inference

/// `stepscope cache`: the packed weights that are kept for the next start.
struct CacheCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cache", abstract: "Say what is kept for the next start, or remove it.",
    subcommands: [List.self, Clear.self], defaultSubcommand: List.self)

  /// `stepscope cache list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Say where packed weights are kept, and which.")

    func run() {
      let cache = KeptWeights.cache()
      Talk.result(KeptWeights.summary(cache))
      for file in cache?.files ?? [] {
        let date = Date(timeIntervalSince1970: file.used)
        let used = date.formatted(.iso8601.year().month().day())
        Talk.result("\(MemorySize.text(file.bytes))  used \(used)  \(Printable.clean(file.name))")
      }
    }
  }

  /// `stepscope cache clear`.
  struct Clear: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "clear", abstract: "Remove the packed weights; the next start packs anew.")

    func run() throws {
      try reportingErrors(
        { () throws(InferenceError) in
          let freed = try KeptWeights.cache()?.clear() ?? 0
          Talk.result("\(MemorySize.text(freed)) freed")
        }, status: ExitStatus.init)
    }
  }
}
