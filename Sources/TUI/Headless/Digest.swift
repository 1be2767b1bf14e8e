internal import CCrypto
import Foundation
import Inference

/// SHA-256 of files, in lower-case hexadecimal.
enum Digest {
  /// The digest of a file, read in pieces.
  ///
  /// - Throws: `missing` or `unreadable`.
  static func file(_ path: String) throws(InferenceError) -> String {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw .missing(path: path, advice: "it was there a moment ago")
    }
    guard let context = EVP_MD_CTX_new() else {
      throw .outOfMemory(what: "a digest", bytes: 1024)
    }
    defer { EVP_MD_CTX_free(context) }
    EVP_DigestInit_ex(context, EVP_sha256(), nil)
    do {
      while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
        _ = piece.withUnsafeBytes { EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
      }
    } catch {
      throw .unreadable(path: path, reason: error.localizedDescription)
    }
    var digest = [UInt8](repeating: 0, count: 32)
    EVP_DigestFinal_ex(context, &digest, nil)
    return digest.map { byte in
      let text = String(byte, radix: 16)
      return byte < 16 ? "0" + text : text
    }.joined()
  }
}
