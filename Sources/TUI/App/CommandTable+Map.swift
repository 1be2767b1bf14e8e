import Inference

extension CommandTable {
  static let mapping: [CommandSpec] = [
    CommandSpec(
      "map", "[WHAT]", "the map of told t and held noise: cell T NOISE, grid TxN, error KIND",
      example: "map cell 999 1"
    ) { (words, _, _) throws(CommandError) -> Command in try mapCommand(words) }
    .completing { words, _ in
      switch words {
      case []: ["cell", "error", "grid", "move", "show"]
      case ["error"]: ["auto"] + ErrorMap.Kind.allCases.map(\.rawValue)
      case ["grid"]: ["9x9", MapSize.usual.text, "33x33"]
      default: []
      }
    }
  ]

  private static func mapCommand(_ words: [String]) throws(CommandError) -> Command {
    let rest = Array(words.dropFirst())
    switch words.first {
    case nil: return .screen(.map)
    case "show" where rest.isEmpty: return .errorMap(.show)
    case "grid": return .errorMap(.grid(try size(rest)))
    case "error": return .errorMap(.error(try kind(rest)))
    case "move":
      guard rest.count == 2, let across = Int(rest[0]), let up = Int(rest[1]),
        (-64...64).contains(across), (-64...64).contains(up)
      else {
        throw .notInRange("map move", rest.joined(separator: " "), "cells to the right and up")
      }
      return .errorMap(.move(across: across, up: up))
    case "cell":
      guard rest.count == 2, let told = Int(rest[0]), (0...9999).contains(told),
        let noise = Float(rest[1]), (0...1).contains(noise)
      else {
        throw .notInRange(
          "map cell", rest.joined(separator: " "),
          "a told timestep and a noise level from 0 to 1, such as 999 1")
      }
      return .errorMap(.cell(told: told, noise: noise))
    case let word? where rest.isEmpty && Int(word) != nil:
      return .errorMap(.grid(try size(["\(word)x\(word)"])))
    case let word?: throw .notOneOf("map", word, ["cell", "error", "grid", "move", "show"])
    }
  }

  private static func size(_ words: [String]) throws(CommandError) -> MapSize {
    do {
      return try MapSize(words.joined(separator: " "), name: "map grid")
    } catch {
      throw CommandError(error.description)
    }
  }

  private static func kind(_ words: [String]) throws(CommandError) -> ErrorMap.Kind? {
    let names = ["auto"] + ErrorMap.Kind.allCases.map(\.rawValue)
    guard words.count == 1, names.contains(words[0]) else {
      throw .notOneOf("map error", words.joined(separator: " "), names)
    }
    return ErrorMap.Kind(rawValue: words[0])
  }
}
