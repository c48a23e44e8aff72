internal import Model

enum OrderColumn: Int, GeneratedColumn {
    case id, customer, orderedAt, amount, discount, shipping, status, channel, paymentMethod, campaign, coupon
    case deliveredAt, refundedAt, refundedAmount

    static let entity = "orders"

    var field: (name: String, kind: ValueKind) {
        switch self {
        case .id: ("id", .int)
        case .customer: ("customer_id", .int)
        case .orderedAt: ("ordered_at", .time)
        case .amount: ("amount", .money)
        case .discount: ("discount", .money)
        case .shipping: ("shipping", .money)
        case .status: ("status", .text)
        case .channel: ("channel", .text)
        case .paymentMethod: ("payment_method", .text)
        case .campaign: ("campaign", .int)
        case .coupon: ("coupon_id", .int)
        case .deliveredAt: ("delivered_at", .time)
        case .refundedAt: ("refunded_at", .time)
        case .refundedAmount: ("refunded_amount", .money)
        }
    }
}

enum ItemColumn: Int, GeneratedColumn {
    case id, order, product, quantity, price, returned

    static let entity = "items"

    var field: (name: String, kind: ValueKind) {
        switch self {
        case .id: ("id", .int)
        case .order: ("order_id", .int)
        case .product: ("product", .int)
        case .quantity: ("quantity", .int)
        case .price: ("price", .money)
        case .returned: ("returned", .bool)
        }
    }
}

/// A line of the order at hand.
struct ItemDraft: Sendable {
    /// Index into the catalogue's products.
    var product: Int
    var quantity: Int
    /// Minor units, of one piece.
    var price: Int
    var returned = false
}

/// Outcome of an order: times in seconds since the epoch, amounts in minor units.
private struct Outcome {
    var status = "paid"
    var delivered: Int?
    var refunded: Int?
    var refundedAmount = 0
}

extension StoreSimulation {
    /// Orders in order of time, each followed by its items and by what it brings about.
    mutating func emitOrders(_ profile: CustomerProfile, _ emit: Emit) rethrows {
        ledger.open(bonusAt: profile.memberSince)
        issueGifts(profile)
        var index = 0
        while index < orderSeconds.count {
            let second = orderSeconds[index]
            try settlePoints(upTo: second, profile, emit)
            let isLast = try emitOrder(at: second, isFirst: index == 0, profile, emit)
            index += 1
            if isLast { orderSeconds.removeSubrange(index...) }
        }
        try settlePoints(upTo: market.calendar.endSecond, profile, emit)
        try emitStrayTickets(profile, emit)
    }

    /// - Returns: whether the customer turned away after it.
    private mutating func emitOrder(at second: Int, isFirst: Bool, _ profile: CustomerProfile, _ emit: Emit) rethrows
        -> Bool
    {
        orderCount += 1
        let order = orderCount
        let goods = draftItems(at: second, profile)
        let channel = profile.orderChannel(&random)
        let isPending = market.calendar.endSecond - second < 3 * BusinessCalendar.secondsPerDay && random.chance(0.55)
        let isCancelled = !isPending && random.chance(0.035)
        let coupon = isCancelled ? nil : redeemCoupon(at: second, goods: goods, order: order)
        let discount = coupon.map { couponDrafts[$0].value } ?? 0
        let shipping = channel == "store" || goods >= 6000 ? 0 : 590
        let amount = goods - discount + shipping
        var outcome = Outcome(status: isPending ? "pending" : isCancelled ? "cancelled" : "paid")
        if !isPending, !isCancelled { deliver(at: second, channel: channel, amount: amount, goods: goods, &outcome) }

        orders.set(.id, int: order)
        orders.set(.customer, int: profile.id)
        orders.set(.orderedAt, second: second)
        orders.set(.amount, money: amount)
        orders.set(.discount, money: discount)
        orders.set(.shipping, money: shipping)
        orders.set(.status, text: outcome.status)
        orders.set(.channel, text: channel)
        orders.set(.paymentMethod, text: paymentMethod(channel, profile))
        orders.set(.campaign, int: clickedCampaign(before: second).map { $0 + 1 })
        orders.set(.coupon, int: coupon.map { couponDrafts[$0].id })
        orders.set(.deliveredAt, second: outcome.delivered)
        orders.set(.refundedAt, second: outcome.refunded)
        orders.set(.refundedAmount, money: outcome.refundedAmount)
        try orders.emit(to: emit)
        try emitItems(order: order, emit)

        if outcome.status == "paid" || outcome.status == "refunded" {
            try bookPoints(order: order, at: second, amount: amount, profile, emit)
            if let refunded = outcome.refunded {
                ledger.expectRefund(at: refunded, order: order, points: outcome.refundedAmount / 100)
            }
        }
        if isFirst || random.chance(0.16) { draftTrail(before: second, product: itemDrafts[0].product, profile) }
        return try emitAftermath(
            order: order, at: second, delivered: outcome.delivered, refunded: outcome.refunded, profile, emit)
    }

