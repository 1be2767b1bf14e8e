import Inference

extension InferenceWorker {
  /// The next cells of the map that fills; first the map itself, where it is new.
  func fillMap(_ key: MapKey, _ run: RunID, known: ErrorMap?) {
    attempt(key) { () throws(InferenceError) in
      if !maps.has(key) {
        try open(key, run, known)
        if let map = maps.map(key) { post(.map(key, .began(map))) }
      }
      let isFilling = try maps.fill(key, checkpoint(nil)) { cell, error in
        post(.map(key, .cell(cell, error)))
      }
      guard !isFilling else { return }
      queue.finish(key)
      if let map = maps.map(key) { post(.map(key, .began(map))) }
      post(.map(key, .finished))
    }
  }

  /// What a cell's x̂0 looks like.
  func predictCell(_ key: MapKey, _ run: RunID, _ cell: ErrorMapGrid.Cell, number: Int) {
    attempt(key) { () throws(InferenceError) in
      if !maps.has(key) { try open(key, run, nil) }
      if store.hasPreviews(run), let latents = try maps.latents(key, cell, checkpoint(nil)),
        let (preview, kind) = preview(of: latents, run, 0)
      {
        let answer = MapPrediction(
          number: number, key: key, cell: cell, prediction: preview, preview: kind)
        store.add(answer)
        post(.map(key, .predicted(answer)))
        return queue.add(.decodeCell(key, cell, number: number))
      }
      try decode(key, cell, number)
    }
  }

  /// The decode of a cell that was shown as a preview; another cell stops it.
  func decodeCell(_ key: MapKey, _ cell: ErrorMapGrid.Cell, _ number: Int) {
    attempt(key) { () throws(InferenceError) in try decode(key, cell, number) }
  }

  private func decode(
    _ key: MapKey, _ cell: ErrorMapGrid.Cell, _ number: Int
  ) throws(InferenceError) {
    guard let (prediction, error) = try maps.predict(key, cell, checkpoint(nil)) else { return }
    let answer = MapPrediction(number: number, key: key, cell: cell, prediction: prediction)
    store.add(answer)
    post(.map(key, .cell(cell, error)))
    post(.map(key, .predicted(answer)))
  }

  private func open(_ key: MapKey, _ run: RunID, _ known: ErrorMap?) throws(InferenceError) {
    guard let source = mapSource(run) else {
      throw .invalidSetting(
        name: "The map's run", value: "one that was let go", allowed: "a run that is kept")
    }
    try maps.open(
      key, source.trajectory, source.estimator, source.image, source.picture, known: known,
      checkpoint(nil))
  }

  private func attempt(_ key: MapKey, _ body: () throws(InferenceError) -> Void) {
    do throws(InferenceError) {
      try body()
    } catch {
      // A cell that gave way to something more urgent is taken up again.
      guard error != .cancelled else { return }
      queue.finish(key)
      post(.map(key, .failed(message: error.description)))
    }
  }
}
