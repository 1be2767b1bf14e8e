import ArgumentParser
import Foundation
import Inference

/// `stepscope doctor`: what this machine and terminal offer.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Say what the terminal, the libraries and the machine offer.")

  func run() {
    var lines = ["stepscope   \(Version.current)"]
    let engine = EngineFacts.current
    lines.append("processors  \(engine.processors), threads \(Threads.count)")
    lines.append("OpenBLAS    core \(engine.core)" + engine.note)
    lines.append("memory      \(ProcessInfo.processInfo.physicalMemory / 1_000_000) MB")
    lines.append(
      "assets      "
        + (Assets.folder.map { Printable.clean($0) } ?? "not found; set STEPSCOPE_ASSETS"))
    lines.append(
      "models      " + (Assets.modelNames.isEmpty ? "-" : Assets.modelNames.joined(separator: " ")))
    lines.append("Hub cache   " + Printable.clean(Assets.cache.folder))
    lines += TerminalReport.lines
    for line in lines { Talk.result(line) }
  }
}
