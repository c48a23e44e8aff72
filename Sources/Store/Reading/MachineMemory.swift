internal import Glibc

/// How much memory the process may have: what the machine has, or less where a control group (a container, a service of
/// systemd) says so.
package enum MachineMemory {
    /// Bytes; of a machine that does not say, more than any has.
    package static let limit: Int = {
        let pages = sysconf(Int32(_SC_PHYS_PAGES)), size = sysconf(Int32(_SC_PAGESIZE))
        let machine = pages > 0 && size > 0 ? pages * size : Int.max
        return min(machine, controlGroupLimit(SmallFile.contents) ?? machine)
    }()

    /// The smallest limit of the process's control groups and of those that they are in; nil where there is none.
    ///
    /// - Parameter contents: of a small file; nil where it can't be read.
    static func controlGroupLimit(_ contents: (String) -> String?) -> Int? {
        guard let groups = contents("/proc/self/cgroup") else { return nil }
        return groups.split(separator: "\n").flatMap { line -> [Int] in
            // `0::/a/b` in version 2, `4:memory:/a/b` in version 1.
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { return [] }
            if parts[0] == "0", parts[1].isEmpty {
                return limits(of: parts[2], below: "/sys/fs/cgroup", file: "memory.max", contents)
            }
            guard parts[1].split(separator: ",").contains("memory") else { return [] }
            return limits(of: parts[2], below: "/sys/fs/cgroup/memory", file: "memory.limit_in_bytes", contents)
        }.min()
    }

    /// The limits of a group and of all groups that contain it. In a container, the root of the tree is often the
    /// container's own group, whose path does not exist there.
    private static func limits(of group: Substring, below root: String, file: String, _ contents: (String) -> String?)
        -> [Int]
    {
        var folders = [root]
        for part in group.split(separator: "/") where part != ".." {
            folders.append("\(folders[folders.count - 1])/\(part)")
        }
        // `max`, or in version 1 a number that no machine has, is none.
        return folders.compactMap { contents("\($0)/\(file)").flatMap { Int($0.prefix { $0 != "\n" }) } }.filter {
            $0 > 0
        }
    }
}
