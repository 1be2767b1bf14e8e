import Foundation
import Inference

/// The fits that previews are made with, and whether previews are worth showing: not where a full decode takes
/// less than a frame.
struct PreviewFits {
  /// What was learnt of an autoencoder by its decodes.
  private struct Known {
    /// Of the newest run that had a decode.
    var fit: LatentFit?
    /// The least that a decode took, in seconds for a pixel of the latents.
    var pace: Double
    var decodes: Int
    /// Whether the fit came nearer to the decoder than a tiny autoencoder did, as far as is known.
    var isFitNearer = false
  }

  /// Seconds of a frame: what is there sooner needs no preview.
  static let frame = 1.0 / 30
  /// How much longer a first decode may take than the others: layers transform their weights in it.
  private static let firstDecode = 10.0

  private var known: [String: Known] = [:]
  /// The fits of runs that had a decode of their own.
  private var own: [RunID: LatentFit] = [:]

  /// Takes note of a decode.
  ///
  /// - Parameters:
  ///   - autoencoder: Which one, by the file of its weights.
  ///   - run: Whose; nil for a member of an ensemble.
  ///   - pixels: Pixels of the latents.
  ///   - seconds: What it took.
  ///   - fit: Makes the fit of it; called where the run has none of its own, and of a member where the
  ///     autoencoder has none.
  /// - Returns: The fit, where this decode made it.
  mutating func decoded(
    _ autoencoder: String, _ run: RunID?, pixels: Int, seconds: Double, fit: () -> LatentFit?
  ) -> LatentFit? {
    let pace = max(0, seconds) / Double(max(1, pixels))
    var entry = known[autoencoder] ?? Known(fit: nil, pace: .infinity, decodes: 0)
    // The first is only believed to be long where nothing else is known.
    entry.pace = min(entry.pace, entry.decodes == 0 ? pace / Self.firstDecode : pace)
    if entry.decodes == 1 { entry.pace = max(entry.pace, pace) }
    entry.decodes += 1
    var made: LatentFit?
    if run.map({ own[$0] == nil }) ?? (entry.fit == nil) {
      made = fit()
      if let made {
        if let run { own[run] = made }
        entry.fit = made
      }
    }
    known[autoencoder] = entry
    return made
  }

  /// The fit of an autoencoder's newest decode; nil before there is one.
  func fit(_ autoencoder: String) -> LatentFit? { known[autoencoder]?.fit }

  /// The fit of a run's own first decode, else of the autoencoder's newest.
  func fit(_ autoencoder: String, of run: RunID) -> LatentFit? { own[run] ?? fit(autoencoder) }

  /// Takes note of which came nearer to a decode.
  mutating func compared(_ autoencoder: String, isFitNearer: Bool) {
    known[autoencoder]?.isFitNearer = isFitNearer
  }

  /// Whether the fit came nearer to the newest decode that was looked at than a tiny autoencoder did.
  func isFitNearer(_ autoencoder: String) -> Bool { known[autoencoder]?.isFitNearer ?? false }

  /// Whether a decode of so many pixels of latents takes longer than a frame.
  ///
  /// `isLarge` says it of an autoencoder of which nothing is known yet.
  func areWorthwhile(_ autoencoder: String, pixels: Int, isLarge: Bool = false) -> Bool {
    guard let entry = known[autoencoder] else { return isLarge }
    return entry.pace * Double(pixels) > Self.frame
  }

  /// A run is gone.
  mutating func forget(_ run: RunID) { own[run] = nil }
}

extension ModelFolder {
  /// The file of the autoencoder's weights, the same for models that share it through links.
  var autoencoder: String {
    let file = files.first { path in
      path.hasSuffix(".safetensors")
        && URL(fileURLWithPath: path).deletingLastPathComponent().lastPathComponent == "vae"
    }
    return file.map { URL(fileURLWithPath: $0).resolvingSymlinksInPath().path } ?? path
  }
}
