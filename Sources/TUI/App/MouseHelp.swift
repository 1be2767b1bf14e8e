/// What the mouse does, for the help.
enum MouseHelp {
  static let lines: [(gesture: String, help: String)] = [
    ("click", "a tab, a view, a hint or a row: what it says"),
    ("click", "a step of the timeline, a frame of the filmstrip, a row of the table: that step"),
    ("click", "a setting: its next value; a cell of the map, a member's tile: shows it"),
    ("drag", "on the timeline: through the steps"),
    ("drag", "the bar of what is told, or held: turns it; Enter keeps, Esc puts back"),
    ("drag", "the border of a wiped picture, or between two panes: moves it"),
    ("drag", "a zoomed picture: moves all of them; the middle button does so anywhere"),
    ("wheel", "on a picture: closer, further; on the timeline: a step; in a list: a line"),
    ("wheel", "on a setting: next, previous value; on a bar: turns it by 10"),
    ("right", "on a picture: inspects that pixel, which then goes along with the pointer"),
    ("Shift", "with anything: left to the terminal, to select text; mouse = false leaves it all"),
  ]
}
