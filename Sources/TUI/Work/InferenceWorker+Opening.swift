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
    pictureCount += 1
    do throws(InferenceError) {
      let opened = try PictureOpener.open(
        name, truth: truth, id: PictureID(number: pictureCount))
      picture = opened
      store.add(opened)
      post(.picture(.opened(opened)))
    } catch {
      post(.picture(.failed(path: name, message: error.description)))
    }
  }
}
