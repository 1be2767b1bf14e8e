internal import TestSupport
internal import Testing

@testable internal import Inference

@Suite struct CLIPTokenizerTests {
  private static let folder = Golden.folder + "/tokenizer"

  private static func text(_ name: String) throws -> [UInt8] {
    try OpenFile.contents(of: folder + "/" + name, limit: 1 << 20, advice: "make the goldens")
  }

  @Test func everyPromptHasTheReferencesTokens() throws {
    let tokenizer = try CLIPTokenizer(folder: Self.folder)
    let json = try JSONReader.parse(Self.text("cases.json"), limits: .config)
    guard case .array(let cases) = json else {
      Issue.record("cases.json is no list")
      return
    }
    #expect(cases.count > 25)
    for test in cases {
      guard case .array(let parts) = test, case .string(let text) = parts[0],
        case .array(let numbers) = parts[1]
      else {
        Issue.record("a case is no pair")
        continue
      }
      let found = try tokenizer(text)
      #expect(found.map { JSONValue.integer($0) } == numbers, "\(text.debugDescription)")
    }
  }

  @Test func aWordOfTheVocabularyIsOneToken() throws {
    let tokenizer = try CLIPTokenizer(folder: Self.folder)
    let tokens = try tokenizer("indoor geometry")
    #expect(tokens.count == 4)
    #expect(tokens.first == tokenizer.begin && tokens.last == tokenizer.end)
  }

  @Test func onlyPromptsOfSensibleLengthAreCut() throws {
    let tokenizer = try CLIPTokenizer(folder: Self.folder)
    #expect(throws: InferenceError.self) { try tokenizer(String(repeating: "a", count: 2001)) }
    #expect(try tokenizer(String(repeating: "a", count: 2000)).count > 2)
  }

  @Test(arguments: [
    ("merges.txt", "i n\nin", "line 2 has 1 parts where two tokens are expected"),
    ("merges.txt", "i n\ni  n", "line 2 has 3 parts"),
    ("merges.txt", "i n\nz q", "line 2 needs the token zq, which vocab.json lacks"),
    ("merges.txt", "xyz n", "line 1 needs the token xyz, which vocab.json lacks"),
    ("vocab.json", "not json", "vocab.json is damaged"),
    ("vocab.json", "[1]", "vocab.json is damaged: it is a list of 1 where an object is expected"),
    ("vocab.json", #"{"a":"b"}"#, "a is the string \"b\" where a whole number"),
    ("vocab.json", #"{"a":-1}"#, "a is the number -1 where a whole number"),
    ("vocab.json", #"{"a":1,"b":1}"#, "two of its tokens have the same number"),
    ("vocab.json", #"{"<|endoftext|>":1}"#, "it lacks the token <|startoftext|>"),
  ])
  func aDamagedFileGivesASentence(_ name: String, _ content: String, _ words: String) throws {
    let folder = try TemporaryFolder()
    for file in ["vocab.json", "merges.txt"] { try folder.write(Self.text(file), to: file) }
    if name == "vocab.json" { try folder.write("", to: "merges.txt") }
    try folder.write(content, to: name)
    let error = #expect(throws: InferenceError.self) { try CLIPTokenizer(folder: folder.path) }
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }

  @Test(arguments: ["vocab.json", "merges.txt"])
  func missingAndVastFilesAreRefused(_ name: String) throws {
    let folder = try TemporaryFolder()
    let other = name == "vocab.json" ? "merges.txt" : "vocab.json"
    try folder.write(Self.text(other), to: other)
    let missing = #expect(throws: InferenceError.self) { try CLIPTokenizer(folder: folder.path) }
    #expect(missing?.description.contains("\(name) is not there") == true)
    try folder.write([UInt8](repeating: 0x20, count: (8 << 20) + 1), to: name)
    let vast = #expect(throws: InferenceError.self) { try CLIPTokenizer(folder: folder.path) }
    #expect(vast?.description.contains("at most 8388608 are expected") == true)
  }
}
