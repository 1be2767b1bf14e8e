/// Which entries of the terminal database to try.
enum TerminalNames {
  /// Best first: the true colour entry where true colour is claimed, the 256 colours that an xterm has
  /// under its plain name, then the name as given.
  static func candidates(_ capabilities: Capabilities, term: String) -> [String] {
    var names: [String] = []
    if capabilities.colours == .direct, !term.hasSuffix("-direct") {
      names.append(base(term) + "-direct")
      names.append(base(term) + "-256color")
    } else if term == "xterm", capabilities.version?.hasPrefix("XTerm(") == true {
      names.append("xterm-256color")
    }
    names.append(term)
    return names
  }

  private static func base(_ term: String) -> String {
    for suffix in ["-256color", "-16color", "-color"] where term.hasSuffix(suffix) {
      return String(term.dropLast(suffix.count))
    }
    return term
  }
}
