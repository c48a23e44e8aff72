internal import Model

/// What all customers share: the calendar, the products, the campaigns, the places. Drawn once from the seed.
struct Market: Sendable {
    let calendar: BusinessCalendar
    let catalogue: Catalogue
    let campaigns: CampaignPlan
    let geography = Geography()

    init(seed: UInt64, endDate: CivilDate) {
        calendar = BusinessCalendar(endDate: endDate)
        catalogue = Catalogue(seed: seed, calendar: calendar)
        campaigns = CampaignPlan(seed: seed, calendar: calendar)
    }
}
