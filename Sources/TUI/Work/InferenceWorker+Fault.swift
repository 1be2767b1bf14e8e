import Inference

extension InferenceWorker {
  /// How long the blocks of a step, or of encoding, took.
  func tellTimes(_ index: Int?, _ run: RunID) {
    let blocks = times.take()
    if !blocks.isEmpty { post(.run(run, .timed(index: index, blocks))) }
  }

  /// A run ended with an error; values that are not finite are told first, with the tensor they came from.
  func fail(_ run: RunID, _ error: InferenceError) {
    let folder = runs[run]?.folder ?? model?.folder
    let error = folder?.explaining(error) ?? error
    if case .notFinite(let fault) = error { post(.run(run, .fault(fault))) }
    post(.run(run, .failed(message: error.description)))
  }

  /// An error over values that are not finite names the step whose tensor was decoded.
  func locating(
    _ index: Int, _ run: Run, _ body: () throws(InferenceError) -> DecodedMap
  ) throws(InferenceError) -> DecodedMap {
    do throws(InferenceError) {
      return try body()
    } catch {
      throw error.located(atStep: index, of: run.denoising.trajectory.plan.entries.count)
    }
  }
}
