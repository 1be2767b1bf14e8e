import ArgumentParser
import Foundation
import Inference

/// `stepscope doctor`: what this machine and terminal offer.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Say what the terminal, the libraries and the machine offer.")

  func run() {
    var lines = ["stepscope   \(Version.current)"]
    let engine = EngineFacts.current
    lines.append("processors  \(engine.processors), threads \(Threads.count)")
    lines.append("OpenBLAS    core \(engine.core)" + engine.note)
    lines.append("precision   " + precision)
    lines.append("memory      " + memory)
    lines.append("full size   " + fullSize)
    lines.append("assets      " + (Assets.folder.map { Printable.clean($0) } ?? "-"))
    let models = Assets.modelNames
    lines.append(
      "models      "
        + (models.isEmpty ? Assets.noneFound("model") : models.joined(separator: " ")))
    lines.append("Hub cache   " + Printable.clean(Assets.cache.folder))
    lines.append("weights     " + KeptWeights.summary(KeptWeights.cache()))
    lines += TerminalReport.lines
    for line in lines { Talk.result(line) }
  }
}

extension DoctorCommand {
  /// What there is, and what of it a run may take.
  private var memory: String {
    let whole = MemorySize.text(Int(clamping: ProcessInfo.processInfo.physicalMemory))
    guard let room = MemoryRoom.now(limit: MemoryLimit.preferred) else { return whole }
    let bound =
      switch room.bound {
      case .machine: ""
      case .group: " under the limit of its control group"
      case .person: " under memory_limit"
      case .addresses: " under the limit on its addresses (ulimit -v)"
      }
    return "\(whole), \(MemorySize.text(room.bytes)) free for a run\(bound), "
      + "preferred decoding \(DecodingChoice.preferred.rawValue)"
  }

  /// What can be had, and what is preferred.
  private var precision: String {
    let all = Precision.allCases.filter(\.isSupported).map(\.rawValue).joined(separator: " ")
    let how = EngineFacts.current.bf16.map { "by \($0)" } ?? "bf16 and bf16x3 need AVX512-BF16"
    let remarks = Precision.allCases.filter(\.isSupported).compactMap { precision in
      precision.remark.map { "; \(precision.rawValue) is \($0)" }
    }
    return "\(all) (\(how)), preferred \(PrecisionChoice.preferred.rawValue)" + remarks.joined()
  }

  /// What a step of a full-size model would take here.
  private var fullSize: String {
    let edge = 512
    do {
      let seconds = try Precision.allCases.filter(\.isSupported).map {
        (precision) throws(InferenceError) in
        let work = try CostModel.fullSizeStep(edge: edge, precision: precision)
        let time = try EngineSpeed.measured(precision).seconds(work)
        return "\(Format.seconds(time)) in \(precision.rawValue)"
      }
      return "a step of Stable Diffusion 2's UNet at \(edge)x\(edge) takes about "
        + seconds.joined(separator: ", ")
    } catch {
      return error.description
    }
  }
}
