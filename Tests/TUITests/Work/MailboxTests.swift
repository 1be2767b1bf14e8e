import Inference
import Render
import Testing

@testable import TUI

@Suite("Between the threads")
struct MailboxTests {
  private func text(_ message: Message) -> String {
    switch message {
    case .command(let text): text
    case .run(_, .stage(_, let seconds)): "stage \(seconds ?? -1)"
    default: "other"
    }
  }

  @Test("Messages come out in order and wake the reader")
  func order() throws {
    let mailbox = try #require(Mailbox())
    #expect(mailbox.isEmpty)
    #expect(!Clock.isReadable(mailbox.descriptor, seconds: 0))
    mailbox.post(.command("one"))
    mailbox.post(.command("two"))
    #expect(!mailbox.isEmpty)
    #expect(Clock.isReadable(mailbox.descriptor, seconds: 0))
    #expect(mailbox.drain().messages.map(text) == ["one", "two"])
    #expect(mailbox.isEmpty)
    #expect(!Clock.isReadable(mailbox.descriptor, seconds: 0))
  }

  @Test("A wake without a message is seen too")
  func wake() throws {
    let mailbox = try #require(Mailbox())
    mailbox.wake()
    mailbox.wake()
    #expect(!mailbox.isEmpty)
    #expect(Clock.isReadable(mailbox.descriptor, seconds: 0))
    let (messages, hasNews) = mailbox.drain()
    #expect(messages.isEmpty && hasNews)
    #expect(mailbox.isEmpty)
  }

  @Test("That a worker rests is seen, but is nothing to paint anew")
  func rest() throws {
    let mailbox = try #require(Mailbox())
    mailbox.rest()
    #expect(!mailbox.isEmpty)
    #expect(Clock.isReadable(mailbox.descriptor, seconds: 0))
    #expect(!mailbox.drain().hasNews)
    mailbox.rest()
    mailbox.post(.command("one"))
    #expect(mailbox.drain().hasNews)
    #expect(mailbox.isEmpty && !mailbox.drain().hasNews)
  }

  @Test("Of the progress inside a network only the newest counts")
  func progress() throws {
    let mailbox = try #require(Mailbox())
    let run = RunID(number: 1)
    let stage = { (seconds: Double) in
      Message.run(
        run,
        .stage(
          Checkpoint.Stage(network: "unet", block: "mid_block", completed: 1, total: 2),
          secondsLeft: seconds))
    }
    mailbox.post(stage(3))
    mailbox.post(stage(2))
    mailbox.post(.command("x"))
    mailbox.post(stage(1))
    #expect(mailbox.drain().messages.map(text) == ["stage 2.0", "x", "stage 1.0"])
  }

  @Test("The pictures not used for longest make room")
  func cache() {
    let rect = Rect(row: 0, column: 0, rows: 1, columns: 1)
    let picture = { (index: Int) in
      PainterTests.picture(PainterTests.key(index, rect)) ?? .blocks([])
    }
    let size = picture(0).byteCount
    let cache = ImageCache(limit: size * 3 + size / 2)
    for index in 0..<3 { cache.insert(picture(index), for: PainterTests.key(index, rect)) }
    #expect(cache[PainterTests.key(0, rect)] != nil)
    cache.insert(picture(3), for: PainterTests.key(3, rect))
    #expect(cache[PainterTests.key(1, rect)] == nil)
    #expect(cache[PainterTests.key(0, rect)] != nil)
    #expect(cache[PainterTests.key(3, rect)] != nil)
    cache.removeAll()
    #expect(cache[PainterTests.key(3, rect)] == nil)
  }
}
