/// A customer's identity: the data a form would ask for. Independent of the customer's behaviour.
struct CustomerIdentity: Sendable {
    var name: String
    var isFemale: Bool
    /// Days since 1970-01-01.
    var birthDay: Int
    var email: String
    var phone: String
    var country: Int
    var city: Int
    var postcode: String
    /// Nil for a person.
    var company: String?
    var industry: String?
    var employees: Int
    var jobTitle: String
    /// Index of a product category.
    var interest: Int

    var isBusiness: Bool { company != nil }

    /// The same for the same seed and customer, whatever else is generated.
    init(seed: UInt64, customer: Int, market: Market) {
        var random = RandomStream(seed: seed, customer: customer, purpose: .identity)
        country = market.geography.countryWeights.pick(&random)
        let home = market.geography.countries[country]
        city = home.cityWeights.pick(&random)
        isFemale = random.chance(0.54)
        let given = random.pick(isFemale ? home.names.female : home.names.male)
        let family = random.pick(home.names.family)
        name = home.names.full(given: given.written, family: family.written)
        birthDay = market.calendar.lastDay - CustomerIdentity.ageInDays(&random)
        email = CustomerIdentity.email(given: given.handle, family: family.handle, customer: customer, &random)
        phone = Geography.fill(home.phonePattern, &random)
        postcode = Geography.fill(home.postcodePattern, after: home.cities[city].postcodePrefix, &random)
        interest = market.catalogue.categoryWeights.pick(&random)
        if random.chance(0.14) {
            let form = random.pick(home.companyForms)
            company = home.names.arrangement == .givenSpaceFamily ? family.written + " " + form : family.written + form
            industry = random.pick(Phrases.industries)
            employees = max(1, Int(random.logNormal(median: 22, spread: 1.4)))
            jobTitle = random.pick(Phrases.businessTitles)
        } else {
            employees = 0
            jobTitle = random.pick(Phrases.privateTitles)
        }
    }

    /// 18 to 90 years, most of them around 35.
    private static func ageInDays(_ random: inout RandomStream) -> Int {
        let years = 18 + 7 * random.gamma(shape: 2.6)
        return Int(min(years, 90) * 365.25) + random.below(365)
    }

    /// Under domains that are reserved for examples (RFC 2606); the number keeps addresses apart.
    private static func email(given: String, family: String, customer: Int, _ random: inout RandomStream) -> String {
        let domain = random.pick(["example.com", "example.org", "example.net", "mail.example", "inbox.example"])
        return switch random.below(4) {
        case 0: "\(family).\(given)\(customer)@\(domain)"
        case 1: "\(given)\(customer)@\(domain)"
        default: "\(given).\(family)\(customer)@\(domain)"
        }
    }

    /// The same person registered once more, elsewhere: another spelling of the address and the number.
    mutating func retype(_ random: inout RandomStream) {
        if random.chance(0.6) { email = email.uppercased() }
        if random.chance(0.6) {
            phone = String(
                decoding: phone.utf8.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "-") }, as: UTF8.self)
        }
        if random.chance(0.3) { name = name.split(separator: " ").joined(separator: "  ") }
    }
}
