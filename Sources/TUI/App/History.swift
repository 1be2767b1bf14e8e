import Inference

/// The settings of runs with undo and redo; in the same order stand the changes of what is no setting of a run.
struct History: Sendable {
  /// What a change put aside.
  enum Former: Sendable, Equatable {
    case settings(RunSettings)
    case preview(PreviewChoice)
    /// The model that was open and the settings it had.
    case opening(Opening, RunSettings)
  }

  enum Direction: Sendable {
    case undo, redo
  }

  private(set) var value: RunSettings
  private var past: [Former] = []
  private var future: [Former] = []
  /// How many changes can be taken back.
  private let limit = 200

  init(_ value: RunSettings) {
    self.value = value
  }

  /// The settings that a model begins with; no change that `undo` takes back by itself.
  mutating func begin(with value: RunSettings) {
    self.value = value
  }

  /// Makes a change of the settings that `undo` takes back.
  mutating func push(_ value: RunSettings) {
    guard value != self.value else { return }
    push(.settings(self.value))
    self.value = value
  }

  /// Keeps what a change of something else puts aside.
  mutating func push(_ former: Former) {
    past.append(former)
    if past.count > limit { past.removeFirst() }
    future = []
  }

  /// What undo or redo puts back; nil where there is nothing.
  func next(_ direction: Direction) -> Former? {
    switch direction {
    case .undo: past.last
    case .redo: future.last
    }
  }

  /// Goes one change back or on; the settings are then those that were put aside with it.
  ///
  /// - Parameters:
  ///   - direction: Which way; where there is nothing, nothing happens.
  ///   - former: What this puts aside, of the same kind as what is put back.
  mutating func wind(_ direction: Direction, leaving former: Former) {
    guard let next = next(direction) else { return }
    switch direction {
    case .undo:
      past.removeLast()
      future.append(former)
    case .redo:
      future.removeLast()
      past.append(former)
    }
    switch next {
    case .settings(let settings), .opening(_, let settings): value = settings
    case .preview: break
    }
  }
}

/// A model as it was asked for: enough to open it again.
struct Opening: Sendable, Equatable {
  var name: String
  var precision: PrecisionChoice
}
