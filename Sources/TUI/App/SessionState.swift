import Inference

/// What the interface knows of sessions.
struct SessionState: Sendable {
  /// A session whose commands are being carried out.
  struct Replay: Sendable {
    var path: String
    var lines: ArraySlice<SessionFile.Line>
    /// What the model computed with.
    var precision = PrecisionChoice.fp32
    /// The settings as far as the lines have said.
    var settings: RunSettings?
    /// The runs that the lines have told of, as they are counted there.
    var runs: [Session.Entry] = []
    /// The ensembles that they have told of.
    var ensembles: [Session.Ensemble] = []
    /// The step that the next branch leaves.
    var place = 0
    /// The run that is to be the current one; nil for the last, where its settings are the last.
    var current: Int?
    var beside: Session.Beside?
    /// How many things had gone wrong before.
    var failures: Int
    /// A model that was loaded before its line came.
    var isAtStart = false
  }

  /// Whether what happens is kept on the disk.
  var isKept = false
  /// What was kept last.
  var kept: Session?
  var replay: Replay?
  /// The file that was brought back at the start, until it is let go.
  var restored: String?
  /// What opens where nothing else is asked for.
  var startModel = Assets.defaultModel
  var startPicture = Assets.defaultScene
}

/// What the workers say of sessions.
enum SessionEvent: Sendable {
  case loaded(SessionFile)
  case saved(path: String, steps: Int)
  case failed(String)
  /// Sessions cannot be kept; said once.
  case notKept(String)
}
