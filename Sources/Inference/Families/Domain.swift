/// What kind of scene GeoWizard is told it sees.
public enum Domain: String, Sendable, Hashable, Codable, CaseIterable {
  /// Rooms.
  case indoor
  /// Streets and landscapes.
  case outdoor
  /// A single thing before a plain background.
  case object
}
