/// Where customers live, with what goes with a country: language, names, numbers, forms of companies.
struct Geography: Sendable {
    struct City: Sendable {
        let name: String
        let region: String
        /// How a postcode begins; the country's pattern goes on from there.
        let postcodePrefix: String
    }

    struct Country: Sendable {
        /// ISO 3166-1 alpha-2.
        let code: String
        /// Customers from here, relative to the other countries.
        let weight: Int
        /// ISO 639-1.
        let language: String
        let names: Names
        /// In patterns `#` is a digit and `A` a letter.
        let postcodePattern: String
        let phonePattern: String
        let companyForms: [String]
        let cities: [City]
        let cityWeights: WeightTable

        /// `cities` holds one city a line: `name|region|start of postcodes|weight`.
        init(_ code: String, weight: Int, language: String, names: Names, postcode: String, phone: String,
             companyForms: [String], cities: String) {
            self.code = code
            self.weight = weight
            self.language = language
            self.names = names
            postcodePattern = postcode
            phonePattern = phone
            self.companyForms = companyForms
            let lines = cities.split(separator: "\n").map {
                $0.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            }
            self.cities = lines.map { City(name: $0[0], region: $0[1], postcodePrefix: $0[2]) }
            cityWeights = WeightTable(lines.map { Int($0[3]) ?? 1 })
        }
    }

    let countries: [Country]
    let countryWeights: WeightTable

    init() {
        countries = Geography.asia + Geography.europe + Geography.america
        countryWeights = WeightTable(countries.map(\.weight))
    }
}

extension Geography {
    static let asia: [Country] = [
        Country("CN", weight: 340, language: "zh", names: .chinese, postcode: "####", phone: "13#########",
                companyForms: ["贸易有限公司", "科技有限公司", "实业集团"], cities: """
            上海|上海|20|26
            北京|北京|10|24
            广州|广东|51|17
            深圳|广东|51|19
            杭州|浙江|31|15
            成都|四川|61|14
            武汉|湖北|43|10
            西安|陕西|71|9
            南京|江苏|21|9
            重庆|重庆|40|9
            哈尔滨|黑龙江|15|4
            昆明|云南|65|3
            乌鲁木齐|新疆|83|2
            """),
        Country("JP", weight: 60, language: "ja", names: .japanese, postcode: "#-####", phone: "+81 90-####-####",
                companyForms: ["株式会社", "商事"], cities: """
            東京|東京都|10|20
            大阪|大阪府|53|10
            名古屋|愛知県|45|6
            札幌|北海道|06|4
            福岡|福岡県|81|4
            """),
        Country("KR", weight: 30, language: "ko", names: .korean, postcode: "###", phone: "+82 10-####-####",
                companyForms: ["주식회사", "상사"], cities: """
            서울|서울|04|20
            부산|부산|48|7
            대구|대구|41|4
            """),
        Country("IN", weight: 50, language: "en", names: .indian, postcode: "###", phone: "+91 98########",
                companyForms: ["Pvt Ltd", "Traders"], cities: """
            Mumbai|Maharashtra|400|12
            Delhi|Delhi|110|12
            Bengaluru|Karnataka|560|10
            Chennai|Tamil Nadu|600|6
            Kolkata|West Bengal|700|5
            """),
        Country("EG", weight: 20, language: "ar", names: .arabic, postcode: "###", phone: "+20 10########",
                companyForms: ["للتجارة", "Trading"], cities: """
            القاهرة|القاهرة|11|14
            الإسكندرية|الإسكندرية|21|6
            """),
    ]

    static let europe: [Country] = [
        Country("DE", weight: 80, language: "de", names: .german, postcode: "###", phone: "+49 151 ########",
                companyForms: ["GmbH", "AG", "& Söhne KG"], cities: """
            Berlin|Berlin|10|12
            Hamburg|Hamburg|20|8
            München|Bayern|80|8
            Köln|Nordrhein-Westfalen|50|7
            Frankfurt am Main|Hessen|60|6
            Leipzig|Sachsen|04|4
            Göttingen|Niedersachsen|37|1
            """),
        Country("GB", weight: 75, language: "en", names: .english, postcode: "# #AA", phone: "+44 7700 9#####",
                companyForms: ["Ltd", "& Sons"], cities: """
            London|England|SW|20
            Manchester|England|M|8
            Birmingham|England|B|7
            Edinburgh|Scotland|EH|5
            Cardiff|Wales|CF|3
            """),
        Country("FR", weight: 55, language: "fr", names: .french, postcode: "###", phone: "+33 6########",
                companyForms: ["SARL", "et Fils"], cities: """
            Paris|Île-de-France|75|16
            Lyon|Auvergne-Rhône-Alpes|69|7
            Marseille|Provence-Alpes-Côte d'Azur|13|7
            Nîmes|Occitanie|30|2
            """),
        Country("PL", weight: 25, language: "pl", names: .polish, postcode: "-###", phone: "+48 5########",
                companyForms: ["Sp. z o.o."], cities: """
            Warszawa|Mazowieckie|00|10
            Kraków|Małopolskie|30|6
            Łódź|Łódzkie|90|4
            Gdańsk|Pomorskie|80|4
            """),
        Country("ES", weight: 35, language: "es", names: .spanish, postcode: "###", phone: "+34 6########",
                companyForms: ["S.L.", "Hermanos"], cities: """
            Madrid|Madrid|28|10
            Barcelona|Cataluña|08|9
            Sevilla|Andalucía|41|4
            A Coruña|Galicia|15|2
            """),
    ]

    static let america: [Country] = [
        Country("US", weight: 170, language: "en", names: .english, postcode: "##", phone: "+1 ###-555-01##",
                companyForms: ["Inc", "LLC", "& Co"], cities: """
            New York|New York|100|18
            Los Angeles|California|900|14
            Chicago|Illinois|606|10
            Houston|Texas|770|9
            Phoenix|Arizona|850|6
            Seattle|Washington|981|6
            Boston|Massachusetts|021|5
            Denver|Colorado|802|4
            Miami|Florida|331|5
            """),
        Country("MX", weight: 30, language: "es", names: .spanish, postcode: "###", phone: "+52 55########",
                companyForms: ["S.A. de C.V."], cities: """
            Ciudad de México|Ciudad de México|06|14
            Guadalajara|Jalisco|44|6
            Mérida|Yucatán|97|3
            """),
        Country("BR", weight: 30, language: "pt", names: .portuguese, postcode: "###-###", phone: "+55 119########",
                companyForms: ["Ltda", "S.A."], cities: """
            São Paulo|São Paulo|01|14
            Rio de Janeiro|Rio de Janeiro|20|9
            Brasília|Distrito Federal|70|4
            """),
    ]

    /// Fills a pattern: `#` becomes a digit, `A` a capital letter, everything else stays.
    static func fill(_ pattern: String, after prefix: String = "", _ random: inout RandomStream) -> String {
        var bytes = Array(prefix.utf8)
        for byte in pattern.utf8 {
            switch byte {
            case UInt8(ascii: "#"): bytes.append(UInt8(ascii: "0") + UInt8(random.below(10)))
            case UInt8(ascii: "A"): bytes.append(UInt8(ascii: "A") + UInt8(random.below(26)))
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
