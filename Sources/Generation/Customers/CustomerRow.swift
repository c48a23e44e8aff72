internal import Model

enum CustomerColumn: Int, GeneratedColumn {
    case id, name, gender, birthday, email, phone, language, incomeBand
    case country, region, city, postcode
    case kind, company, industry, employees, jobTitle, interest
    case source, preferredChannel, lifecycleStage, accountOwner, memberSince
    case acceptsEmail, acceptsSMS, acceptsPhone, acceptsAds, consentAt
    case recordedIn, joinedAt, updatedAt

    static let entity = "customers"

    var field: (name: String, kind: ValueKind) {
        switch self {
        case .id: ("id", .int)
        case .name: ("name", .text)
        case .gender: ("gender", .text)
        case .birthday: ("birthday", .date)
        case .email: ("email", .text)
        case .phone: ("phone", .text)
        case .language: ("language", .text)
        case .incomeBand: ("income_band", .text)
        case .country: ("country", .text)
        case .region: ("region", .text)
        case .city: ("city", .text)
        case .postcode: ("postcode", .text)
        case .kind: ("kind", .text)
        case .company: ("company", .text)
        case .industry: ("industry", .text)
        case .employees: ("employees", .int)
        case .jobTitle: ("job_title", .text)
        case .interest: ("interest", .text)
        case .source: ("source", .text)
        case .preferredChannel: ("preferred_channel", .text)
        case .lifecycleStage: ("lifecycle_stage", .text)
        case .accountOwner: ("account_owner", .text)
        case .memberSince: ("member_since", .date)
        case .acceptsEmail: ("accepts_email", .bool)
        case .acceptsSMS: ("accepts_sms", .bool)
        case .acceptsPhone: ("accepts_phone", .bool)
        case .acceptsAds: ("accepts_ads", .bool)
        case .consentAt: ("consent_at", .time)
        case .recordedIn: ("recorded_in", .text)
        case .joinedAt: ("joined_at", .time)
        case .updatedAt: ("updated_at", .time)
        }
    }
}

extension StoreSimulation {
    /// The customer's own row. What nobody asked for, or the customer did not say, is missing.
    mutating func emitCustomer(_ profile: CustomerProfile, _ emit: Emit) rethrows {
        let identity = profile.identity
        let country = market.geography.countries[identity.country]
        let city = country.cities[identity.city]
        customers.set(.id, int: profile.id)
        customers.set(.name, text: known(0.995) ? identity.name : nil)
        customers.set(
            .gender, text: known(0.9) ? (random.chance(0.012) ? "other" : identity.isFemale ? "female" : "male") : nil)
        customers.set(.birthday, day: known(0.68) ? identity.birthDay : nil)
        customers.set(.email, text: known(0.93) ? identity.email : nil)
        customers.set(.phone, text: known(0.7) ? identity.phone : nil)
        customers.set(.language, text: known(0.97) ? country.language : nil)
        customers.set(.incomeBand, text: known(0.35) ? incomeBand(profile) : nil)

        customers.set(.country, text: known(0.985) ? country.code : nil)
        customers.set(.region, text: known(0.95) ? city.region : nil)
        customers.set(.city, text: known(0.95) ? city.name : nil)
        customers.set(.postcode, text: known(0.8) ? identity.postcode : nil)

        customers.set(.kind, text: identity.isBusiness ? "business" : "person")
        customers.set(.company, text: identity.company)
        customers.set(.industry, text: identity.isBusiness && known(0.9) ? identity.industry : nil)
        customers.set(.employees, int: identity.isBusiness && known(0.75) ? identity.employees : nil)
        customers.set(.jobTitle, text: known(identity.isBusiness ? 0.85 : 0.2) ? identity.jobTitle : nil)
        customers.set(.interest, text: known(0.5) ? market.catalogue.categories[identity.interest].name : nil)

        customers.set(.source, text: profile.referrer != nil ? "referral" : known(0.94) ? source(identity) : nil)
        customers.set(.preferredChannel, text: known(0.6) ? preferredChannel(profile) : nil)
        customers.set(.lifecycleStage, text: known(0.85) ? lifecycleStage : nil)
        let isManaged = identity.isBusiness || profile.appetite > 2.6
        customers.set(.accountOwner, text: isManaged ? random.pick(Phrases.salesRepresentatives) : nil)
        customers.set(.memberSince, day: profile.memberSince.map { $0 / BusinessCalendar.secondsPerDay })

        let asked = known(0.96)
        customers.set(.acceptsEmail, bool: asked ? profile.consent.email : nil)
        customers.set(.acceptsSMS, bool: asked ? profile.consent.sms : nil)
        customers.set(.acceptsPhone, bool: asked ? profile.consent.phone : nil)
        customers.set(.acceptsAds, bool: asked && known(0.8) ? profile.consent.ads : nil)
        customers.set(.consentAt, second: asked ? profile.consent.changed : nil)

        // Customers taken over from an old system may have no date.
        let isImported = random.chance(0.05)
        customers.set(.recordedIn, text: isImported ? "import" : recordedIn(profile))
        customers.set(.joinedAt, second: isImported && random.chance(0.12) ? nil : profile.joined)
        let latest = max(profile.joined, profile.consent.changed, orderSeconds.last ?? 0)
        customers.set(.updatedAt, second: latest + random.below(market.calendar.endSecond - latest + 1) / 8)
        try customers.emit(to: emit)
    }

    private mutating func known(_ share: Double) -> Bool { random.chance(share) }

    private mutating func incomeBand(_ profile: CustomerProfile) -> String {
        let standing = profile.appetite + 0.5 * random.normal()
        return standing > 1.7 ? "high" : standing > 0.75 ? "middle" : "low"
    }

    private mutating func source(_ identity: CustomerIdentity) -> String {
        let draw = random.below(100)
        if identity.isBusiness { return draw < 40 ? "sales" : draw < 65 ? "event" : draw < 90 ? "search" : "ads" }
        return draw < 28
            ? "search"
            : draw < 50 ? "social" : draw < 68 ? "ads" : draw < 84 ? "store" : draw < 96 ? "marketplace" : "event"
    }

    private mutating func preferredChannel(_ profile: CustomerProfile) -> String {
        switch profile.preferredOrderChannel {
        case "wechat": random.chance(0.8) ? "wechat" : "sms"
        case "app": random.chance(0.6) ? "app" : "email"
        case "phone": random.chance(0.7) ? "phone" : "email"
        default: random.chance(0.7) ? "email" : "sms"
        }
    }

    private func recordedIn(_ profile: CustomerProfile) -> String {
        if profile.identity.isBusiness { return "crm" }
        return switch profile.preferredOrderChannel {
        case "store": "pos"
        case "app", "wechat": "app"
        default: "shop"
        }
    }

    /// As a colleague would have put it down from the number of purchases.
    private var lifecycleStage: String {
        mutating get {
            switch orderSeconds.count {
            case 0: random.pick(["awareness", "awareness", "interest", "consideration", "intent"])
            case 1: "conversion"
            case 2...25: "retention"
            default: "advocacy"
            }
        }
    }
}
