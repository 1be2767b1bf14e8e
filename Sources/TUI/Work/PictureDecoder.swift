import Foundation
import Inference
import Render

/// Decodes photos in a short-lived child of this program with little memory and time, so that a hostile
/// file cannot touch the session.
enum PictureDecoder {
  /// The hidden command that the child runs.
  static let commandName = "decode-picture"

  /// A picture from a file.
  ///
  /// - Throws: `missing`, `unreadable` and `damaged`, in one sentence of the child's.
  static func decode(_ path: String) throws(InferenceError) -> Raster {
    guard FileManager.default.fileExists(atPath: path) else {
      throw .missing(
        path: path,
        advice: "name a PNG, JPEG or PPM file, or " + Assets.shipped("scene", Assets.sceneNames))
    }
    let child = Process()
    child.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    child.arguments = [commandName, path]
    // The child must not repair a terminal, prompt after a trap, or start threads for BLAS.
    child.environment = ProcessInfo.processInfo.environment.merging(
      ["SWIFT_BACKTRACE": "enable=no", "OPENBLAS_NUM_THREADS": "1"]) { $1 }
    let output = Pipe()
    let complaint = Pipe()
    child.standardInput = FileHandle.nullDevice
    child.standardOutput = output
    child.standardError = complaint
    do {
      try child.run()
    } catch {
      throw .unreadable(path: path, reason: "no decoder could be started")
    }
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    let words = complaint.fileHandleForReading.readDataToEndOfFile()
    child.waitUntilExit()
    return try answer(bytes, words, child, path)
  }

  private static func answer(
    _ bytes: Data, _ words: Data, _ child: Process, _ path: String
  ) throws(InferenceError) -> Raster {
    guard child.terminationReason == .exit else {
      throw .damaged(
        path: path, reason: "decoding it took more memory or time than a picture may",
        advice: "open it in another program and save it anew as PNG")
    }
    guard child.terminationStatus == 0, let raster = raster(bytes) else {
      let sentence = String(decoding: words.prefix(2000), as: UTF8.self)
        .trimmingCharacters(in: .whitespacesAndNewlines)
      throw .rejected(sentence: sentence.isEmpty ? "\(path) cannot be decoded." : sentence)
    }
    return raster
  }

  /// Width and height as two little-endian 32-bit numbers, then three bytes a pixel.
  private static func raster(_ bytes: Data) -> Raster? {
    guard bytes.count >= 8 else { return nil }
    return bytes.withUnsafeBytes { buffer -> Raster? in
      let width = Int(UInt32(littleEndian: buffer.loadUnaligned(as: UInt32.self)))
      let height = Int(
        UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
      let (area, overflow) = width.multipliedReportingOverflow(by: height)
      guard !overflow, area > 0,
        (bytes.count - 8) == area.multipliedReportingOverflow(by: 3).partialValue
      else { return nil }
      var pixels: [RGB] = []
      pixels.reserveCapacity(area)
      for index in 0..<area {
        let at = 8 + 3 * index
        pixels.append(RGB(buffer[at], buffer[at + 1], buffer[at + 2]))
      }
      return Raster(width: width, height: height, pixels: pixels)
    }
  }
}
