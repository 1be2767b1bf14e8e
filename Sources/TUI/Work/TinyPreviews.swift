import Foundation
import Inference

/// The tiny autoencoder that a person has, if any: looked for once for each choice.
struct TinyPreviews {
  private(set) var choice = PreviewChoice.auto
  private let cache: HubCache
  private var found: TinyAutoencoder?
  private var isLookedFor = false
  /// Autoencoders of which it was said that none fits them.
  private var refused: Set<String> = []

  /// - Parameter cache: Where the usual one is looked for.
  init(cache: HubCache = Assets.cache) { self.cache = cache }

  /// Another choice; what was found for the one before is let go.
  mutating func use(_ choice: PreviewChoice) {
    self = TinyPreviews(cache: cache)
    self.choice = choice
  }

  /// The tiny autoencoder of the choice; nil where there is none.
  ///
  /// - Parameter say: Told what is wrong with it, once.
  /// - Returns: The same as long as the choice is.
  mutating func autoencoder(_ say: (String) -> Void) -> TinyAutoencoder? {
    guard !isLookedFor else { return found }
    isLookedFor = true
    do throws(InferenceError) {
      found = try look()
      // Weights that are not finite would show nothing, step after step.
      if let found {
        _ = try found.decode(Tensor(zeros: [1, found.config.latentChannels, 4, 4]))
      }
    } catch {
      found = nil
      say("\(error.description) Previews stay linear.")
    }
    return found
  }

  private func look() throws(InferenceError) -> TinyAutoencoder? {
    switch choice {
    case .linear, .off: return nil
    case .auto: return try TinyAutoencoder.usual(in: cache)
    case .taesd: return try TinyAutoencoder(HubID(TinyAutoencoder.usual), in: cache)
    case .folder(let path):
      return try TinyAutoencoder(folder: (path as NSString).expandingTildeInPath)
    }
  }

  /// The tiny autoencoder for an estimator's latents; nil where it is not made for them.
  ///
  /// - Parameters:
  ///   - estimator: Whose latents.
  ///   - model: Its name, for the sentence.
  ///   - say: Told what is wrong with it, and, where somebody asked for it by name, that it does not fit; once.
  /// - Returns: The one that was found.
  mutating func autoencoder(
    for estimator: Estimator, of model: String, _ say: (String) -> Void
  ) -> TinyAutoencoder? {
    guard let tiny = autoencoder(say) else { return nil }
    guard let misfit = estimator.misfit(of: tiny) else { return tiny }
    if choice.isDemanding, refused.insert(model).inserted {
      say("Previews of \(Printable.clean(model, limit: 60)) stay linear: \(misfit).")
    }
    return nil
  }
}
