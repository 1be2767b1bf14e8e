/// What a program is to the loop: how its state changes, and how it looks.
struct Program<State> {
  var update: (inout State, Message) -> [Effect]
  var view: (State, Size) -> Frame
  /// Whether `Message.tick` is wanted: something moves by itself.
  var wantsTicks: (State) -> Bool
  /// Whether commands wait inside the state, so that a script's next one must wait too.
  var isBusy: (State) -> Bool = { _ in false }
  /// How many things have gone wrong so far, and the last of them in words.
  var failures: (State) -> (count: Int, last: String) = { _ in (0, "") }
}

/// Does the work that `update` asks for, on other threads; answers come through the mailbox.
protocol EffectRunner: AnyObject {
  /// Begins an effect; never blocks.
  func run(_ effect: Effect)

  /// The picture, or nil while it is being made; `Mailbox.wake` follows when it is ready. Asked with
  /// every frame, so what is no longer asked for need not be made.
  func picture(_ key: ImageKey) -> EncodedPicture?

  /// Whether all effects and pictures are done; messages and wakes about them are posted before this
  /// becomes true.
  var isIdle: Bool { get }

  /// Ends all work; called once, when the terminal is restored.
  func shutDown()
}
