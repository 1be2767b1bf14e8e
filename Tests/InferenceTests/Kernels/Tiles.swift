import CKernels
import Testing
import TileEmulator

/// The processor's tiles (AMX) in tests: the processor's own where it has them, else emulated ones.
enum Tiles {
  /// Whether there is either.
  static let areHere = ck_has_amx() != 0 || te_install() != 0
  static let reason: Comment = "this system has no tiles and no way to emulate them"

  /// What `body` gives with tiles on this thread.
  ///
  /// Emulated ones must have been used, and given back.
  static func with<Result>(_ body: () throws -> Result) rethrows -> Result {
    guard ck_has_amx() == 0 else { return try body() }
    let before = te_products()
    defer {
      #expect(te_products() > before, "no tiles were multiplied")
      #expect(te_is_configured() == 0, "the tiles were not given back")
    }
    return try assumed(body)
  }

  /// The same where they need not be used.
  static func assumed<Result>(_ body: () throws -> Result) rethrows -> Result {
    guard ck_has_amx() == 0 else { return try body() }
    #expect(te_install() != 0)
    ck_assume_amx(1)
    defer { ck_assume_amx(-1) }
    return try body()
  }

  /// What `body` gives without tiles on this thread.
  static func without<Result>(_ body: () throws -> Result) rethrows -> Result {
    ck_assume_amx(0)
    defer { ck_assume_amx(-1) }
    return try body()
  }
}
