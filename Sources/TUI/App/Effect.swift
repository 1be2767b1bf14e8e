import Inference

/// Work that `update` asks for; whoever runs it answers with messages.
enum Effect: Hashable, Sendable {
  /// Load a model by embedded name or folder.
  case loadModel(String)
  /// What models that are loaded from now on compute with.
  case usePrecision(PrecisionChoice)
  /// What shows steps before they are decoded.
  case usePreviews(PreviewChoice)
  /// Look for models in the cache, for lists to choose from.
  case listModels
  /// Open a picture, with ground truth from a file; without one, with what lies beside it.
  case openPicture(path: String, truth: String? = nil)
  /// A new run of the current model and picture.
  case start(RunID, RunSettings)
  /// A new run that shares the first `after` steps of another (and then other settings).
  case branch(RunID, from: RunID, after: Int, RunSettings)
  /// A run that a session brought back: its first settings, then branches.
  case restore(RunID, [Session.Stage])
  /// A member of an ensemble as a run, with the steps it has.
  case startMember(RunID, SeedsMember)
  /// Stop all work for a run; its finished steps stay.
  case cancel(RunID)
  /// Let go of a run, or of its decoded pictures alone.
  case forget(RunID, picturesOnly: Bool)
  /// Decode one tensor of a step; most wanted first, a newer request overtakes.
  case decode(RunID, index: Int, DecodeTarget)
  /// These steps are on the screen: they are decoded first, then their neighbours.
  case look([StepPlace])
  /// One network call on a step's latents: told another timestep, and, where given, holding another
  /// noise level (the run's final x̂0 mixed with its initial noise).
  case probe(
    RunID, index: Int, number: Int, toldTimestep: Int, heldNoise: Float?, modality: Int = 0)
  /// A step's prediction beside its ground truth, without a fit.
  case measure(RunID, index: Int)
  /// The smallest and the largest value of a view of a step.
  case survey(ImageKey.StepPicture)
  /// Fill an error map in the background, around a run, from what is known of it.
  case fillMap(MapKey, run: RunID, known: ErrorMap?)
  /// No map is looked at.
  case pauseMap
  /// Decode what a cell of a map predicts; only the newest counts.
  case predictCell(MapKey, run: RunID, ErrorMapGrid.Cell, number: Int)
  /// Grow an ensemble to so many members, a step at a time; without one of that name, begin it.
  case growSeeds(SeedsID, RunSettings, to: Int, EnsembleReduction?)
  /// How an ensemble grew when a session was kept; it then grows in the same steps.
  case restoreSeeds(SeedsID, [SeedsGrowth])
  /// Grow it no further; its members stay.
  case stopSeeds(SeedsID)
  /// Merge the members there are in another way; nil is the family's.
  case mergeSeeds(SeedsID, EnsembleReduction?)
  case forgetSeeds(SeedsID)
  /// Read what a checkpoint consists of.
  case readWeights(WeightsKey)
  /// The statistics of a tensor; only the newest is waited for.
  case measureTensor(WeightsKey, StoredTensor)
  /// Look whether all values of a component are finite.
  case checkValues(WeightsKey, ComponentContents)
  /// SHA-256 of a component's files.
  case digestFiles(WeightsKey, ComponentContents)
  /// No tensor is looked at.
  case leaveWeights
  /// Check every file of a model; a new check replaces the one that goes on.
  case verify(Int, model: String)
  case stopVerifying
  /// How far the predictions of two steps are apart.
  case compare(StepPair)
  /// Read a folder; only the newest counts.
  case listFolder(String)
  /// Decode a picture in small; only the newest counts.
  case preview(String)
  /// Keep the session on the disk; at once, or within seconds.
  case keep(Session, urgent: Bool)
  /// Write a step's prediction into a file.
  case export(ExportJob)
  /// Write a session into a file, with what each step of its runs left.
  case saveSession(String, Session, [RunID])
  case loadSession(String)
  /// Read a file of commands.
  case readScript(String)
  /// The person leaves: the session is no crash.
  case endSession
  /// Put a text into the clipboard, where the terminal allows it.
  case copy(String)
  /// Keep a line that was typed.
  case remember(String)
  /// Clear and paint everything anew.
  case redraw
  case suspend
  case quit
}
