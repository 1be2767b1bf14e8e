import Inference

/// Models and pictures.
extension InferenceWorker {
  func load(_ name: String) {
    post(.model(.loading(name: name)))
    do throws(InferenceError) {
      let folder = try Assets.model(name)
      let family = named?.model == name ? named?.family : nil
      let precision = try self.precision.precision(for: folder)
      var cost = try LoadedCost(folder, family: family, precision: precision)
      let estimator = try Estimator(
        folder: folder, family: family, precision: precision, cache: cache,
        checkpoint(nil))
      try cost.measure()
      prepared = nil
      model = (name, estimator, cost, folder)
      tell(name, estimator, cost, folder)
    } catch {
      post(.model(.failed(name: name, message: error.description)))
    }
  }

  func open(_ name: String, _ truth: String?) {
    do throws(InferenceError) {
      show(try opened(name, truth))
    } catch {
      // Ground truth that cannot be used is no reason to show nothing.
      if truth != nil, picture == nil, let alone = try? opened(name, nil) { show(alone) }
      post(.picture(.failed(path: name, message: error.description)))
    }
  }

  private func opened(_ name: String, _ truth: String?) throws(InferenceError) -> Picture {
    pictureCount += 1
    return try PictureOpener.open(name, truth: truth, id: PictureID(number: pictureCount))
  }

  private func show(_ opened: Picture) {
    picture = opened
    store.add(opened)
    post(.picture(.opened(opened)))
  }
}
