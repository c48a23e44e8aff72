extension StoreSimulation {
    /// A bound on what one customer can order, far above what the distributions give.
    private static let maximumOrders = 5000

    /// Until when the customer takes an interest; at most the end of the history.
    mutating func drawActivity(_ profile: CustomerProfile) {
        let end = Double(market.calendar.position(ofSecond: profile.joined)) + profile.lifetime
        activeUntil = end < Double(market.calendar.days.total)
            ? max(profile.joined, market.calendar.shoppingSecond(at: Int(end), &random)) : market.calendar.endSecond
    }

    /// When the customer orders: a Poisson process in business time, and now and then on a click.
    mutating func drawPurchases(_ profile: CustomerProfile) {
        orderSeconds.removeAll(keepingCapacity: true)
        let start = Double(market.calendar.position(ofSecond: profile.joined))
        let leaves = start + profile.lifetime
        let end = min(leaves, Double(market.calendar.days.total))
        // People register because they are about to buy, so the first wait is shorter.
        var position = start + 0.4 * profile.purchaseGap * random.exponential()
        while position < end, orderSeconds.count < StoreSimulation.maximumOrders {
            // Customers who are about to leave buy less, which is what a churn warning looks for.
            if leaves - position > 80_000 || random.chance(0.5) {
                orderSeconds.append(market.calendar.shoppingSecond(at: Int(position), &random))
            }
            position += profile.purchaseGap * random.exponential()
        }
        for index in messageDrafts.indices {
            if let clicked = messageDrafts[index].clicked, clicked <= activeUntil, random.chance(0.25) {
                orderSeconds.append(clicked + random.within(300...100_000))
            }
        }
        orderSeconds.sort()
        var previous = profile.joined
        for index in orderSeconds.indices {
            if orderSeconds[index] <= previous { orderSeconds[index] = previous + random.within(60...5400) }
            previous = orderSeconds[index]
        }
        while let last = orderSeconds.last, last > market.calendar.endSecond { orderSeconds.removeLast() }
    }

    /// A second after `start`, up to and including `end`; `start` itself where there is none.
    mutating func second(after start: Int, upTo end: Int) -> Int {
        end > start ? start + 1 + random.below(end - start) : start
    }
}
