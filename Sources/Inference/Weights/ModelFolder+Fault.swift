extension ModelFolder {
  /// The same error; where a network gave NaN or infinity, with the tensor of its block that holds such a
  /// value, or that none does.
  ///
  /// Only the tensors of that block are read.
  ///
  /// - Parameters:
  ///   - error: What a run ended with.
  ///   - checkpoint: Asked for cancellation.
  /// - Returns: The error to show.
  public func explaining(
    _ error: InferenceError, _ checkpoint: Checkpoint = Checkpoint()
  ) -> InferenceError {
    guard case .notFinite(var fault) = error, fault.cause == nil, !fault.block.isEmpty,
      let files = weightFiles[fault.component]
    else { return error }
    do throws(InferenceError) {
      for path in files.paths where path.hasSuffix(".safetensors") {
        let file = try SafetensorsFile(path: path)
        for entry in file.entries where fault.concerns(entry.name) {
          guard let found = try file.firstNonFinite(in: entry.name, checkpoint) else { continue }
          fault.cause = .tensor(name: entry.name, index: found.index, value: "\(found.value)")
          return .notFinite(fault)
        }
      }
      fault.cause = .computing
      return .notFinite(fault)
    } catch {
      // The file went away meanwhile: what is known without it is said.
      return .notFinite(fault)
    }
  }
}

extension NonFiniteFault {
  /// Whether a tensor of the checkpoint belongs to the block.
  ///
  /// The last block of a network is computed together with the normalisation before it; files of encoders may
  /// lack the prefix that the network's blocks have.
  public func concerns(_ tensor: String) -> Bool {
    var blocks = [block]
    if block.hasSuffix("conv_out") { blocks.append(block.dropLast(8) + "conv_norm_out") }
    for prefix in ["text_model.", "vision_model."] where block.hasPrefix(prefix) {
      blocks.append(String(block.dropFirst(prefix.count)))
    }
    return blocks.contains { tensor.hasPrefix($0 + ".") }
  }
}
