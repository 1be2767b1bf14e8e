internal import Foundation

extension CLIPTokenizer {
  /// CLIP's vocabulary has 0.9 MB and its merges 0.5 MB.
  private static let byteLimit = 8 << 20
  private static let advice = "the prompt needs it, fetch the folder again"

  /// Reads `vocab.json` and `merges.txt` of a folder.
  ///
  /// - Throws: `missing`, `unreadable`; `damaged` for what is not a vocabulary, a vocabulary without the
  ///   tokens that begin and end a prompt, and merges that do not fit it.
  init(folder: String) throws(InferenceError) {
    let path = (folder as NSString).appendingPathComponent("vocab.json")
    let bytes = try OpenFile.contents(of: path, limit: Self.byteLimit, advice: Self.advice)
    let file = try ConfigFile(bytes: bytes, path: path)
    let vocabulary = try file.integersByKey(in: 0...1_048_575)
    guard Set(vocabulary.values).count == vocabulary.count else {
      throw .damaged(
        path: path, reason: "two of its tokens have the same number",
        advice: "fetch the file again")
    }
    func special(_ token: String) throws(InferenceError) -> Int {
      guard let number = vocabulary[token] else {
        throw .damaged(
          path: path, reason: "it lacks the token \(token)", advice: "fetch the file again")
      }
      return number
    }
    self.init(
      vocabulary: vocabulary, merges: try Self.merges(in: folder, vocabulary),
      begin: try special("<|startoftext|>"), end: try special("<|endoftext|>"))
  }

  private static func merges(
    in folder: String, _ vocabulary: [String: Int]
  ) throws(InferenceError) -> [Pair: Merge] {
    let path = (folder as NSString).appendingPathComponent("merges.txt")
    let bytes = try OpenFile.contents(of: path, limit: byteLimit, advice: advice)
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw .damaged(path: path, reason: "it is not UTF-8", advice: "fetch the file again")
    }
    var merges: [Pair: Merge] = [:]
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let line = line.last == 0x0D ? line.dropLast() : line
      if line.isEmpty || line.starts(with: "#version".utf8) { continue }
      let parts = line.split(separator: 0x20, omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
      guard parts.count == 2, let left = vocabulary[parts[0]], let right = vocabulary[parts[1]],
        let token = vocabulary[parts.joined()]
      else {
        throw .damaged(
          path: path, reason: problem(line: index + 1, parts, vocabulary),
          advice: "fetch both files again")
      }
      merges[Pair(left: left, right: right)] = Merge(rank: index, token: token)
    }
    return merges
  }

  private static func problem(
    line: Int, _ parts: [String], _ vocabulary: [String: Int]
  ) -> String {
    guard parts.count == 2 else {
      return "line \(line) has \(parts.count) parts where two tokens are expected"
    }
    let unknown = (parts + [parts.joined()]).first { vocabulary[$0] == nil } ?? ""
    return "line \(line) needs the token \(unknown.prefix(60)), which vocab.json lacks"
  }
}
