/// A run that needs more memory than there is.
public struct MemoryShortage: Sendable, Equatable {
  /// The run's peak in bytes, beside what the process held before the model.
  public let needed: Int
  /// What is left.
  public let room: MemoryRoom
  /// How the autoencoder would compute its widest maps.
  public let decoding: Decoding
  /// The largest processing resolution that would fit; nil where none does.
  public let fitting: Int?
  /// A precision in which it would fit as it is; nil where none is known.
  public let lighter: Precision?
  /// A way of the autoencoder in which it would fit as it is; nil where none is known.
  public var fittingWay: Decoding?
}

extension MemoryShortage {
  /// What stands against the run, without an end: `This run needs 6.7 GB of memory and there are 3.2 GB for it`.
  var sentence: String {
    let whose =
      switch room.bound {
      case .machine: "free on this machine"
      case .group: "left under the limit of this process' control group"
      case .person: "left under the memory limit that is set"
      case .addresses: "left under the limit on this process' addresses (ulimit -v)"
      }
    let way = decoding.unusual.map { " even by " + $0 } ?? ""
    return
      "This run needs \(MemorySize.text(needed)) of memory\(way) where \(MemorySize.text(room.bytes)) "
      + "are \(whose)"
  }

  /// The error to throw; the settings are named as they are chosen there: `--resolution`, `--precision`.
  public func error(resolution: String, precision: String) -> InferenceError {
    let ways =
      [
        fittingWay.map { "the preference decoding = \"\($0.rawValue)\"" },
        lighter.map { "\(precision) \($0.rawValue)" }, fitting.map { "\(resolution) \($0)" },
      ]
      .compactMap(\.self)
    let advice =
      !ways.isEmpty
      ? ways.joined(separator: " or ") + " would fit" : "no resolution would fit; \(more)"
    return .tooLarge(self, advice: advice)
  }

  /// How there would be more room.
  private var more: String {
    switch room.bound {
    case .machine: "give the model a machine with more memory, or end other programs"
    case .group, .person, .addresses: "raise that limit"
    }
  }
}

/// Numbers of bytes in words.
public enum MemorySize {
  /// `6.7 GB`, `212 MB`.
  public static func text(_ bytes: Int) -> String {
    let tenths = (Double(bytes) / 1e8).rounded() / 10
    return bytes < 1_000_000_000 ? "\(max(0, bytes) / 1_000_000) MB" : "\(tenths) GB"
  }
}
