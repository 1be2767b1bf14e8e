import Foundation
import Inference

/// What shows a step before it is decoded.
enum PreviewChoice: Sendable, Hashable {
  /// taesd where the Hub's cache has it and it does better than the fit.
  case auto
  /// A linear fit of the run's own first decode.
  case linear
  /// taesd from the Hub's cache.
  case taesd
  /// A tiny autoencoder in a folder.
  case folder(String)
  /// Nothing: a step waits for its decode.
  case off

  /// The choices that have a word.
  static let named: [PreviewChoice] = [.auto, .linear, .taesd, .off]

  /// What may be given, in words.
  static let allowed = "auto, linear, taesd, off, or the folder of a tiny autoencoder"

  /// The choice of a word or of a folder, which has a `/` in its path; nil for anything else.
  init?(_ text: String) {
    if let choice = Self.named.first(where: { $0.text == text }) {
      self = choice
    } else if text.contains("/") || text == "." || text == ".." || text == "~" {
      self = .folder(text)
    } else {
      return nil
    }
  }

  /// The choice as it is typed.
  var text: String {
    switch self {
    case .auto: "auto"
    case .linear: "linear"
    case .taesd: "taesd"
    case .folder(let path): path
    case .off: "off"
    }
  }

  /// Whether somebody asks for a tiny autoencoder by name, and is told where there is none.
  var isDemanding: Bool {
    switch self {
    case .taesd, .folder: true
    case .auto, .linear, .off: false
    }
  }

  /// What it means, in a sentence.
  var sentence: String {
    switch self {
    case .auto:
      "Previews are taesd's where the Hub's cache has it and it does better than a linear fit."
    case .linear: "Previews are a linear fit of a run's first decode."
    case .taesd: "Previews are taesd's, for models with Stable Diffusion's autoencoder."
    case .folder(let path):
      "Previews are of \(Printable.clean(path)), for models with Stable Diffusion's autoencoder."
    case .off: "Without previews, a step waits for its decode."
    }
  }
}
