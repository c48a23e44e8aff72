extension String {
    /// The places, in bytes of UTF-8, at which a part stands, from the first on and none inside the one before; none of
    /// an empty part.
    func utf8Places(of part: String) -> [Int] {
        let bytes = Array(utf8), sought = Array(part.utf8)
        guard let first = sought.first, sought.count <= bytes.count else { return [] }
        var places: [Int] = [], place = 0
        while place + sought.count <= bytes.count {
            if bytes[place] == first, bytes[place..<place + sought.count].elementsEqual(sought) {
                places.append(place)
                place += sought.count
            } else {
                place += 1
            }
        }
        return places
    }
}
