import Inference

/// Names a model within a session: one that is loaded again is another.
struct WeightsKey: Hashable, Sendable {
  var model: String
  var number: Int
}

/// What is known of the health of a component's files.
struct ComponentHealth: Sendable, Equatable {
  enum Values: Sendable, Equatable {
    case unknown
    /// So many of so many tensors have been looked at.
    case checking(done: Int, total: Int)
    case finite
    /// The first value that is not.
    case bad(tensor: String, index: Int, value: String)
    case failed(String)
  }

  enum Digest: Sendable, Equatable {
    case computing(done: Int, total: Int)
    /// SHA-256, and whether it is the one that the Hub names the file by; nil where nothing says.
    case known(String, isExpected: Bool?)
    case failed(String)
  }

  var values = Values.unknown
  /// By the path of the file.
  var digests: [String: Digest] = [:]
}

/// What screen Model shows of a checkpoint, and what is looked at.
struct WeightsState: Sendable {
  enum List: String, Sendable, Hashable, CaseIterable {
    case components, blocks, tensors
  }

  /// The statistics of a tensor, or why there are none.
  enum Answer: Sendable, Equatable {
    case statistics(TensorStatistics)
    case failed(String)
  }

  /// How long the blocks of a network took the last time.
  struct Timing: Sendable, Equatable {
    /// `run 3 step 4`.
    var source: String
    /// In the order of computing.
    var blocks: [BlockTime]
  }

  /// The statistics of so many tensors are kept.
  static let kept = 4096

  /// The model whose contents are shown or awaited.
  var key: WeightsKey?
  /// How many models have been looked at.
  var number = 0
  var contents: ModelContents?
  /// The tree of each component's blocks, as long as the contents.
  var trees: [[BlockRow]] = []
  /// Why there are no contents.
  var problem: String?
  /// What is wrong with the model as a whole; nil when nothing is.
  var structure: String?
  var health: [String: ComponentHealth] = [:]
  var timings: [String: Timing] = [:]

  var list = List.tensors
  /// The names of what is selected; an empty one means the first, or all blocks.
  var component = ""
  var block = ""
  var tensor = ""
  /// What is searched for among the tensors' names.
  var search = ""
  /// The blocks with a time, slowest first, instead of the tree.
  var isByTime = false
  /// The tensor whose statistics were asked for last.
  var asked: StoredTensor?
  /// The component whose values a person asked to have checked, until the answer is there.
  var awaitedCheck: String?
  /// The fault that was gone to already.
  var visited: NonFiniteFault?

  private var answers: [StoredTensor: Answer] = [:]
  /// The order in which they came.
  private var order: [StoredTensor] = []

  subscript(tensor: StoredTensor) -> Answer? { answers[tensor] }

  /// Keeps an answer; the oldest goes when there are too many.
  mutating func keep(_ answer: Answer, _ tensor: StoredTensor) {
    if answers.updateValue(answer, forKey: tensor) == nil { order.append(tensor) }
    if order.count > Self.kept { answers[order.removeFirst()] = nil }
  }

  /// Forgets everything of the model before; what is looked at stays where the next one has it.
  mutating func begin(_ model: String) -> WeightsKey {
    var fresh = WeightsState()
    fresh.number = number + 1
    fresh.list = list
    fresh.component = component
    fresh.isByTime = isByTime
    fresh.timings = timings
    fresh.visited = visited
    fresh.block = block
    fresh.tensor = tensor
    let key = WeightsKey(model: model, number: fresh.number)
    fresh.key = key
    self = fresh
    return key
  }
}

/// What can be done on screen Model.
enum WeightsAction: Hashable, Sendable {
  /// In the focused list.
  case move(Int)
  case first, last
  case list(WeightsState.List)
  case component(String)
  /// A block by its path; empty for all of the component.
  case block(String)
  case tensor(String)
  case find(String)
  /// The next or previous tensor whose name holds what was searched for.
  case next(Int)
  case order(byTime: Bool)
  case nextOrder
  /// Looks at all values of the component.
  case check
  case digest

  /// The words after `:weights`.
  var text: String {
    switch self {
    case .move(let count): "move \(count > 0 ? "+" : "")\(count)"
    case .first: "first"
    case .last: "last"
    case .list(let list): "list \(list.rawValue)"
    case .component(let name): "component \(name)"
    case .block(let path): path.isEmpty ? "block" : "block \(path)"
    case .tensor(let name): "tensor \(name)"
    case .find(let text): "find \(text)"
    case .next(let direction): direction > 0 ? "next" : "previous"
    case .order(let byTime): "order \(byTime ? "time" : "tree")"
    case .nextOrder: "order next"
    case .check: "check"
    case .digest: "digest"
    }
  }
}

/// What the weights worker says.
enum WeightsEvent: Sendable {
  case contents(ModelContents, structure: String?)
  case failed(message: String)
  case measured(StoredTensor, WeightsState.Answer)
  case values(component: String, ComponentHealth.Values)
  case digest(component: String, path: String, ComponentHealth.Digest)
}
