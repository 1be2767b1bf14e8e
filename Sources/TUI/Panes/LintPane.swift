import Inference

/// What is wrong with the scheduler's config under the settings.
enum LintPane {
  /// How many rows the findings want, with the border.
  static func rows(_ state: AppState, _ columns: Int) -> Int {
    lines(state, max(1, columns - 4)).count + 2
  }

  static func draw(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    let title =
      "scheduler_config.json" + (state.lintContext?.replacesValues == true ? " as set" : "")
    drawing.box(rect, title, state.findings.isEmpty ? "" : ":lint tells more")
    drawing.hit(rect, .command(.lint))
    let area = rect.inner
    guard area.rows > 0, area.columns > 2 else { return }
    let lines = lines(state, area.columns - 2).prefix(area.rows)
    for (offset, line) in lines.enumerated() {
      drawing.putCut(
        line.text, area.row + offset, area.column + 1, line.isBad ? .bad : .label,
        width: area.columns - 2)
    }
  }

  private static func lines(
    _ state: AppState, _ width: Int
  ) -> [(text: String, isBad: Bool)] {
    let findings = state.findings
    guard !findings.isEmpty else { return [("Nothing was found to be wrong.", false)] }
    return findings.flatMap { finding in
      let mark = finding.severity == .note ? "" : "! "
      return Wrap.lines(mark + Printable.clean(finding.sentence, limit: 400), width)
        .map { (text: $0, isBad: finding.severity != .note) }
    }
  }
}