    /// - Returns: the value of the goods in minor units.
    private mutating func draftItems(at second: Int, _ profile: CustomerProfile) -> Int {
        itemDrafts.removeAll(keepingCapacity: true)
        let day = second / BusinessCalendar.secondsPerDay
        let yearsAgo = (market.calendar.lastDay - day) / 365
        let isOnSale = random.chance(0.18)
        var goods = 0
        for line in 0...random.runLength(0.5, limit: 14) {
            var product = 0
            if line > 0, random.chance(0.22) {
                product = market.catalogue.products[itemDrafts[line - 1].product].companion
                if market.catalogue.products[product].launchDay > day { product = itemDrafts[line - 1].product }
            } else {
                let category =
                    random.chance(0.45) ? profile.identity.interest : market.catalogue.categoryWeights.pick(&random)
                product = market.catalogue.pick(category: category, day: day, &random)
                if random.chance(abs(profile.appetite - 1) * 0.4) {
                    let other = market.catalogue.pick(category: category, day: day, &random)
                    let isDearer = market.catalogue.products[other].price > market.catalogue.products[product].price
                    if isDearer == (profile.appetite > 1) { product = other }
                }
            }
            var quantity = 1 + random.runLength(0.14, limit: 8)
            if profile.identity.isBusiness { quantity *= max(1, Int(random.logNormal(median: 2, spread: 0.8))) }
            // Prices rose by two per cent a year.
            let listed = market.catalogue.products[product].price * (100 - 2 * yearsAgo) / 100
            let price = isOnSale ? listed * random.within(70...90) / 100 : listed
            itemDrafts.append(ItemDraft(product: product, quantity: quantity, price: price))
            goods += quantity * price
        }
        return goods
    }

    /// Delivery, and the goods that come back: all of them, or the first line.
    private mutating func deliver(at second: Int, channel: String, amount: Int, goods: Int, _ outcome: inout Outcome) {
        let arrival = channel == "store" ? second : second + random.within(20_000...520_000)
        outcome.delivered = market.calendar.past(arrival)
        guard random.chance(0.07),
              let refunded = market.calendar.past(arrival + random.within(80_000...1_900_000)) else { return }
        outcome.refunded = refunded
        let first = itemDrafts[0].price * itemDrafts[0].quantity
        if itemDrafts.count > 1, random.chance(0.4), first < amount {
            itemDrafts[0].returned = true
            outcome.refundedAmount = first * amount / max(goods, amount)
        } else {
            for line in itemDrafts.indices { itemDrafts[line].returned = true }
            outcome.refundedAmount = amount
            outcome.status = "refunded"
        }
    }

    private mutating func emitItems(order: Int, _ emit: Emit) rethrows {
        for index in itemDrafts.indices {
            let draft = itemDrafts[index]
            itemCount += 1
            items.set(.id, int: itemCount)
            items.set(.order, int: order)
            items.set(.product, int: draft.product + 1)
            items.set(.quantity, int: draft.quantity)
            items.set(.price, money: draft.price)
            items.set(.returned, bool: draft.returned)
            try items.emit(to: emit)
        }
    }

    private mutating func paymentMethod(_ channel: String, _ profile: CustomerProfile) -> String? {
        if random.chance(0.01) { return nil }
        if profile.identity.isBusiness, random.chance(0.7) { return "invoice" }
        return switch channel {
        case "wechat": "wallet"
        case "store": random.chance(0.3) ? "cash" : "card"
        case "phone": "invoice"
        default: random.chance(0.55) ? "card" : "wallet"
        }
    }
}
