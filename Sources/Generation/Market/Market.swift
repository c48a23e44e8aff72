internal import Model

/// Data shared by all customers: the calendar, products, campaigns and places. Drawn once from the seed.
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
