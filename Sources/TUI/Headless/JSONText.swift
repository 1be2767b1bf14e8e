import Foundation

/// JSON as the headless commands print and save it: snake-case keys in a fixed order.
enum JSONText {
  static func pretty(_ value: some Encodable) -> String {
    text(value, [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
  }

  static func line(_ value: some Encodable) -> String {
    text(value, [.sortedKeys, .withoutEscapingSlashes])
  }

  private static func text(
    _ value: some Encodable, _ formatting: JSONEncoder.OutputFormatting
  ) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = formatting
    encoder.keyEncodingStrategy = .convertToSnakeCase
    // A pure-noise level has an infinite log-SNR; JSON has no infinity.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    let data = (try? encoder.encode(value)) ?? Data("null".utf8)
    return String(decoding: data, as: UTF8.self)
  }
}

/// A value with its `event` name beside its own fields: one line of `--events`.
struct Event<Payload: Encodable>: Encodable {
  private enum Key: String, CodingKey {
    case event
  }

  private let event: String
  private let payload: Payload

  init(_ event: String, _ payload: Payload) {
    self.event = event
    self.payload = payload
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(event, forKey: .event)
    try payload.encode(to: encoder)
  }
}
