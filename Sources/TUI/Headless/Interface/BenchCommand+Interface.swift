import ArgumentParser
import Foundation
import Inference
import Render

/// `stepscope bench --interface`.
extension BenchCommand {
  func measureInterface() throws {
    do throws(TerminalError) {
      try report(measureWindows(), measurePictures())
    } catch {
      Talk.say("stepscope: \(error.description)")
      throw ExitCode(error.exitCode)
    }
  }

  private func measureWindows() throws(TerminalError) -> [InterfaceReport.Window] {
    guard (1...100_000).contains(keys) else {
      throw .badOption("--keys", value: "\(keys)", expected: "1…100000")
    }
    let bench = InterfaceBench(model: model, keyCount: keys)
    var windows: [InterfaceReport.Window] = []
    for size in try sizes() {
      windows.append(
        try bench.measure(size) { Talk.say("\(size.columns)x\(size.rows): \($0)") })
    }
    return windows
  }

  private func measurePictures() throws(TerminalError) -> [InterfaceReport.Picture] {
    Talk.say("pictures")
    do throws(RenderError) {
      return try PictureBench.measure()
    } catch {
      throw .cannotStart(reason: error.description)
    }
  }

  private func sizes() throws(TerminalError) -> [Size] {
    guard let window else { return InterfaceBench.sizes }
    let parts = window.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let columns = parts[0], let rows = parts[1],
      (40...500).contains(columns), (16...200).contains(rows)
    else {
      throw .badOption(
        "--window", value: Printable.clean(window, limit: 60),
        expected: "columns and rows such as 80x24, from 40x16 to 500x200")
    }
    return [Size(columns: columns, rows: rows)]
  }

  private func report(
    _ windows: [InterfaceReport.Window], _ pictures: [InterfaceReport.Picture]
  ) {
    let report = InterfaceReport(
      model: model, processors: EngineFacts.current.processors, windows: windows,
      pictures: pictures)
    if json {
      Talk.result(JSONText.pretty(report))
    } else {
      for line in report.lines { Talk.result(line) }
    }
  }
}
