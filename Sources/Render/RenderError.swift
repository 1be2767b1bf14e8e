internal import Inference

/// Everything that can go wrong between a file of pixels and a picture on the screen.
///
/// `description` is one plain sentence; text that came from outside is escaped where it is shown.
public enum RenderError: Error, Sendable, Hashable {
  /// A file that should be there is not.
  case missing(path: String)
  /// A path that leads to something other than a regular file.
  case notAFile(path: String, kind: String)
  /// A file is there but cannot be read.
  case unreadable(path: String, reason: String)
  /// A file of no bytes.
  case empty(name: String)
  /// The bytes are of no picture format that is read here.
  case notAPicture(name: String, found: String)
  /// The bytes begin like a picture but break their format's rules or stop early.
  case damaged(name: String, format: String, reason: String)
  /// The picture is sound but of a kind that is not read here.
  case unsupported(name: String, found: String, advice: String)
  /// The file or the picture is larger than the limits allow.
  case tooLarge(name: String, found: String, limit: String)
  /// A file could not be written.
  case cannotWrite(path: String, reason: String)
  /// A library refused the pixels it was given.
  case failed(what: String, reason: String)
}

extension RenderError: CustomStringConvertible {
  /// One sentence: what, where, why and what to do.
  public var description: String {
    switch self {
    case .missing(let path):
      "\(Printable.clean(path)) is not there; check the spelling and the folder."
    case .notAFile(let path, let kind):
      "\(Printable.clean(path)) is \(kind), not a file; give the path of a PNG, JPEG or PPM picture."
    case .unreadable(let path, let reason):
      "\(Printable.clean(path)) cannot be read: \(Printable.clean(reason))."
    case .empty(let name):
      "\(Printable.clean(name)) is empty (0 bytes); give it again from its source."
    case .notAPicture(let name, let found):
      "\(Printable.clean(name)) is \(Printable.clean(found)); PNG, JPEG, PPM and PGM pictures are read."
    case .damaged(let name, let format, let reason):
      "\(Printable.clean(name)) is a damaged \(format) picture: \(Printable.clean(reason)); "
        + "get the file again."
    case .unsupported(let name, let found, let advice):
      "\(Printable.clean(name)) is \(Printable.clean(found)), which is not supported; \(advice)."
    case .tooLarge(let name, let found, let limit):
      "\(Printable.clean(name)) is too large: \(Printable.clean(found)), and the limit is \(limit)."
    case .cannotWrite(let path, let reason):
      "\(Printable.clean(path)) cannot be written: \(Printable.clean(reason))."
    case .failed(let what, let reason):
      "\(what) failed: \(Printable.clean(reason))."
    }
  }
}
