package import Model

/// A realistic store over the standard model, invented row by row.
///
/// Enters: the model (for the order of fields), the number of customers, a seed, the last day of the history.
/// Leaves: rows, look-ups first, then customer after customer, each owner before its records.
/// Never: reads a clock, a file or the environment; depends on the machine, on hashing or on the order of a set.
///
/// A row is a function of the seed, the end date and the density alone: a store of 1,000 customers begins with the rows
/// of a store of 100, bit by bit. Memory does not grow with the number of customers.
///
/// A customer's life, in the order of the files: `CustomerProfile` draws dispositions; `+Messages` what campaigns sent;
/// `+Purchases` when the customer bought; `CustomerRow` the customer; `+Orders` orders and items, with coupons and the
/// points ledger kept on the way (`+Points`, `+Coupons`); then `+Interactions`, `+Tickets`, `+Feedback`, `+Sales`,
/// `+Referrals`. All instants are UTC; money is in hundredths.
package struct StoreGenerator: Sendable {
    package static let defaultEndDate = CivilDate(daysSinceEpoch: 20_634)
    package static let defaultOrdersPerCustomer = 10

    private let customerCount: Int
    private let simulation: StoreSimulation

    /// - Parameters:
    ///   - customers: below 0 counts as 0.
    ///   - endDate: nothing has happened after this day (2026-06-30 by default); what is due later may be dated later.
    ///   - ordersPerCustomer: about how many on average, at least 1; many customers have none, some a hundred.
    /// - Throws: where the model lacks an entity or a field that is generated, or types it differently. Fields beyond
    ///   those stay missing.
    package init(model: DataModel, customers: Int, seed: UInt64, endDate: CivilDate = defaultEndDate,
                 ordersPerCustomer: Int = defaultOrdersPerCustomer) throws(GenerationError) {
        customerCount = max(0, customers)
        simulation = try StoreSimulation(
            model: model, seed: seed, endDate: endDate, ordersPerCustomer: max(1, ordersPerCustomer))
    }

    /// Calls `emit` with the index of an entity in the model and a row aligned with its fields. The row's storage is
    /// used again for the next one, so a callee that is done with it when it returns costs no copy.
    package func generate(_ emit: (_ entityIndex: Int, _ row: [Value]) throws -> Void) rethrows {
        var simulation = simulation
        try simulation.emitLookups(emit)
        for index in 0..<customerCount {
            try simulation.emitHistory(ofCustomer: index + 1, emit)
        }
    }
}
