import Inference

/// What is known of the selected component: its class, its files, and whether they are sound.
enum HealthPane {
  /// A line with how it looks.
  private typealias Line = (text: String, role: Role)

  static func draw(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    guard let component = state.shownComponent else {
      drawing.box(rect, "health")
      return
    }
    drawing.box(rect, Printable.clean(component.name, limit: 60), "health")
    let area = rect.inner
    var row = area.row
    for line in lines(component, state) {
      for text in Wrap.lines(Printable.clean(line.text, limit: 2000), max(1, area.columns - 2))
      where row < area.endRow {
        drawing.put(text, row, area.column + 1, line.role, limit: area.endColumn)
        row += 1
      }
    }
  }

  private static func lines(_ component: ComponentContents, _ state: AppState) -> [Line] {
    var lines: [Line] = [(component.className ?? "not in model_index.json", .value)]
    if !component.tensors.isEmpty {
      lines.append(
        (
          "\(component.tensors.count) tensors, \(Format.count(component.parameters)) parameters, "
            + component.dtypes.joined(separator: " "), .label
        ))
    }
    lines.append((ByteFormat.short(component.byteCount) + " on disk", .label))
    lines.append(("", .plain))
    lines.append(structure(state))
    let health = state.weights.health[component.name] ?? ComponentHealth()
    if !component.tensors.isEmpty { lines.append(values(health.values, state.keys)) }
    lines += verification(state)
    for timing in state.shownTimings { lines.append(time(timing)) }
    lines.append(("", .plain))
    for path in component.files {
      lines.append((String(path.split(separator: "/").last ?? ""), .plain))
      lines.append(digest(health.digests[path], state.keys))
    }
    return lines
  }

  private static func structure(_ state: AppState) -> Line {
    guard let problem = state.weights.structure else {
      return ("structure: every tensor that the configs ask for is there with its shape", .good)
    }
    return ("structure: " + problem, .bad)
  }

  /// What the check of all files says of this model.
  private static func verification(_ state: AppState) -> [Line] {
    guard let verification = state.verification, verification.model == state.browsedModel else {
      return [(state.keys.filled("files: not verified, {V|verify} verifies them"), .label)]
    }
    switch verification.status {
    case .going(let text): return [("files: verifying \(text)", .label)]
    case .stopped:
      return [(state.keys.filled("files: verifying was stopped, {V|verify} begins again"), .label)]
    case .failed(let sentence): return [("files: " + sentence, .bad)]
    case .done(let report):
      let problems = report.problems
      return [("files: " + report.summary, problems.isEmpty ? .good : .bad)]
        + problems.map { ($0, .bad) }
    }
  }

  private static func values(_ values: ComponentHealth.Values, _ keys: Keys) -> Line {
    switch values {
    case .unknown: (keys.filled("values: not checked, {C|weights check} checks them"), .label)
    case .checking(let done, let total): ("values: \(done) of \(total) tensors checked", .label)
    case .finite: ("values: all finite", .good)
    case .bad(let tensor, let index, let value):
      ("values: \(Printable.clean(tensor)) is \(value) at \(index)", .bad)
    case .failed(let message): ("values: " + message, .bad)
    }
  }

  private static func time(_ timing: WeightsState.Timing) -> Line {
    let network = timing.blocks.first?.network ?? ""
    let seconds = timing.blocks.reduce(0) { $0 + $1.seconds }
    return ("\(network): \(Format.seconds(seconds)) in \(timing.source)", .label)
  }

  private static func digest(_ digest: ComponentHealth.Digest?, _ keys: Keys) -> Line {
    switch digest {
    case nil: (keys.filled("SHA-256: {S|weights digest} computes it"), .label)
    case .computing(let done, let total):
      ("SHA-256: \(done / 1_000_000) of \(total / 1_000_000) MB", .label)
    case .known(let digest, let isExpected):
      switch isExpected {
      case true?: ("SHA-256 is the Hub's: \(digest)", .good)
      case false?: ("SHA-256 is not what the blob is named: \(digest)", .bad)
      case nil: ("SHA-256 \(digest)", .value)
      }
    case .failed(let message): (message, .bad)
    }
  }
}
