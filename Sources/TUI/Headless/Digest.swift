import Crypto
import Foundation
import Inference

/// SHA-256 of files and of arrays, in lower-case hexadecimal.
enum Digest {
  /// The digest of a file, read in pieces.
  ///
  /// - Throws: `missing` or `unreadable`.
  static func file(_ path: String) throws(InferenceError) -> String {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw .missing(path: path, advice: "it was there a moment ago")
    }
    var hash = SHA256()
    do {
      while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
        hash.update(data: piece)
      }
    } catch {
      throw .unreadable(path: path, reason: error.localizedDescription)
    }
    return hexadecimal(hash.finalize())
  }

  /// The digest of a tensor's values in memory order (little endian).
  static func tensor(_ tensor: Tensor) -> String {
    tensor.scalars.withUnsafeBytes { bytes in
      var hash = SHA256()
      hash.update(bufferPointer: bytes)
      return hexadecimal(hash.finalize())
    }
  }

  private static func hexadecimal(_ digest: SHA256.Digest) -> String {
    digest.map { byte in
      let text = String(byte, radix: 16)
      return byte < 16 ? "0" + text : text
    }.joined()
  }
}
