import Inference

/// How steps are shown before they are decoded.
struct RunPreview: Sendable, Equatable {
  /// What stands in for the decoder.
  enum Kind: String, Sendable {
    case linear, taesd
  }

  /// Another one for each maker.
  var version: Int
  var kind = Kind.linear
  /// The size of what is predicted.
  var width: Int
  var height: Int
}

extension RunPreview.Kind {
  /// What is written behind a picture that it made.
  var mark: String { " preview \(rawValue)" }
}

extension Probe {
  /// Whether it takes another one's place: it answers a newer question, or the same one by the decoder.
  func replaces(_ other: Probe?) -> Bool {
    guard let other else { return true }
    return number > other.number || (number == other.number && other.preview != nil)
  }
}

extension AppState {
  /// Whether a view of a step can be shown: decoded, or as a preview.
  func isShown(_ run: Run, _ index: Int, _ view: StepView) -> Bool {
    isDecoded(run, index, view) || (run.preview != nil && view.hasPreview)
  }

  /// What is written behind a view of a step that is a preview: which kind; nothing where it has been decoded.
  func previewMark(_ run: Run, _ index: Int, _ view: StepView, _ modality: Int) -> String {
    guard previewVersion(run, index, view, modality) != nil, let preview = run.preview else {
      return ""
    }
    return preview.kind.mark
  }

  /// The maker that stands in for the decoder in a view of a step; nil where it has been decoded.
  func previewVersion(_ run: Run, _ index: Int, _ view: StepView, _ modality: Int) -> Int? {
    guard view.hasPreview, !showsLatents(view), let preview = run.preview else { return nil }
    let isThere = targets(view, index).allSatisfy { key in
      run.decoded[Run.DecodedKey(index: key.index, target: key.target.of(modality))] != nil
    }
    return isThere ? nil : preview.version
  }

  /// The size of a tensor of a step, decoded or as a preview; nil where it is neither.
  func shownSize(_ run: Run, _ key: Run.DecodedKey) -> (width: Int, height: Int)? {
    run.decoded[key].map { ($0.width, $0.height) } ?? run.preview.map { ($0.width, $0.height) }
  }

  /// What is written behind the step on the screen where it is a preview.
  var shownPreviewMark: String {
    guard let shown = displayed, let run = runs[shown.run] else { return "" }
    if let number = shown.probe {
      return probe.flatMap { $0.number == number ? $0.preview?.mark : nil } ?? ""
    }
    return previewMark(run, shown.index, shown.view, shownModality)
  }

  /// Previews are made in another way from now on, which can be undone.
  mutating func preview(by choice: PreviewChoice) -> [Effect] {
    if choice != preview { settings.push(.preview(preview)) }
    return use(choice)
  }

  /// Previews are made in this way, of the runs there are as well.
  mutating func use(_ choice: PreviewChoice) -> [Effect] {
    preview = choice
    say(choice.sentence)
    return [.usePreviews(choice)]
  }

  /// What is looked at, told once: where there are previews, decodes follow it.
  mutating func lookEffects() -> [Effect] {
    let places = runs.runs.contains { $0.preview != nil } ? placesLookedAt : []
    guard places != lookedAt else { return [] }
    lookedAt = places
    return [.look(places)]
  }

  private var placesLookedAt: [StepPlace] {
    let sides = isComparing ? Comparison.Side.allCases : [comparison.side]
    return sides.compactMap { side in
      run(side).map { StepPlace(run: $0.id, index: comparedIndex(side) ?? cursor) }
    }
  }

  /// The decodes that waited for a run's end while previews showed its steps.
  func previewedDecodes(_ id: RunID) -> [Effect] {
    runs[id]?.preview != nil && isLookedAt(id) ? requestDecodes() : []
  }
}
