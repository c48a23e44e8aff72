internal import Model

/// The generator at work: row buffers, record numbers, and the drafts of the customer at hand.
///
/// Drafts are arrays that keep their capacity from customer to customer.
struct StoreSimulation: Sendable {
    let seed: UInt64
    let ordersPerCustomer: Int
    let market: Market
    /// Source of randomness for the current customer's behaviour.
    var random: RandomStream

    var customers: RowBuffer<CustomerColumn>
    var products: RowBuffer<ProductColumn>
    var campaigns: RowBuffer<CampaignColumn>
    var orders: RowBuffer<OrderColumn>
    var items: RowBuffer<ItemColumn>
    var interactions: RowBuffer<InteractionColumn>
    var messages: RowBuffer<MessageColumn>
    var tickets: RowBuffer<TicketColumn>
    var feedback: RowBuffer<FeedbackColumn>
    var points: RowBuffer<PointsColumn>
    var coupons: RowBuffer<CouponColumn>
    var leads: RowBuffer<LeadColumn>
    var opportunities: RowBuffer<OpportunityColumn>
    var referrals: RowBuffer<ReferralColumn>

    /// The last number given to a record of each kind.
    var orderCount = 0, itemCount = 0, interactionCount = 0, messageCount = 0, ticketCount = 0, feedbackCount = 0
    var bookingCount = 0, couponCount = 0, leadCount = 0, opportunityCount = 0, referralCount = 0

    /// Until when the customer at hand takes an interest; seconds since the epoch, at most the end of the history.
    var activeUntil = 0
    var messageDrafts: [MessageDraft] = []
    /// When the customer at hand ordered; strictly ascending seconds since the epoch.
    var orderSeconds: [Int] = []
    var itemDrafts: [ItemDraft] = []
    var couponDrafts: [CouponDraft] = []
    var interactionDrafts: [InteractionDraft] = []
    var ledger = PointsLedger()

    init(model: DataModel, seed: UInt64, endDate: CivilDate, ordersPerCustomer: Int) throws(GenerationError) {
        self.seed = seed
        self.ordersPerCustomer = ordersPerCustomer
        market = Market(seed: seed, endDate: endDate)
        random = RandomStream(seed: seed, purpose: .behaviour)
        var problems: [GenerationError.Problem] = []
        customers = RowBuffer(model, problems: &problems)
        products = RowBuffer(model, problems: &problems)
        campaigns = RowBuffer(model, problems: &problems)
        orders = RowBuffer(model, problems: &problems)
        items = RowBuffer(model, problems: &problems)
        interactions = RowBuffer(model, problems: &problems)
        messages = RowBuffer(model, problems: &problems)
        tickets = RowBuffer(model, problems: &problems)
        feedback = RowBuffer(model, problems: &problems)
        points = RowBuffer(model, problems: &problems)
        coupons = RowBuffer(model, problems: &problems)
        leads = RowBuffer(model, problems: &problems)
        opportunities = RowBuffer(model, problems: &problems)
        referrals = RowBuffer(model, problems: &problems)
        if problems.isEmpty, model.customerEntity.name != CustomerColumn.entity {
            problems.append(.notTheCustomer(CustomerColumn.entity))
        }
        if !problems.isEmpty { throw GenerationError(problems: problems) }
    }

    mutating func emitLookups(_ emit: Emit) rethrows {
        try products.emitAll(market.catalogue, emit)
        try campaigns.emitAll(market.campaigns, emit)
    }

    mutating func emitHistory(ofCustomer id: Int, _ emit: Emit) rethrows {
        random = RandomStream(seed: seed, customer: id, purpose: .behaviour)
        let profile = CustomerProfile(seed: seed, id: id, market: market, ordersPerCustomer: ordersPerCustomer, &random)
        couponDrafts.removeAll(keepingCapacity: true)
        interactionDrafts.removeAll(keepingCapacity: true)
        drawActivity(profile)
        draftMessages(profile)
        drawPurchases(profile)
        try emitCustomer(profile, emit)
        try emitMessages(profile, emit)
        try emitOrders(profile, emit)
        try emitCoupons(profile, emit)
        draftBrowsing(profile)
        try emitSales(profile, emit)
        try emitInteractions(profile, emit)
        try emitReferrals(profile, emit)
    }
}
