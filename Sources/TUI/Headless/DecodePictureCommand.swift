import ArgumentParser
import Foundation
import Render

/// `stepscope decode-picture`: the child that decodes photos; not for people.
struct DecodePictureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: PictureDecoder.commandName, abstract: "Decode a picture to raw RGB on stdout.",
    shouldDisplay: false)

  @Argument var path: String

  func run() throws {
    Self.limit(RLIMIT_AS, to: 1 << 30)
    Self.limit(RLIMIT_CPU, to: 10)
    // Nothing may be written to any file; stdout is a pipe.
    Self.limit(RLIMIT_FSIZE, to: 0)
    do throws(RenderError) {
      let raster = try ImageFile.load(path)
      var bytes = Data(capacity: 8 + 3 * raster.pixels.count)
      for number in [raster.width, raster.height] {
        withUnsafeBytes(of: UInt32(number).littleEndian) { bytes.append(contentsOf: $0) }
      }
      for pixel in raster.pixels {
        bytes.append(pixel.red)
        bytes.append(pixel.green)
        bytes.append(pixel.blue)
      }
      FileHandle.standardOutput.write(bytes)
    } catch {
      Talk.say("\(error)")
      throw ExitCode(ExitStatus.badData.rawValue)
    }
  }

  private static func limit(_ resource: __rlimit_resource, to bytes: Int) {
    var limits = rlimit(rlim_cur: rlim_t(bytes), rlim_max: rlim_t(bytes))
    setrlimit(__rlimit_resource_t(resource.rawValue), &limits)
  }
}
