import Inference
import Render

/// What of the shown step is written into a file.
struct Export: Hashable, Sendable {
  enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Depth as grey of 16 bits, everything else as colours of 8.
    case png
    /// In the colours it is shown in.
    case colour
    /// The values, float32.
    case npy
  }

  var kind: Kind
  /// Nil for a new name in the folder that the program was started in.
  var path: String?

  /// The command, as it is typed.
  var text: String { "export \(kind.rawValue)" + (path.map { " \($0)" } ?? "") }
}

/// A step's prediction on its way into a file.
struct ExportJob: Hashable, Sendable {
  var wanted: Export
  var run: RunID
  var index: Int
  var target: DecodeTarget
  /// Normals made from the depth, as they are shown.
  var asNormals = false
  /// The member of an ensemble that the run is, from 1.
  var member: Int?
  /// The input's name and path.
  var picture: String
  var picturePath: String
  var colormap: String
  var style: PictureStyle
  /// The view's name, for the file's.
  var view: StepView
}

/// What the inference worker says of an export.
enum ExportEvent: Sendable {
  /// What was written, for a sentence, and where.
  case written(String, path: String)
  case failed(String)
}
