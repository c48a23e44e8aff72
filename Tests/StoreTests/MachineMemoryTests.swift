import Testing
@testable import Store

/// Control groups as the system tells of them: the smallest limit on the way up counts.
@Suite struct MachineMemoryTests {
    private static func limit(_ files: [String: String]) -> Int? { MachineMemory.controlGroupLimit { files[$0] } }

    @Test func version2() {
        let group = ["/proc/self/cgroup": "0::/user.slice/app.scope\n"]
        #expect(MachineMemoryTests.limit(group) == nil)
        #expect(
            MachineMemoryTests.limit(group.merging(["/sys/fs/cgroup/user.slice/app.scope/memory.max": "max\n"]) { $1 })
                == nil)
        let limited = group.merging(["/sys/fs/cgroup/user.slice/app.scope/memory.max": "536870912\n"]) { $1 }
        #expect(MachineMemoryTests.limit(limited) == 512 << 20)
        // What holds it may have less.
        #expect(
            MachineMemoryTests.limit(limited.merging(["/sys/fs/cgroup/user.slice/memory.max": "268435456\n"]) { $1 })
                == 256 << 20)
    }

    @Test func version1() {
        let group = ["/proc/self/cgroup": "12:cpu,cpuacct:/docker/1a\n4:memory:/docker/1a\n"]
        // Inside the container, its own group is the root of the tree.
        #expect(
            MachineMemoryTests.limit(
                group.merging(["/sys/fs/cgroup/memory/memory.limit_in_bytes": "1073741824\n"]) { $1 }) == 1 << 30)
        let outside = group.merging(["/sys/fs/cgroup/memory/docker/1a/memory.limit_in_bytes": "134217728\n"]) { $1 }
        #expect(MachineMemoryTests.limit(outside) == 128 << 20)
    }

    @Test func noneAtAll() {
        #expect(MachineMemoryTests.limit([:]) == nil)
        #expect(MachineMemoryTests.limit(["/proc/self/cgroup": "nonsense\n0::\n"]) == nil)
        #expect(MachineMemory.limit > 0)
    }
}
