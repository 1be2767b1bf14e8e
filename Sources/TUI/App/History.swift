/// A value with undo and redo.
struct History<Value: Equatable & Sendable>: Sendable {
  private(set) var value: Value
  private var past: [Value] = []
  private var future: [Value] = []
  /// How many changes can be taken back.
  private let limit = 200

  init(_ value: Value) {
    self.value = value
  }

  /// Makes a change that `undo` takes back.
  mutating func push(_ value: Value) {
    guard value != self.value else { return }
    past.append(self.value)
    if past.count > limit { past.removeFirst() }
    future = []
    self.value = value
  }

  /// Takes back the last change; false when there is none.
  mutating func undo() -> Bool {
    guard let last = past.popLast() else { return false }
    future.append(value)
    value = last
    return true
  }

  /// Makes the change that was taken back; false when there is none.
  mutating func redo() -> Bool {
    guard let next = future.popLast() else { return false }
    past.append(value)
    value = next
    return true
  }
}
