// swift-tools-version: 6.2
import PackageDescription

/// Settings shared by every Swift target; DECISIONS.md says why strict memory safety is not among them.
var swiftSettings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

// A newer compiler's new warning should stop our CI, not somebody's build.
if Context.environment["CI"] != nil {
  swiftSettings.append(.treatAllWarnings(as: .error))
}

let package = Package(
  name: "stepscope",
  products: [
    .executable(name: "stepscope", targets: ["TUI"]),
    .library(name: "Inference", targets: ["Inference"]),
    .library(name: "Render", targets: ["Render"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
  ],
  targets: [
    .systemLibrary(name: "COpenBLAS", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CSixel", providers: [.apt(["libsixel-dev"])]),
    .systemLibrary(name: "CPNG", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CTurboJPEG", providers: [.apt(["libturbojpeg0-dev"])]),
    .systemLibrary(name: "CCrypto", providers: [.apt(["libssl-dev"])]),
    // The inner loops: optimised in debug builds too, so that tests run whole models.
    .target(
      name: "CKernels",
      cSettings: [.unsafeFlags(["-O3", "-ffp-contract=fast", "-fno-math-errno"])]),
    .target(
      name: "CTerminal",
      linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
    .target(
      name: "Inference",
      dependencies: ["CKernels", "COpenBLAS"],
      swiftSettings: swiftSettings),
    .target(
      name: "Render",
      dependencies: ["Inference", "CSixel", "CPNG", "CTurboJPEG"],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "TUI",
      dependencies: [
        "Inference", "Render", "CTerminal", "CCrypto",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "TOMLKit", package: "TOMLKit"),
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "TestSupport", dependencies: ["Inference", "Render"], path: "Tests/Support",
      swiftSettings: swiftSettings),
    // Instructions that the processor of the tests may not have; optimised, as each is thousands of products.
    .target(
      name: "TileEmulator", path: "Tests/TileEmulator", cSettings: [.unsafeFlags(["-O3"])]),
    .testTarget(
      name: "InferenceTests",
      dependencies: ["Inference", "Render", "CKernels", "TestSupport", "TileEmulator"],
      exclude: ["Goldens"], swiftSettings: swiftSettings),
    .testTarget(
      name: "RenderTests", dependencies: ["Render", "CSixel", "TestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "TUITests", dependencies: ["TUI", "TestSupport"], exclude: ["Snapshots"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "EndToEndTests", dependencies: ["TUI", "Inference", "Render", "TestSupport"],
      exclude: ["ScreenGoldens"],
      swiftSettings: swiftSettings),
  ]
)
