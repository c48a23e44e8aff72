import Glibc
import Testing

/// What DESIGN 7 says of the layers, held against every file in Sources.
struct LayeringTests {
    /// Product targets, lowest first, and which of them a file may import: everything here points down.
    static let layers: [(name: String, below: Set<String>)] = [
        ("Concurrency", []),
        ("JSON", []),
        ("Syntax", []),
        ("Formatting", ["Syntax"]),
        ("Model", ["Concurrency"]),
        ("CMalloc", []),
        ("CProcessor", []),
        ("CSQLite", []),
        ("CEncodings", []),
        ("CExpat", []),
        ("CZlib", []),
        ("CZstd", []),
        ("CLibEdit", []),
        ("CEditLine", []),
        ("Semantics", ["Syntax", "Formatting", "Model"]),
        ("Linting", ["Syntax", "Model", "Semantics"]),
        ("Planning", ["Concurrency", "Syntax", "Model", "Semantics"]),
        ("Analyses", ["Syntax", "Model", "Semantics", "Planning"]),
        ("SQLGeneration", ["Model", "Semantics", "Planning"]),
        ("Columns", ["Concurrency", "Model", "Semantics", "Planning", "CMalloc", "CProcessor"]),
        ("Store", ["Concurrency", "Syntax", "Model", "CSQLite"]),
        (
            "Importing",
            ["Concurrency", "JSON", "Syntax", "Model", "Store", "CSQLite", "CEncodings", "CExpat", "CZlib", "CZstd"]
        ),
        ("Snapshots", ["Concurrency", "Model", "Columns", "SQLGeneration", "Store"]),
        ("Generation", ["Model"]),
        (
            "Engine",
            [
                "Concurrency", "Syntax", "Model", "Semantics", "Planning", "Analyses", "SQLGeneration", "Columns", "Store",
                "Importing", "Snapshots"
            ]
        ),
        ("LanguageService", ["Concurrency", "Syntax", "Model", "Semantics", "Planning", "Analyses", "Engine"]),
        ("Output", ["Concurrency", "JSON", "Syntax", "Model", "Semantics", "Planning", "Analyses", "Engine"]),
        ("Running", ["Concurrency", "Syntax", "Formatting", "Semantics", "Analyses", "Engine", "Output"]),
        ("EditLine", ["Concurrency", "CEditLine", "Syntax"]),
        (
            "REPL",
            [
                "Concurrency", "Syntax", "Formatting", "Model", "Semantics", "Planning", "Analyses", "Store", "Engine",
                "LanguageService", "Output", "Running", "EditLine"
            ]
        ),
        (
            "LanguageServer",
            [
                "Concurrency", "JSON", "Syntax", "Formatting", "Linting", "Model", "Semantics", "Planning", "Store",
                "Importing", "Engine", "LanguageService"
            ]
        ),
        (
            "Commands",
            [
                "Concurrency", "Syntax", "Formatting", "Linting", "Model", "Semantics", "Analyses", "Store", "Importing",
                "LanguageService", "Snapshots", "Generation", "Engine", "Output", "Running", "LanguageServer",
                "REPL"
            ]
        ),
        ("clientele", ["Commands", "CProcessor"]),
    ]

    /// What files may import besides: the system, and the one package, in the one place.
    static let outside: [String: Set<String>] = [:]
    static let system: Set<String> = ["Glibc", "Synchronization"]

    static let files = SourceFile.all(in: "Sources")

    @Test func everyTargetIsListed() {
        #expect(Set(LayeringTests.files.map(\.target)) == Set(LayeringTests.layers.map(\.name)))
        #expect(LayeringTests.files.count > 100)
    }

    @Test func dependenciesPointDownwards() {
        var known: Set<String> = []
        for layer in LayeringTests.layers {
            #expect(
                layer.below.isSubset(of: known),
                "\(layer.name) depends on what is not below it: \(layer.below.subtracting(known))")
            known.insert(layer.name)
        }
    }

    @Test func importsAreOfLowerLayers() {
        let allowed = Dictionary(uniqueKeysWithValues: LayeringTests.layers.map { ($0.name, $0.below) })
        for file in LayeringTests.files where file.path.hasSuffix(".swift") {
            for name in file.imports where !LayeringTests.system.contains(name) {
                let isAllowed =
                    allowed[file.target]?.contains(name) == true
                    || LayeringTests.outside[file.target]?.contains(name) == true
                #expect(isAllowed, "\(file.path) imports \(name)")
            }
        }
    }

    /// The manifest says what is linked; it must not say more than the list.
    @Test func manifestDependenciesAreOfTheList() throws {
        let manifest = try SourceFile.text("Package.swift")
        for layer in LayeringTests.layers {
            for line in manifest.split(separator: "\n") where line.contains("layer(\"\(layer.name)\"") {
                let named = line.split(separator: "\"").enumerated().filter { $0.offset % 2 == 1 }.map {
                    String($0.element)
                }
                let dependencies = named.dropFirst().filter { name in LayeringTests.layers.contains { $0.name == name }
                }
                #expect(Set(dependencies).isSubset(of: layer.below), "\(layer.name) in Package.swift")
            }
        }
    }

    @Test func nothingImportsFoundation() {
        for file in LayeringTests.files {
            #expect(
                !file.imports.contains { $0.hasPrefix("Foundation") },
                "\(file.path) imports Foundation: start-up would pay for it")
        }
    }

    @Test func theExecutableIsThin() throws {
        let main = try #require(LayeringTests.files.first { $0.path == "Sources/clientele/main.swift" })
        #expect(main.lines.count <= 20)
    }
}
