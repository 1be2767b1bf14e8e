/// A step of a run.
struct StepPlace: Hashable, Sendable {
  var run: RunID
  var index: Int
}

/// What is to be decoded: first what is looked at, then its neighbours, then the newest wish.
struct DecodeList: Sendable {
  /// One tensor of a step.
  struct Wish: Hashable, Sendable {
    var run: RunID
    var index: Int
    var target: DecodeTarget
  }

  /// Newest last.
  private var wishes: [Wish] = []
  /// The steps on the screen.
  private var places: [StepPlace] = []

  var isEmpty: Bool { wishes.isEmpty }

  /// Adds a wish; one that waits already becomes the newest.
  mutating func add(_ wish: Wish) {
    wishes.removeAll { $0 == wish }
    wishes.append(wish)
  }

  /// The steps of a run behind one are no longer wanted.
  mutating func drop(_ run: RunID, after index: Int) {
    wishes.removeAll { $0.run == run && $0.index > index }
  }

  /// Other steps are looked at.
  mutating func look(at places: [StepPlace]) { self.places = places }

  /// The most wanted, which is then no longer in the list.
  mutating func next() -> Wish? {
    nearest.map { wishes.remove(at: $0) }
  }

  /// The same, where it is of a run that is looked at, or where nothing is known of that.
  mutating func nextInSight() -> Wish? {
    guard let nearest, places.isEmpty || distance(wishes[nearest]) < .max else { return nil }
    return wishes.remove(at: nearest)
  }

  private var nearest: Int? {
    wishes.indices.min { first, second in
      let (near, far) = (distance(wishes[first]), distance(wishes[second]))
      return near == far ? first > second : near < far
    }
  }

  /// Steps from what is looked at; the same for all where nothing is known of that.
  private func distance(_ wish: Wish) -> Int {
    places.filter { $0.run == wish.run }.map { abs($0.index - wish.index) }.min() ?? .max
  }
}
