/// A customer and the hidden dispositions that drive what is recorded: how often they buy, how much, for how long.
struct CustomerProfile: Sendable {
    let id: Int
    let identity: CustomerIdentity
    /// Seconds since the epoch.
    let joined: Int
    /// The customer on whose recommendation this one came.
    let referrer: Int?
    /// Mean business time between purchases.
    let purchaseGap: Double
    /// Business time from joining to when the customer loses interest for good.
    let lifetime: Double
    /// How many units and how dear, relative to the typical customer.
    let appetite: Double
    /// Around 0; below about -1 customers complain.
    let satisfaction: Double
    /// Propensity to open messages and to look around the shop, relative to the typical customer.
    let engagement: Double
    let preferredOrderChannel: String
    /// Seconds since the epoch; nil outside the loyalty programme.
    let memberSince: Int?
    let consent: Consent

    struct Consent: Sendable {
        var email: Bool
        var sms: Bool
        var phone: Bool
        var ads: Bool
        /// When it was last given or withdrawn; seconds since the epoch.
        var changed: Int
        /// E-mail was accepted from joining until `changed`.
        var withdrawn: Bool
    }

    /// When a customer joined: the one thing about others that a referral needs to know.
    static func joined(seed: UInt64, customer: Int, calendar: BusinessCalendar) -> Int {
        var random = RandomStream(seed: seed, customer: customer, purpose: .joining)
        return calendar.joiningSecond(&random)
    }

    init(seed: UInt64, id: Int, market: Market, ordersPerCustomer: Int, _ random: inout RandomStream) {
        let calendar = market.calendar
        self.id = id
        joined = CustomerProfile.joined(seed: seed, customer: id, calendar: calendar)
        referrer =
            random.chance(0.12)
            ? CustomerProfile.findReferrer(seed: seed, id: id, joined: joined, calendar, &random) : nil
        if id > 20, random.chance(0.008) {
            var twin = CustomerIdentity(seed: seed, customer: 1 + random.below(id - 1), market: market)
            twin.retype(&random)
            identity = twin
        } else {
            identity = CustomerIdentity(seed: seed, customer: id, market: market)
        }
        // A customer's rate is gamma distributed over customers and their lifetime exponential at a rate that is gamma
        // distributed in turn (Pareto/NBD; Schmittlein, Morrison and Colombo 1987). The constant makes the mean right.
        let rate = max(0.02, random.gamma(shape: 0.85)) * (identity.isBusiness ? 1.3 : 1) * (referrer == nil ? 1 : 1.15)
        purchaseGap = 312_000 / (rate * Double(max(1, ordersPerCustomer)))
        lifetime = random.exponential() * 560_000 / max(0.05, random.gamma(shape: 1.6))
        appetite = random.logNormal(median: identity.isBusiness ? 2.6 : 1, spread: 0.55)
        satisfaction = random.normal()
        engagement = 0.4 + 0.6 * random.gamma(shape: 1.5)
        preferredOrderChannel = CustomerProfile.orderChannel(identity, market, &random)
        // Most join the programme when they register, some later on.
        let isMember = random.chance(0.62)
        let wait = random.below(random.chance(0.7) ? 600 : 300 * BusinessCalendar.secondsPerDay)
        memberSince = isMember ? calendar.past(joined + wait) : nil
        consent = CustomerProfile.consent(joined: joined, calendar, &random)
    }

    /// Someone with a lower number who had joined before: lower numbers exist whatever the size of the store.
    private static func findReferrer(seed: UInt64, id: Int, joined: Int, _ calendar: BusinessCalendar,
                                     _ random: inout RandomStream) -> Int? {
        guard id > 1 else { return nil }
        for _ in 0..<4 {
            let candidate = 1 + random.below(id - 1)
            if CustomerProfile.joined(seed: seed, customer: candidate, calendar: calendar) < joined
                - BusinessCalendar.secondsPerDay
            {
                return candidate
            }
        }
        return nil
    }

    private static let orderChannels = ["web", "app", "store", "phone", "wechat"]

    private static func orderChannel(_ identity: CustomerIdentity, _ market: Market, _ random: inout RandomStream)
        -> String
    {
        let draw = random.below(100)
        if identity.isBusiness { return draw < 45 ? "phone" : draw < 90 ? "web" : "store" }
        if market.geography.countries[identity.country].code == "CN" {
            return draw < 40 ? "wechat" : draw < 75 ? "app" : draw < 90 ? "web" : "store"
        }
        return draw < 48 ? "web" : draw < 75 ? "app" : draw < 96 ? "store" : "phone"
    }

    /// The channel of one order or question: mostly the preferred one.
    func orderChannel(_ random: inout RandomStream) -> String {
        random.chance(0.78) ? preferredOrderChannel : random.pick(CustomerProfile.orderChannels)
    }

    private static func consent(joined: Int, _ calendar: BusinessCalendar, _ random: inout RandomStream) -> Consent {
        var consent = Consent(email: random.chance(0.64), sms: random.chance(0.38), phone: random.chance(0.24),
                              ads: random.chance(0.45), changed: joined, withdrawn: false)
        if random.chance(0.16) {
            let later =
                joined + random.below(900) * BusinessCalendar.secondsPerDay
                + random.below(BusinessCalendar.secondsPerDay)
            if let changed = calendar.past(later) {
                consent.changed = changed
                consent.withdrawn = !consent.email
            }
        }
        return consent
    }
}
