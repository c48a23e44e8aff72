import Model
import Testing

struct StableHashTests {
    /// Of the bytes 0, 1, 2, …, by the reference implementation.
    @Test(arguments: [
        (0, 0xEF46_DB37_51D8_E999, 0x98B1_582B_0977_E704), (1, 0xE934_A84A_DB05_2768, 0x83A7_B47F_8D92_D727),
        (3, 0xE5C7_BB45_33BC_65DD, 0x5389_7EFC_B08E_44C3), (4, 0xFFCE_D860_4453_CC1E, 0xA40E_4929_EFDE_ACE0),
        (7, 0x14CC_643F_630C_72D2, 0x3EC2_863A_EAF0_13FD), (8, 0x884A_1736_14B8_1B8D, 0x9CDE_1E0F_BAC0_53A6),
        (15, 0xA948_F5F0_F6AB_AC2D, 0x5211_E07D_49BD_C77F), (31, 0xC346_D2B5_9B4D_8EE1, 0x8340_E23E_22F8_3759),
        (32, 0xCBF5_9C51_16FF_32B4, 0x8809_E1CA_0BE2_5072), (33, 0x0C53_5D1A_CAFB_8EAD, 0x1C68_2D88_8481_1FDB),
        (63, 0xE26A_A9E2_A95F_8E4F, 0x0288_D608_249C_2ECA), (64, 0xF7C6_7301_DB67_13F0, 0xCE47_892C_1E53_BE8E),
        (100, 0x6AC1_E580_3216_6597, 0x819D_2B72_6001_D507), (255, 0x0F7D_9750_7CAA_D693, 0xAEB5_4EAF_05B9_4876),
    ] as [(Int, UInt64, UInt64)])
    func isXXH64(_ count: Int, _ plain: UInt64, _ seeded: UInt64) {
        let bytes = (0..<count).map { UInt8($0) }
        bytes.withUnsafeBufferPointer {
            #expect(StableHash.digest($0, seed: 0) == plain)
            #expect(StableHash.digest($0, seed: 42) == seeded)
        }
    }

    /// These numbers may never change: samples that people have published would.
    @Test(
        arguments: [
            (.int(1), "q3", 983_333_816), (.int(2), "q3", 1_688_867_744), (.int(.min), "q3", 2_865_165_995),
            (.text(""), "q3", 2_295_016_111),
            (.int(1), "", 4_127_862_102), (.text("王小明"), "季度", 3_681_727_843),
            (.text("li@acme.com"), "q3", 2_480_987_272),
            (
                .text(String(repeating: "x", count: 100)),
                "a much longer seed than thirty-two bytes, so that lanes run", 4_159_427_525
            ),
            (.number(12.5), "q3", 2_143_852_348)
        ] as [(Value, String, UInt32)])
    func bucketsStay(_ key: Value, _ seed: String, _ bucket: UInt32) {
        #expect(StableHash(seed: seed).bucket(key) == bucket)
    }

    @Test func aKeyIsItsCanonicalText() {
        let hash = StableHash(seed: "s")
        for number in [0, 7, -7, 1_234_567, Int64.max, .min] {
            let expected = hash.bucket(.text(String(number)))
            let values: [Value] = [
                .int(number), .money(number), .duration(number), .time(Instant(microseconds: number))
            ]
            for value in values { #expect(hash.bucket(value) == expected) }
        }
        #expect(hash.bucket(.number(3)) == hash.bucket(.int(3)))
        #expect(hash.bucket(.date(CivilDate(daysSinceEpoch: -5))) == hash.bucket(.int(-5)))
        #expect(hash.bucket(.bool(true)) == hash.bucket(.int(1)))
        #expect(hash.bucket(.missing) == nil)
    }

    @Test func samplesAreAsLargeAsAskedAndLieInEachOther() {
        let keys: [Value] = (0..<100_000).map { .int($0) }
        var last: Set<Int> = []
        for fraction in [0.001, 0.01, 0.1, 0.5, 0.9] {
            let threshold = StableHash.threshold(fraction: fraction)
            let hash = StableHash(seed: "q3")
            let sample = Set(keys.indices.filter { Int64(hash.bucket(keys[$0]) ?? 0) < threshold })
            // Five standard deviations of the binomial distribution.
            let expected = fraction * 100_000
            #expect(abs(Double(sample.count) - expected) < 5 * (expected * (1 - fraction)).squareRoot())
            #expect(last.isSubset(of: sample))
            last = sample
        }
    }

    @Test func seedsDrawIndependently() {
        let first = StableHash(seed: "a"), second = StableHash(seed: "b")
        let half = StableHash.threshold(fraction: 0.5)
        let both = (0..<100_000 as Range<Int64>).filter {
            Int64(first.bucket($0)) < half && Int64(second.bucket($0)) < half
        }
        #expect(abs(both.count - 25_000) < 700)
    }

    @Test(arguments: [(0.1, 429_496_730), (0, 0), (1, 1 << 32), (2, 1 << 32), (-1, 0), (.nan, 0)] as [(Double, Int64)])
    func thresholdsLieBetweenNoneAndAll(_ fraction: Double, _ threshold: Int64) {
        #expect(StableHash.threshold(fraction: fraction) == threshold)
    }
}
