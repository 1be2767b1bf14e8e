internal import Foundation

/// Small pictures made with Pillow and ImageMagick.
///
/// The colour ones of 5 x 4 pixels hold red 50 x, green 60 y, blue 25 (x + y); the gray ones 40 x + 10 y.
enum PNGFixtures {
  static let rgb8 = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAUAAAAECAIAAADJUWIXAAAAGklEQVR4nGNkYGAwYpCEIxYGG0kGBgQixAcAeQsDZSQD
    v7wAAAAASUVORK5CYII=
    """)

  static let interlaced = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAUAAAAECAIAAAG+VlKBAAAABmJLR0QA/wD/AP+gvaeTAAAAMklEQVQI10XIMQ0AIBAE
    wf0EE29ja+ScCCQii4IEkqkGgE0IFstgsKSDgyVYzJbvdj8HPuUH8BfaYEYAAAAASUVORK5CYII=
    """)

  static let rgb16 = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAUAAAAEEAIAAACZwb5UAAAABGdBTUEAALGPC/xhBQAAACBjSFJNAAB6JgAAgIQAAPoA
    AACA6AAAdTAAAOpgAAA6mAAAF3CculE8AAAABmJLR0T///////8JWPfcAAAAJklEQVQI12NkYGBgYGAwMmJgkJTEJFkY
    GGxsJCUZGBgYsJGUSQMA0WYGvFZkIHsAAAAASUVORK5CYII=
    """)

  static let gray8 = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAUAAAAECAAAAABjWKqcAAAAFUlEQVR4nGNk0NDQ0GDi4uLi4kImARKOAT6BIVofAAAA
    AElFTkSuQmCC
    """)

  static let gray16 = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAUAAAAEEAAAAAAzyHbfAAAAFUlEQVR4nGNkYDCwhEAmZk4YxM4EAEm9AmAWVow6AAAA
    AElFTkSuQmCC
    """)

  static let bilevel = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAUAAAAEAQAAAABuSMjtAAAAEElEQVR4nGMIYFjBEMCwAgAHGAHx2SFeGgAAAABJRU5E
    rkJggg==
    """)

  static let rgba = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAUAAAAECAYAAABGM/VAAAAAHUlEQVR4nGNkYGBgMGKQtEHGLAw2kgwMDKiYeEEA4o0E
    VdxF0U8AAAAASUVORK5CYII=
    """)

  static let grayAlpha = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAUAAAAECAQAAADsOj3LAAAAFklEQVR4nGNkYNCAQhauAC4GCMTOBAA11gI0vK3UjwAA
    AABJRU5ErkJggg==
    """)

  static let palette = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAUAAAAEAgMAAAA7XR3TAAAADFBMVEX/AAAA/wAAAP8KFB4iiCkEAAAAFElEQVR4nGOQ
    ZmAJvMLiKsJ47BcADfcDY5aile8AAAAASUVORK5CYII=
    """)

  static let paletteAlpha = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAUAAAAEAgMAAAA7XR3TAAAADFBMVEX/AAAA/wAAAP8KFB4iiCkEAAAABHRSTlP/gAD/
    oaGUZgAAABRJREFUeJxjkGZgCbzC4irCeOwXAA33A2OWopXvAAAAAElFTkSuQmCC
    """)

  static func bytes(_ base64: String) -> [UInt8] {
    Array(Data(base64Encoded: base64, options: .ignoreUnknownCharacters) ?? Data())
  }
}
