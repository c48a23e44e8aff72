/// The personal names of one culture and how they are put together.
struct Names: Sendable {
    enum Arrangement: Sendable {
        /// 王伟
        case familyGiven
        /// 佐藤 健
        case familySpaceGiven
        /// Anna Müller
        case givenSpaceFamily
    }

    struct Name: Sendable {
        let written: String
        /// In ASCII lower case, for e-mail addresses.
        let handle: String
    }

    let arrangement: Arrangement
    let female: [Name]
    let male: [Name]
    let family: [Name]

    /// Names are parted by spaces; `written/handle` where the handle is not just the name in lower case.
    init(_ arrangement: Arrangement, female: String, male: String, family: String) {
        self.arrangement = arrangement
        self.female = Names.parse(female)
        self.male = Names.parse(male)
        self.family = Names.parse(family)
    }

    private static func parse(_ list: String) -> [Name] {
        list.split(separator: " ").map { entry in
            let parts = entry.split(separator: "/")
            let written = String(parts[0])
            return Name(written: written, handle: parts.count > 1 ? String(parts[1]) : written.lowercased())
        }
    }

    func full(given: String, family: String) -> String {
        switch arrangement {
        case .familyGiven: family + given
        case .familySpaceGiven: family + " " + given
        case .givenSpaceFamily: given + " " + family
        }
    }
}

extension Names {
    static let chinese = Names(
        .familyGiven,
        female:
            "芳/fang 娜/na 敏/min 静/jing 丽/li 艳/yan 娟/juan 秀英/xiuying 婷婷/tingting 雪/xue 梦洁/mengjie 欣怡/xinyi 雨涵/yuhan 诗琪/shiqi 佳/jia 晓燕/xiaoyan",
        male:
            "伟/wei 强/qiang 磊/lei 军/jun 勇/yong 杰/jie 涛/tao 明/ming 超/chao 浩然/haoran 子轩/zixuan 宇航/yuhang 建国/jianguo 志强/zhiqiang 鹏/peng 一鸣/yiming",
        family:
            "王/wang 李/li 张/zhang 刘/liu 陈/chen 杨/yang 黄/huang 赵/zhao 吴/wu 周/zhou 徐/xu 孙/sun 马/ma 朱/zhu 胡/hu 郭/guo 何/he 高/gao 林/lin 罗/luo 欧阳/ouyang 司马/sima"
    )
    static let english = Names(
        .givenSpaceFamily,
        female:
            "Mary Jennifer Linda Emma Olivia Sophia Ava Grace Chloe Hannah Zoë/zoe Megan Alice Harriet Naomi Brenda",
        male: "James Robert Michael David William Liam Noah Ethan Jack Oliver Harry George Samuel Marcus Dwayne Tyler",
        family:
            "Smith Johnson Williams Brown Jones Miller Davis Wilson Taylor Clark Lewis Walker Hall Young O'Brien/obrien Fitzgerald McDonald/mcdonald Okafor Evans Wright"
    )
    static let german = Names(
        .givenSpaceFamily,
        female: "Anna Lena Julia Katharina Sabine Claudia Käthe/kaethe Marie Sophie Heike Ursula",
        male: "Lukas Jan Felix Jürgen/juergen Jörg/joerg Stefan Thomas Uwe Moritz Björn/bjoern Karl Matthias",
        family:
            "Müller/mueller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schäfer/schaefer Koch Groß/gross Köhler/koehler Krüger/krueger Yılmaz/yilmaz"
    )
    static let french = Names(
        .givenSpaceFamily,
        female: "Camille Léa/lea Chloé/chloe Manon Inès/ines Aurélie/aurelie Margaux Hélène/helene Amélie/amelie Fatou",
        male: "Louis Hugo Jules François/francois Étienne/etienne Mathieu Thibault Rémi/remi Karim Noël/noel",
        family:
            "Martin Bernard Dubois Durand Lefèvre/lefevre Moreau Laurent Garnier Béranger/beranger Diallo D'Amico/damico"
    )
    static let japanese = Names(
        .familySpaceGiven,
        female: "陽菜/hina 結衣/yui さくら/sakura 美咲/misaki 葵/aoi 愛/ai 由美子/yumiko ひかり/hikari",
        male: "健/ken 大輔/daisuke 翔太/shota 拓海/takumi 蓮/ren 誠/makoto 一郎/ichiro 悠斗/yuto",
        family:
            "佐藤/sato 鈴木/suzuki 高橋/takahashi 田中/tanaka 伊藤/ito 渡辺/watanabe 山本/yamamoto 中村/nakamura 小林/kobayashi 斎藤/saito")
    static let korean = Names(
        .familyGiven,
        female: "서연/seoyeon 지우/jiwoo 민지/minji 수빈/subin 하은/haeun 예린/yerin",
        male: "민준/minjun 서준/seojun 도윤/doyun 지훈/jihun 현우/hyunwoo 준호/junho",
        family: "김/kim 이/lee 박/park 최/choi 정/jung 강/kang 조/cho 윤/yoon")
    static let spanish = Names(
        .givenSpaceFamily,
        female: "María/maria Lucía/lucia Sofía/sofia Carmen Ximena Íñiga/iniga Belén/belen Paula Inés/ines Rocío/rocio",
        male: "José/jose Juan Carlos Íñigo/inigo Andrés/andres Diego Ramón/ramon Luis Álvaro/alvaro Martín/martin",
        family:
            "García/garcia Rodríguez/rodriguez Hernández/hernandez López/lopez Peña/pena Núñez/nunez Torres Flores Ibáñez/ibanez Castillo"
    )
    static let portuguese = Names(
        .givenSpaceFamily,
        female: "Ana Beatriz Júlia/julia Letícia/leticia Conceição/conceicao Gabriela Larissa Helena",
        male: "João/joao Pedro Lucas Gabriel Antônio/antonio Rafael Thiago Caetano",
        family:
            "Silva Santos Oliveira Souza Lima Araújo/araujo Gonçalves/goncalves Conceição/conceicao Ribeiro Assunção/assuncao"
    )
    static let indian = Names(
        .givenSpaceFamily,
        female: "Priya Ananya Aishwarya Kavya Meera Lakshmi Sunita दीपा/deepa",
        male: "Rahul Arjun Vikram Amit Sanjay Rohan Suresh आकाश/akash",
        family: "Sharma Patel Singh Kumar Reddy Iyer Gupta Nair Chatterjee Banerjee")
    static let polish = Names(
        .givenSpaceFamily,
        female: "Zofia Małgorzata/malgorzata Katarzyna Agnieszka Żaneta/zaneta Łucja/lucja Hanna",
        male: "Piotr Paweł/pawel Michał/michal Łukasz/lukasz Stanisław/stanislaw Krzysztof Tomasz",
        family:
            "Nowak Kowalski Wiśniewski/wisniewski Wójcik/wojcik Kamiński/kaminski Zieliński/zielinski Dąbrowski/dabrowski Brzęczyszczykiewicz/brzeczyszczykiewicz"
    )
    static let arabic = Names(
        .givenSpaceFamily,
        female: "فاطمة/fatima عائشة/aisha مريم/maryam نور/noor ليلى/layla سارة/sara",
        male: "محمد/mohamed أحمد/ahmed عمر/omar خالد/khaled يوسف/youssef علي/ali",
        family: "حسن/hassan إبراهيم/ibrahim السيد/elsayed منصور/mansour فاروق/farouk العلي/alali")
}
