/// A whole number with commas between groups of three digits, for lines that people read: `4,110 of 10,000 customers`.
package func grouped(_ number: some BinaryInteger) -> String {
    let digits = Array(String(number.magnitude).utf8)
    var bytes: [UInt8] = number < 0 ? [UInt8(ascii: "-")] : []
    for (place, digit) in digits.enumerated() {
        if place > 0, (digits.count - place).isMultiple(of: 3) { bytes.append(UInt8(ascii: ",")) }
        bytes.append(digit)
    }
    return String(decoding: bytes, as: UTF8.self)
}

/// `1 row`, `4,110 rows`.
package func counted(_ number: Int, _ singular: String, _ plural: String) -> String {
    "\(grouped(number)) \(number == 1 ? singular : plural)"
}
