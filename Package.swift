// swift-tools-version: 6.2
import PackageDescription

let swiftSettings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// A layer of the product. Dependencies point downwards only: `LayeringTests` holds every import against this list.
func layer(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: swiftSettings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: swiftSettings)
}

let package = Package(
    name: "clientele",
    products: [
        .executable(name: "clientele", targets: ["clientele"]),
        .library(name: "Engine", targets: ["Engine"]),
    ],
    targets: [
        // The way a query travels, from the text down to the store and back up to a person.
        layer("Concurrency"),
        layer("JSON"),
        layer("Syntax"),
        layer("Formatting", ["Syntax"]),
        layer("Model", ["Concurrency"]),
        layer("Semantics", ["Syntax", "Formatting", "Model"]),
        layer("Linting", ["Syntax", "Model", "Semantics"]),
        layer("Planning", ["Concurrency", "Model", "Semantics", "Syntax"]),
        layer("Analyses", ["Syntax", "Model", "Semantics", "Planning"]),
        layer("SQLGeneration", ["Model", "Semantics", "Planning"]),
        layer("Columns", ["Concurrency", "Model", "Semantics", "Planning", "CMalloc", "CProcessor"]),
        layer("Store", ["Concurrency", "Model", "Syntax", "CSQLite"]),
        layer("Importing", ["Concurrency", "JSON", "Model", "Syntax", "Store", "CSQLite", "CEncodings", "CExpat", "CZlib", "CZstd"],
              resources: [.embedInCode("Resources")]),
        layer("Snapshots", ["Concurrency", "Model", "Columns", "SQLGeneration", "Store"]),
        layer("Generation", ["Model"]),
        layer("Engine", ["Concurrency", "Syntax", "Model", "Semantics", "Planning", "Analyses", "SQLGeneration", "Columns", "Store", "Importing", "Snapshots"],
              resources: [.embedInCode("Resources/standard.cq"), .embedInCode("Resources/prelude.cq")]),
        layer("LanguageService", ["Concurrency", "Analyses", "Engine", "Syntax", "Model", "Semantics", "Planning"]),
        layer("Output", ["Concurrency", "JSON", "Model", "Syntax", "Semantics", "Planning", "Analyses", "Engine"]),
        layer("Running", ["Concurrency", "Analyses", "Engine", "Formatting", "Output", "Semantics", "Syntax"]),
        layer("EditLine", ["Concurrency", "CEditLine", "Syntax"]),
        layer("REPL", ["Running", "Concurrency", "Analyses", "Engine", "Formatting", "LanguageService", "Planning", "Output", "EditLine", "Store", "Semantics", "Syntax", "Model"]),
        layer("LanguageServer", ["Concurrency", "JSON", "Engine", "Formatting", "Importing", "LanguageService", "Linting", "Model", "Planning", "Semantics", "Store", "Syntax"]),
        layer("Commands", ["Running", "Concurrency", "Analyses", "Engine", "Formatting", "LanguageService", "Linting", "Generation", "LanguageServer", "Output", "REPL", "Snapshots", "Store", "Importing", "Semantics", "Syntax", "Model"]),
        .executableTarget(name: "clientele", dependencies: ["Commands", "CProcessor"], swiftSettings: swiftSettings),
        // Answers the questions of the benchmark in one process; no product, and nothing depends on it.
        .executableTarget(name: "QuestionDriver", dependencies: ["Analyses", "Engine", "Model", "Semantics", "Planning", "Store"], path: "Benchmarks/driver",
                          swiftSettings: swiftSettings),

        // C libraries of the system.
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CLibEdit", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
        .target(name: "CEditLine", dependencies: ["CLibEdit"]),
        .target(name: "CProcessor"),
        .target(name: "CEncodings"),

        tests("ConcurrencyTests", ["Concurrency"]),
        tests("SyntaxTests", ["Syntax"]),
        tests("FormattingTests", ["Formatting", "Output", "Syntax"]),
        tests("ModelTests", ["Model"]),
        tests("SemanticsTests", ["Semantics", "Syntax", "Model"]),
        tests("LintingTests", ["Linting", "Engine", "Formatting", "Semantics", "Syntax", "Model"]),
        tests("PlanningTests", ["Planning", "Semantics", "Syntax", "Model"]),
        tests("ColumnsTests", ["Columns", "Planning", "Semantics", "Model"]),
        // Directories and stores that several of the tests below start from.
        .target(name: "Fixtures", dependencies: ["Store", "Importing", "Model"], path: "Tests/Fixtures", swiftSettings: swiftSettings),
        tests("StoreTests", ["Fixtures", "Store", "Model", "Syntax", "CSQLite"]),
        tests("ImportingTests", ["Fixtures", "Importing", "Store", "Model", "Syntax", "CSQLite"]),
        tests("SnapshotsTests", ["Snapshots", "Importing", "Columns", "SQLGeneration", "Store", "Generation", "Engine", "Planning", "Semantics", "Syntax", "Model"]),
        tests("GenerationTests", ["Generation", "Engine", "Model", "Syntax"]),
        tests("OutputTests", ["Output", "Model", "Syntax", "Concurrency"]),
        tests("EditLineTests", ["EditLine"]),
        tests("REPLTests", ["REPL", "LanguageService", "Output", "Syntax"]),
        tests("LanguageServerTests", ["JSON", "LanguageServer", "Engine", "LanguageService", "Syntax", "Model"]),
        tests("EngineTests", ["Analyses", "Running", "Fixtures", "Engine", "Importing", "Formatting", "Linting", "Columns", "Output", "Store", "CSQLite", "Planning", "SQLGeneration", "Semantics", "Syntax", "Model", "Generation"]),
        tests("LanguageServiceTests", ["Concurrency", "Analyses", "LanguageService", "Engine", "Generation", "Planning", "Store", "Semantics", "Syntax", "Model"]),
        tests("AttachedTests", ["Engine", "Planning", "Store", "Semantics", "Syntax", "Model"]),
        tests("GrammarTests", ["Analyses", "Formatting", "Linting", "Syntax", "Semantics", "Model"]),
        tests("DocumentationTests", ["Analyses", "Linting", "Engine", "Importing", "Output", "Semantics", "Syntax", "Model"]),
        tests("ArchitectureTests", []),
    ],
    swiftLanguageModes: [.v6]
)
