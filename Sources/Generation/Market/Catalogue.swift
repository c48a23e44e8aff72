internal import Model

/// The store's range: a fixed number of products in a dozen categories.
struct Catalogue: Sendable {
    struct Product: Sendable {
        let sku: String
        let name: String
        /// Index into `categories`.
        let category: Int
        let subcategory: String
        let brand: String
        /// Minor units.
        let price: Int
        let cost: Int
        /// Days since 1970-01-01.
        let launchDay: Int
        let active: Bool
        /// Index of the product that is often bought with this one.
        let companion: Int
    }

    struct Category: Sendable {
        let name: String
        /// Page of the shop: `/shoes`.
        let page: String
        let subcategories: [String]
        /// Minor units.
        let medianPrice: Double
        let popularity: Int

        init(name: String, subcategories: [String], medianPrice: Double, popularity: Int) {
            self.name = name
            page = "/" + name
            self.subcategories = subcategories
            self.medianPrice = medianPrice
            self.popularity = popularity
        }
    }

    static let productsPerCategory = 20

    let categories = Catalogue.categories
    /// `productsPerCategory` of each category, in the categories' order; the key of a product is its index + 1.
    let products: [Product]
    let categoryWeights: WeightTable
    /// Which product of its category is bought: a few sell most.
    private let rankWeights = WeightTable((1...productsPerCategory).map { 6000 / $0 })

    init(seed: UInt64, calendar: BusinessCalendar) {
        var random = RandomStream(seed: seed, purpose: .market)
        var products: [Product] = []
        let perCategory = Catalogue.productsPerCategory
        for (index, category) in categories.enumerated() {
            for rank in 0..<perCategory {
                let brand = random.pick(Catalogue.brands)
                let subcategory = category.subcategories[rank % category.subcategories.count]
                let price = Catalogue.shelfPrice(random.logNormal(median: category.medianPrice, spread: 0.65))
                let isNew = rank >= 3 && random.chance(0.35)
                let launch = isNew ? calendar.firstDay + random.below(max(1, calendar.lastDay - calendar.firstDay))
                    : calendar.firstDay - random.within(30...1500)
                let companionCategory = random.chance(0.6) ? index : random.below(categories.count)
                products.append(Product(
                    sku: "\(category.name.prefix(2).uppercased())-\(1000 + index * 100 + rank)",
                    name: "\(brand) \(subcategory) \(random.pick(Catalogue.variants))",
                    category: index, subcategory: subcategory, brand: brand,
                    price: price, cost: price * random.within(38...74) / 100, launchDay: launch,
                    active: rank < 3 || !random.chance(0.1),
                    companion: companionCategory * perCategory + random.below(perCategory)))
            }
        }
        self.products = products
        categoryWeights = WeightTable(categories.map(\.popularity))
    }

    /// A product on sale by `day`; the first three of a category always are.
    func pick(category: Int, day: Int, _ random: inout RandomStream) -> Int {
        let first = category * Catalogue.productsPerCategory
        let index = first + rankWeights.pick(&random)
        return products[index].launchDay <= day ? index : first + random.below(3)
    }

    /// Ends in 99, 90 or 00, as prices on shelves do.
    private static func shelfPrice(_ amount: Double) -> Int {
        let exact = max(150, Int(amount))
        return switch exact {
        case ..<2000: exact / 100 * 100 + 99
        case ..<20_000: exact / 1000 * 1000 + 990
        default: exact / 5000 * 5000 + 5000
        }
    }
}

extension Catalogue {
    static let categories: [Category] = [
        Category(
            name: "shoes", subcategories: ["sneakers", "boots", "sandals", "running shoes"], medianPrice: 7900,
            popularity: 12),
        Category(
            name: "clothing", subcategories: ["shirts", "jackets", "trousers", "dresses"], medianPrice: 4500,
            popularity: 17),
        Category(name: "bags", subcategories: ["backpacks", "handbags", "luggage"], medianPrice: 6900, popularity: 6),
        Category(
            name: "beauty", subcategories: ["skin care", "make-up", "fragrance"], medianPrice: 2400, popularity: 12),
        Category(
            name: "home", subcategories: ["bedding", "lighting", "decor", "storage"], medianPrice: 3900, popularity: 10),
        Category(
            name: "kitchen", subcategories: ["cookware", "tableware", "appliances"], medianPrice: 4900, popularity: 8),
        Category(
            name: "electronics", subcategories: ["headphones", "phones", "laptops", "cameras"], medianPrice: 18_900,
            popularity: 9),
        Category(name: "books", subcategories: ["novels", "textbooks", "comics"], medianPrice: 1500, popularity: 9),
        Category(name: "toys", subcategories: ["puzzles", "building sets", "dolls"], medianPrice: 2600, popularity: 5),
        Category(name: "sports", subcategories: ["fitness", "cycling", "camping"], medianPrice: 5900, popularity: 6),
        Category(name: "food", subcategories: ["tea", "coffee", "snacks", "wine"], medianPrice: 1800, popularity: 12),
        Category(name: "office", subcategories: ["paper", "furniture", "software"], medianPrice: 5200, popularity: 6)
    ]

    static let brands = ["Nordlys", "青山", "Casa Luz", "Maple & Co", "Kōen", "Alba", "云朵", "Feldmann", "Brightside",
                         "Petit Jour", "Orbit", "Sahel", "锦绣", "Highmoor", "Zephyr"]
    static let variants = ["Classic", "Pro", "Mini", "Plus", "Limited", "II", "Air", "Duo", "Eco", "经典", "Max", "Lite"]
}

enum ProductColumn: Int, GeneratedColumn {
    case id, sku, name, category, subcategory, brand, price, cost, launchedAt, active

    static let entity = "products"

    var field: (name: String, kind: ValueKind) {
        switch self {
        case .id: ("id", .int)
        case .sku: ("sku", .text)
        case .name: ("name", .text)
        case .category: ("category", .text)
        case .subcategory: ("subcategory", .text)
        case .brand: ("brand", .text)
        case .price: ("price", .money)
        case .cost: ("cost", .money)
        case .launchedAt: ("launched_at", .date)
        case .active: ("active", .bool)
        }
    }
}

extension RowBuffer<ProductColumn> {
    mutating func emitAll(_ catalogue: Catalogue, _ emit: Emit) rethrows {
        for (index, product) in catalogue.products.enumerated() {
            set(.id, int: index + 1)
            set(.sku, text: product.sku)
            set(.name, text: product.name)
            set(.category, text: catalogue.categories[product.category].name)
            set(.subcategory, text: product.subcategory)
            // Own-label goods carry no brand.
            set(.brand, text: index % 17 == 4 ? nil : product.brand)
            set(.price, money: product.price)
            set(.cost, money: product.cost)
            set(.launchedAt, day: product.launchDay)
            set(.active, bool: product.active)
            try self.emit(to: emit)
        }
    }
}
