internal import Synchronization

/// The conditioning's tokens inside a network.
struct Prompt: Sendable {
  /// `[B, 1, L, D]`.
  let tokens: Activation
  /// Another number for other tokens.
  let generation: Int
}

/// The tokens of the last call, so that a denoising run transforms its prompt once.
final class PromptCache: Sendable {
  private struct Entry {
    var hiddenStates: Tensor
    var prompt: Prompt
  }

  private let entry = Mutex<Entry?>(nil)
  /// Counted apart, so that two prompts that are made at the same time differ.
  private let generations = Atomic<Int>(0)

  /// The prompt for `images` images from `[1, L, D]` or `[B, L, D]`.
  ///
  /// - Throws: `outOfMemory`.
  func callAsFunction(
    _ hiddenStates: Tensor, images: Int, _ compute: Compute
  ) throws(InferenceError) -> Prompt {
    let old = entry.withLock { $0 }
    if let old, old.prompt.tokens.batch == images, old.hiddenStates == hiddenStates {
      return old.prompt
    }
    let tokens = try Self.tokens(hiddenStates, images: images, compute)
    let prompt = Prompt(tokens: tokens, generation: generations.add(1, ordering: .relaxed).newValue)
    entry.withLock { $0 = Entry(hiddenStates: hiddenStates, prompt: prompt) }
    return prompt
  }

  private static func tokens(
    _ hiddenStates: Tensor, images: Int, _ compute: Compute
  ) throws(InferenceError) -> Activation {
    guard hiddenStates.shape[0] != images else { return try Activation(hiddenStates, compute) }
    let shape = [images] + hiddenStates.shape.dropFirst()
    let copies = [[Float]](repeating: hiddenStates.scalars, count: images).flatMap { $0 }
    return try Activation(Tensor(copies, shape: shape), compute)
  }
}

/// Keys and values of one cross-attention for the prompt they were last asked for.
final class KeyValueCache: Sendable {
  /// Both sides of the attention to a prompt.
  struct Pair: Sendable {
    let key: Activation
    let value: Activation
  }

  private let entry = Mutex<(generation: Int, pair: Pair)?>(nil)

  /// The pair for a prompt, made by `make` when the prompt is another one.
  ///
  /// - Throws: what `make` throws.
  func callAsFunction(
    _ prompt: Prompt, _ make: (Activation) throws(InferenceError) -> Pair
  ) throws(InferenceError) -> Pair {
    if let kept = entry.withLock({ $0 }), kept.generation == prompt.generation {
      return kept.pair
    }
    let pair = try make(prompt.tokens)
    entry.withLock { $0 = (prompt.generation, pair) }
    return pair
  }
}
