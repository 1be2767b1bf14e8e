internal import CCrypto
import Foundation
import Inference

/// Digests of files, in lower-case hexadecimal, read in pieces.
enum Digest {
  /// SHA-256 of a file.
  ///
  /// - Throws: `missing` or `unreadable`; what `progress` throws, which is told the bytes of each piece.
  static func file(
    _ path: String, _ progress: (Int) throws(InferenceError) -> Void = { _ in }
  ) throws(InferenceError) -> String {
    try digest(path, EVP_sha256(), prefix: "", progress)
  }

  /// What git and the Hub call a file of these bytes: SHA-1 of `blob`, its length, a zero byte and the
  /// bytes.
  ///
  /// - Throws: as `file`.
  static func gitBlob(
    _ path: String, _ progress: (Int) throws(InferenceError) -> Void = { _ in }
  ) throws(InferenceError) -> String {
    let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
    return try digest(path, EVP_sha1(), prefix: "blob \(size ?? 0)\0", progress)
  }

  /// SHA-256 of float32 values, little endian, as in a `.npy` file after its header.
  static func floats(_ values: [Float]) -> String {
    guard let context = EVP_MD_CTX_new() else { return "" }
    defer { EVP_MD_CTX_free(context) }
    EVP_DigestInit_ex(context, EVP_sha256(), nil)
    let bytes = values.map { $0.bitPattern.littleEndian }
    _ = bytes.withUnsafeBytes { EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
    return finished(context)
  }

  private static func digest(
    _ path: String, _ algorithm: OpaquePointer?, prefix: String,
    _ progress: (Int) throws(InferenceError) -> Void
  ) throws(InferenceError) -> String {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      guard FileManager.default.fileExists(atPath: path) else {
        throw .missing(path: path, advice: "it was there a moment ago")
      }
      throw .unreadable(path: path, reason: "the permission to read it is missing, chmod gives it")
    }
    guard let context = EVP_MD_CTX_new() else {
      throw .outOfMemory(what: "a digest", bytes: 1024)
    }
    defer { EVP_MD_CTX_free(context) }
    EVP_DigestInit_ex(context, algorithm, nil)
    let start = Array(prefix.utf8)
    EVP_DigestUpdate(context, start, start.count)
    while let piece = try next(handle, path), !piece.isEmpty {
      _ = piece.withUnsafeBytes { EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
      try progress(piece.count)
    }
    return finished(context)
  }

  private static func finished(_ context: OpaquePointer) -> String {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    EVP_DigestFinal_ex(context, &digest, &length)
    return digest.prefix(Int(length)).map { byte in
      let text = String(byte, radix: 16)
      return byte < 16 ? "0" + text : text
    }.joined()
  }

  private static func next(_ handle: FileHandle, _ path: String) throws(InferenceError) -> Data? {
    do {
      return try handle.read(upToCount: 1 << 20)
    } catch {
      throw .unreadable(path: path, reason: error.localizedDescription)
    }
  }
}
