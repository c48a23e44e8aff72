internal import Model

// Written by scripts/update-prebuilt; a test holds it against what it was made of.

/// `standard.cq`, bound when the program was built: most stores have this model, and most questions are short.
enum StandardModel {
    static let bound = DataModel(
        entities: [
            customersEntity, productsEntity, campaignsEntity, ordersEntity, itemsEntity, interactionsEntity,
            messagesEntity, ticketsEntity, feedbackEntity, pointsEntity, couponsEntity, leadsEntity,
            opportunitiesEntity, referralsEntity
        ], customer: 0)

    private static var customersEntity: Entity {
        Entity(
            name: "customers", label: "Customers", aliases: ["客户", "顾客"],
            documentation: "People and companies that deal with us, whether they have bought yet or not.",
            table: "customers",
            fields: [
                Field(name: "id", label: "Customer", aliases: ["客户编号"], type: ValueType(.int), keyDomain: "customers"),
                Field(name: "name", label: "Name", aliases: ["姓名"], type: ValueType(.text), isPersonal: true,
                    isDisplayed: true),
                Field(name: "gender", label: "Gender", aliases: ["性别"], type: ValueType(.text),
                    knownValues: KnownValues([.init(name: "female", otherSpellings: ["f", "woman", "女"]),
                    .init(name: "male", otherSpellings: ["m", "man", "男"]), .init(name: "other")])),
                Field(name: "birthday", label: "Birthday", aliases: ["生日"], type: ValueType(.date), isPersonal: true),
                Field(name: "email", label: "E-mail", aliases: ["邮箱"], type: ValueType(.text), isPersonal: true,
                    isCaseless: true),
                Field(name: "phone", label: "Phone", aliases: ["电话"], type: ValueType(.text), isPersonal: true),
                Field(name: "language", label: "Language", aliases: ["语言"], documentation: "ISO 639-1: zh, en, de",
                    type: ValueType(.text)),
                Field(name: "income_band", label: "Income band", aliases: ["收入水平"], type: ValueType(.text),
                    knownValues: KnownValues([.init(name: "low", otherSpellings: ["低"]),
                    .init(name: "middle", otherSpellings: ["medium", "中"]),
                    .init(name: "high", otherSpellings: ["高"])])),
                Field(name: "country", label: "Country", aliases: ["国家"], documentation: "ISO 3166-1: CN, US, DE",
                    type: ValueType(.text), isDisplayed: true),
                Field(name: "region", label: "Region", aliases: ["地区", "省份"], type: ValueType(.text)),
                Field(name: "city", label: "City", aliases: ["城市"], type: ValueType(.text), isDisplayed: true),
                Field(name: "postcode", label: "Postcode", aliases: ["邮编"], type: ValueType(.text), isPersonal: true),
                Field(name: "kind", label: "Kind of customer", aliases: ["客户类型"], type: ValueType(.text),
                    knownValues: KnownValues([.init(name: "person", otherSpellings: ["individual", "个人"]),
                    .init(name: "business", otherSpellings: ["company", "企业"])])),
                Field(name: "company", label: "Company", aliases: ["公司"], type: ValueType(.text)),
                Field(name: "industry", label: "Industry", aliases: ["行业"], type: ValueType(.text)),
                Field(name: "employees", label: "Employees", aliases: ["员工数"],
                    documentation: "Employees of the company.", type: ValueType(.int)),
                Field(name: "job_title", label: "Job title", aliases: ["职位"], type: ValueType(.text)),
                Field(name: "interest", label: "Main interest", aliases: ["需求", "兴趣"],
                    documentation: "The product category the customer says to need most.", type: ValueType(.text)),
                Field(name: "source", label: "Acquisition source", aliases: ["来源", "获客渠道"], type: ValueType(.text),
                    knownValues: KnownValues([.init(name: "search"), .init(name: "social"), .init(name: "ads"),
                    .init(name: "referral"), .init(name: "store"), .init(name: "marketplace"), .init(name: "event"),
                    .init(name: "sales")])),
                Field(name: "preferred_channel", label: "Preferred channel", aliases: ["偏好渠道"], type: ValueType(.text),
                    knownValues: KnownValues([.init(name: "email", otherSpellings: ["邮件"]),
                    .init(name: "sms", otherSpellings: ["短信"]), .init(name: "phone", otherSpellings: ["电话"]),
                    .init(name: "app"), .init(name: "wechat", otherSpellings: ["微信"])])),
                Field(name: "lifecycle_stage", label: "Recorded lifecycle stage", aliases: ["生命周期阶段"],
                    documentation: "As the team last recorded it.", type: ValueType(.text),
                    knownValues: KnownValues([.init(name: "awareness"), .init(name: "interest"),
                    .init(name: "consideration"), .init(name: "intent"), .init(name: "conversion"),
                    .init(name: "retention"), .init(name: "advocacy")])),
                Field(name: "account_owner", label: "Account owner", aliases: ["客户经理"],
                    documentation: "The colleague who looks after the account.", type: ValueType(.text)),
                Field(name: "member_since", label: "Member since", aliases: ["入会日期"],
                    documentation: "The day the customer joined the loyalty programme; missing for customers outside it.",
                    type: ValueType(.date)),
                Field(name: "accepts_email", label: "Accepts e-mail", aliases: ["接受邮件"], type: ValueType(.bool)),
                Field(name: "accepts_sms", label: "Accepts text messages", aliases: ["接受短信"], type: ValueType(.bool)),
                Field(name: "accepts_phone", label: "Accepts calls", aliases: ["接受电话"], type: ValueType(.bool)),
                Field(name: "accepts_ads", label: "Accepts personalised ads", aliases: ["接受广告"], type: ValueType(.bool)),
                Field(name: "consent_at", label: "Consent recorded", aliases: ["授权时间"],
                    documentation: "When the customer last gave or withdrew consent.", type: ValueType(.time)),
                Field(name: "recorded_in", label: "Recorded in", aliases: ["数据来源"],
                    documentation: "The system that the record came from.", type: ValueType(.text),
                    knownValues: KnownValues([.init(name: "shop"), .init(name: "app"), .init(name: "pos"),
                    .init(name: "crm"), .init(name: "import")])),
                Field(name: "joined_at", label: "Joined", aliases: ["注册时间"], type: ValueType(.time)),
                Field(name: "updated_at", label: "Record updated", aliases: ["更新时间"], type: ValueType(.time))
            ], key: 0, eventTime: 29)
    }

    private static var productsEntity: Entity {
        Entity(
            name: "products", label: "Products", aliases: ["产品", "商品"], documentation: "Goods and services on offer.",
            table: "products",
            fields: [
                Field(name: "id", label: "Product", aliases: ["商品编号"], type: ValueType(.int), keyDomain: "products"),
                Field(name: "sku", label: "SKU", aliases: ["货号"], type: ValueType(.text)),
                Field(name: "name", label: "Product name", aliases: ["商品名称"], type: ValueType(.text), isDisplayed: true),
                Field(name: "category", label: "Category", aliases: ["品类"], type: ValueType(.text)),
                Field(name: "subcategory", label: "Subcategory", aliases: ["子品类"], type: ValueType(.text)),
                Field(name: "brand", label: "Brand", aliases: ["品牌"], type: ValueType(.text)),
                Field(name: "price", label: "List price", aliases: ["标价"], documentation: "List price of one unit.",
                    type: ValueType(.money)),
                Field(name: "cost", label: "Unit cost", aliases: ["成本"], documentation: "What one unit costs us.",
                    type: ValueType(.money)),
                Field(name: "launched_at", label: "Launched", aliases: ["上市日期"], type: ValueType(.date)),
                Field(name: "active", label: "On sale", aliases: ["在售"], type: ValueType(.bool))
            ], key: 0)
    }

    private static var campaignsEntity: Entity {
        Entity(
            name: "campaigns", label: "Campaigns", aliases: ["营销活动"],
            documentation: "Marketing campaigns: what was sent or shown, over which channel, at what budget.",
            table: "campaigns",
            fields: [
                Field(name: "id", label: "Campaign", aliases: ["活动编号"], type: ValueType(.int), keyDomain: "campaigns"),
                Field(name: "name", label: "Campaign name", aliases: ["活动名称"], type: ValueType(.text),
                    isDisplayed: true),
                Field(name: "kind", label: "Kind", aliases: ["活动类型"], type: ValueType(.text),
                    knownValues: KnownValues([.init(name: "acquisition"), .init(name: "promotion"),
                    .init(name: "seasonal"), .init(name: "winback"), .init(name: "loyalty"),
                    .init(name: "newsletter")])),
                Field(name: "channel", label: "Channel", aliases: ["渠道"], type: ValueType(.text),
                    knownValues: KnownValues([.init(name: "email", otherSpellings: ["邮件"]),
                    .init(name: "sms", otherSpellings: ["短信"]), .init(name: "app"),
                    .init(name: "wechat", otherSpellings: ["微信"]), .init(name: "ads")])),
                Field(name: "starts_at", label: "Starts", aliases: ["开始日期"], type: ValueType(.date)),
                Field(name: "ends_at", label: "Ends", aliases: ["结束日期"], type: ValueType(.date)),
                Field(name: "budget", label: "Budget", aliases: ["预算"], type: ValueType(.money))
            ], key: 0)
    }

    private static var ordersEntity: Entity {
        Entity(
            name: "orders", label: "Orders", aliases: ["订单"],
            documentation: "Purchases, in a shop or online. Cancelled and refunded ones stay, with their status.",
            table: "orders",
            fields: [
                Field(name: "id", label: "Order", aliases: ["订单编号"], type: ValueType(.int), keyDomain: "orders"),
                Field(name: "customer_id", label: "Customer", aliases: ["客户编号"], type: ValueType(.int),
                    keyDomain: "customers"),
                Field(name: "ordered_at", label: "Ordered", aliases: ["下单时间"], type: ValueType(.time)),
                Field(name: "amount", label: "Amount", aliases: ["金额", "订单金额"],
                    documentation: "What the customer pays: items less discount plus shipping.",
                    type: ValueType(.money)),
                Field(name: "discount", label: "Discount", aliases: ["优惠金额"], type: ValueType(.money)),
                Field(name: "shipping", label: "Shipping", aliases: ["运费"], type: ValueType(.money)),
                Field(name: "status", label: "Status", aliases: ["状态"], type: ValueType(.text),
                    knownValues: KnownValues([.init(name: "pending", otherSpellings: ["offen", "待付款"]),
                    .init(name: "paid", otherSpellings: ["bezahlt", "已付款", "已支付"]),
                    .init(name: "cancelled", otherSpellings: ["canceled", "cancel", "voided", "void", "storniert", "已取消"]),
                    .init(name: "refunded", otherSpellings: ["refund", "erstattet", "已退款"])])),
                Field(name: "channel", label: "Channel", aliases: ["渠道"], type: ValueType(.text),
                    knownValues: KnownValues([.init(name: "web", otherSpellings: ["website", "网站"]), .init(name: "app"),
                    .init(name: "store", otherSpellings: ["门店"]), .init(name: "phone", otherSpellings: ["电话"]),
                    .init(name: "wechat", otherSpellings: ["微信"])])),
                Field(name: "payment_method", label: "Payment method", aliases: ["支付方式"], type: ValueType(.text),
                    knownValues: KnownValues([.init(name: "card", otherSpellings: ["银行卡"]),
                    .init(name: "wallet", otherSpellings: ["钱包"]), .init(name: "invoice", otherSpellings: ["发票"]),
                    .init(name: "cash", otherSpellings: ["现金"])])),
                Field(name: "campaign", label: "Campaign", aliases: ["营销活动"],
                    documentation: "The campaign that led to the order.", type: ValueType(.int), column: "campaign_id",
                    reference: "campaigns", keyDomain: "campaigns"),
                Field(name: "coupon_id", label: "Coupon", aliases: ["优惠券编号"], type: ValueType(.int),
                    keyDomain: "orders.coupon_id"),
                Field(name: "delivered_at", label: "Delivered", aliases: ["送达时间"], type: ValueType(.time)),
                Field(name: "refunded_at", label: "Refunded", aliases: ["退款时间"], type: ValueType(.time)),
                Field(name: "refunded_amount", label: "Refunded amount", aliases: ["退款金额"],
                    documentation: "What was paid back; 0 where nothing was.", type: ValueType(.money))
            ], key: 0, owner: Entity.Owner(entity: "customers", field: 1), eventTime: 2)
    }

    private static var itemsEntity: Entity {
        Entity(
            name: "items", label: "Order items", aliases: ["订单明细"], documentation: "The lines of an order.",
            table: "items",
            fields: [
                Field(name: "id", label: "Item", aliases: ["明细编号"], type: ValueType(.int), keyDomain: "items"),
                Field(name: "order_id", label: "Order", aliases: ["订单编号"], type: ValueType(.int), keyDomain: "orders"),
                Field(name: "product", label: "Product", aliases: ["商品"], type: ValueType(.int), column: "product_id",
                    reference: "products", keyDomain: "products"),
                Field(name: "quantity", label: "Quantity", aliases: ["数量"], type: ValueType(.int)),
                Field(name: "price", label: "Unit price", aliases: ["单价"],
                    documentation: "Price of one unit, before the order's discount.", type: ValueType(.money)),
                Field(name: "returned", label: "Returned", aliases: ["已退货"], type: ValueType(.bool))
            ], key: 0, owner: Entity.Owner(entity: "orders", field: 1))
    }

    private static var interactionsEntity: Entity {
        Entity(
            name: "interactions", label: "Interactions", aliases: ["互动"],
            documentation: "What customers do with us between purchases, and what we do with them: visits, chats, calls, meetings.",
            table: "interactions",
            fields: [
                Field(name: "id", label: "Interaction", aliases: ["互动编号"], type: ValueType(.int),
                    keyDomain: "interactions"),
                Field(name: "customer_id", label: "Customer", aliases: ["客户编号"], type: ValueType(.int),
                    keyDomain: "customers"),
                Field(name: "happened_at", label: "Time", aliases: ["互动时间"], type: ValueType(.time)),
                Field(name: "kind", label: "Kind", aliases: ["互动类型"], type: ValueType(.text),
                    knownValues: KnownValues([.init(name: "visit"), .init(name: "view"), .init(name: "click"),
                    .init(name: "cart"), .init(name: "chat"), .init(name: "call"), .init(name: "email"),
                    .init(name: "demo"), .init(name: "meeting")])),
                Field(name: "channel", label: "Channel", aliases: ["渠道"], type: ValueType(.text),
                    knownValues: KnownValues([.init(name: "web", otherSpellings: ["website", "网站"]), .init(name: "app"),
                    .init(name: "email", otherSpellings: ["邮件"]), .init(name: "sms", otherSpellings: ["短信"]),
                    .init(name: "phone", otherSpellings: ["电话"]), .init(name: "wechat", otherSpellings: ["微信"]),
                    .init(name: "store", otherSpellings: ["门店"])])),
                Field(name: "campaign", label: "Campaign", aliases: ["营销活动"],
                    documentation: "The campaign that brought the customer here.", type: ValueType(.int),
                    column: "campaign_id", reference: "campaigns", keyDomain: "campaigns"),
                Field(name: "product", label: "Product", aliases: ["商品"],
                    documentation: "The product that was looked at, put into the cart or talked about.",
                    type: ValueType(.int), column: "product_id", reference: "products", keyDomain: "products"),
                Field(name: "page", label: "Page", aliases: ["页面"], type: ValueType(.text)),
                Field(name: "subject", label: "Subject", aliases: ["主题"], type: ValueType(.text)),
                Field(name: "duration", label: "Duration", aliases: ["时长"],
                    documentation: "How long it took; missing for what takes no time.", type: ValueType(.duration))
            ], key: 0, owner: Entity.Owner(entity: "customers", field: 1), eventTime: 2)
    }

    private static var messagesEntity: Entity {
        Entity(
            name: "messages", label: "Campaign messages", aliases: ["营销触达"],
            documentation: "What campaigns sent to whom, and how the receiver responded.", table: "messages",
            fields: [
                Field(name: "id", label: "Message", aliases: ["消息编号"], type: ValueType(.int), keyDomain: "messages"),
                Field(name: "customer_id", label: "Customer", aliases: ["客户编号"], type: ValueType(.int),
                    keyDomain: "customers"),
                Field(name: "campaign", label: "Campaign", aliases: ["营销活动"], type: ValueType(.int),
                    column: "campaign_id", reference: "campaigns", keyDomain: "campaigns"),
                Field(name: "channel", label: "Channel", aliases: ["渠道"], type: ValueType(.text),
                    knownValues: KnownValues([.init(name: "email", otherSpellings: ["邮件"]),
                    .init(name: "sms", otherSpellings: ["短信"]), .init(name: "app"),
                    .init(name: "wechat", otherSpellings: ["微信"])])),
                Field(name: "sent_at", label: "Sent", aliases: ["发送时间"], type: ValueType(.time)),
                Field(name: "bounced", label: "Bounced", aliases: ["退信"], type: ValueType(.bool)),
                Field(name: "opened_at", label: "Opened", aliases: ["打开时间"], type: ValueType(.time)),
                Field(name: "clicked_at", label: "Clicked", aliases: ["点击时间"], type: ValueType(.time)),
                Field(name: "unsubscribed_at", label: "Unsubscribed", aliases: ["退订时间"], type: ValueType(.time))
            ], key: 0, owner: Entity.Owner(entity: "customers", field: 1), eventTime: 4)
    }

    private static var ticketsEntity: Entity {
        Entity(
            name: "tickets", label: "Service tickets", aliases: ["工单"],
            documentation: "Requests and complaints to customer service.", table: "tickets",
            fields: [
                Field(name: "id", label: "Ticket", aliases: ["工单编号"], type: ValueType(.int), keyDomain: "tickets"),
                Field(name: "customer_id", label: "Customer", aliases: ["客户编号"], type: ValueType(.int),
                    keyDomain: "customers"),
                Field(name: "kind", label: "Kind", aliases: ["工单类型"], type: ValueType(.text),
                    knownValues: KnownValues([.init(name: "question", otherSpellings: ["咨询"]),
                    .init(name: "complaint", otherSpellings: ["投诉"]), .init(name: "return", otherSpellings: ["退货"]),
                    .init(name: "billing"), .init(name: "technical")])),
                Field(name: "subject", label: "Subject", aliases: ["主题"], type: ValueType(.text)),
                Field(name: "status", label: "Status", aliases: ["状态"], type: ValueType(.text),
                    knownValues: KnownValues([.init(name: "open"), .init(name: "pending"),
                    .init(name: "resolved", otherSpellings: ["solved", "已解决"]),
                    .init(name: "closed", otherSpellings: ["已关闭"])])),
                Field(name: "priority", label: "Priority", aliases: ["优先级"], type: ValueType(.text),
                    knownValues: KnownValues([.init(name: "low", otherSpellings: ["低"]),
                    .init(name: "normal", otherSpellings: ["medium", "中"]), .init(name: "high", otherSpellings: ["高"]),
                    .init(name: "urgent", otherSpellings: ["紧急"])])),
                Field(name: "channel", label: "Channel", aliases: ["渠道"], type: ValueType(.text),
                    knownValues: KnownValues([.init(name: "web", otherSpellings: ["website", "网站"]), .init(name: "app"),
                    .init(name: "email", otherSpellings: ["邮件"]), .init(name: "phone", otherSpellings: ["电话"]),
                    .init(name: "wechat", otherSpellings: ["微信"]), .init(name: "store", otherSpellings: ["门店"])])),
                Field(name: "opened_at", label: "Opened", aliases: ["提交时间"], type: ValueType(.time)),
                Field(name: "first_response_at", label: "First response", aliases: ["首次响应时间"], type: ValueType(.time)),
                Field(name: "resolved_at", label: "Resolved", aliases: ["解决时间"], type: ValueType(.time)),
                Field(name: "reopened", label: "Times reopened", aliases: ["重开次数"],
                    documentation: "How often it was opened again after it had been resolved.", type: ValueType(.int)),
                Field(name: "order_id", label: "Order", aliases: ["订单编号"], type: ValueType(.int),
                    keyDomain: "tickets.order_id"),
                Field(name: "product", label: "Product", aliases: ["商品"], type: ValueType(.int), column: "product_id",
                    reference: "products", keyDomain: "products"),
                Field(name: "agent", label: "Agent", aliases: ["客服"], type: ValueType(.text))
            ], key: 0, owner: Entity.Owner(entity: "customers", field: 1), eventTime: 7)
    }

    private static var feedbackEntity: Entity {
        Entity(
            name: "feedback", label: "Feedback", aliases: ["反馈"], documentation: "Answers to surveys, and reviews.",
            table: "feedback",
            fields: [
                Field(name: "id", label: "Answer", aliases: ["反馈编号"], type: ValueType(.int), keyDomain: "feedback"),
                Field(name: "customer_id", label: "Customer", aliases: ["客户编号"], type: ValueType(.int),
                    keyDomain: "customers"),
                Field(name: "kind", label: "Kind", aliases: ["反馈类型"],
                    documentation: "Scores go from 0 to 10 for nps, from 1 to 5 for csat and reviews.",
                    type: ValueType(.text), knownValues: KnownValues([.init(name: "nps"), .init(name: "csat"),
                    .init(name: "review", otherSpellings: ["评价"])])),
                Field(name: "score", label: "Score", aliases: ["评分"], type: ValueType(.int)),
                Field(name: "comment", label: "Comment", aliases: ["评论"], type: ValueType(.text), isPersonal: true),
                Field(name: "source", label: "Source", aliases: ["反馈来源"], type: ValueType(.text),
                    knownValues: KnownValues([.init(name: "email", otherSpellings: ["邮件"]), .init(name: "app"),
                    .init(name: "web", otherSpellings: ["website", "网站"]), .init(name: "phone", otherSpellings: ["电话"]),
                    .init(name: "store", otherSpellings: ["门店"])])),
                Field(name: "asked_at", label: "Asked", aliases: ["邀请时间"], type: ValueType(.time)),
                Field(name: "answered_at", label: "Answered", aliases: ["反馈时间"], type: ValueType(.time)),
                Field(name: "order_id", label: "Order", aliases: ["订单编号"], type: ValueType(.int),
                    keyDomain: "feedback.order_id"),
                Field(name: "ticket_id", label: "Ticket", aliases: ["工单编号"], type: ValueType(.int),
                    keyDomain: "feedback.ticket_id"),
                Field(name: "product", label: "Product", aliases: ["商品"], type: ValueType(.int), column: "product_id",
                    reference: "products", keyDomain: "products")
            ], key: 0, owner: Entity.Owner(entity: "customers", field: 1), eventTime: 7)
    }

    private static var pointsEntity: Entity {
        Entity(
            name: "points", label: "Points", aliases: ["积分"],
            documentation: "The ledger of the loyalty programme. The sum of `change` is the balance.", table: "points",
            fields: [
                Field(name: "id", label: "Booking", aliases: ["积分流水号"], type: ValueType(.int), keyDomain: "points"),
                Field(name: "customer_id", label: "Customer", aliases: ["客户编号"], type: ValueType(.int),
                    keyDomain: "customers"),
                Field(name: "kind", label: "Kind", aliases: ["积分类型"], type: ValueType(.text),
                    knownValues: KnownValues([.init(name: "earned", otherSpellings: ["earn"]), .init(name: "bonus"),
                    .init(name: "redeemed", otherSpellings: ["redeem"]), .init(name: "expired"),
                    .init(name: "refunded", otherSpellings: ["refund"])])),
                Field(name: "change", label: "Change", aliases: ["积分变动"],
                    documentation: "Positive for what is earned, negative for what is redeemed, expires or is taken back with a refund.",
                    type: ValueType(.int)),
                Field(name: "booked_at", label: "Booked", aliases: ["入账时间"], type: ValueType(.time)),
                Field(name: "expires_at", label: "Expires", aliases: ["到期时间"],
                    documentation: "When points that were earned lapse if unused; missing for every other kind.",
                    type: ValueType(.time)),
                Field(name: "order_id", label: "Order", aliases: ["订单编号"], type: ValueType(.int),
                    keyDomain: "points.order_id"),
                Field(name: "coupon_id", label: "Coupon", aliases: ["优惠券编号"], type: ValueType(.int),
                    keyDomain: "points.coupon_id")
            ], key: 0, owner: Entity.Owner(entity: "customers", field: 1), eventTime: 4)
    }

    private static var couponsEntity: Entity {
        Entity(
            name: "coupons", label: "Coupons and rewards", aliases: ["优惠券", "奖励"],
            documentation: "Coupons and rewards, from issue to redemption.", table: "coupons",
            fields: [
                Field(name: "id", label: "Coupon", aliases: ["优惠券编号"], type: ValueType(.int), keyDomain: "coupons"),
                Field(name: "customer_id", label: "Customer", aliases: ["客户编号"], type: ValueType(.int),
                    keyDomain: "customers"),
                Field(name: "code", label: "Code", aliases: ["券码"], type: ValueType(.text)),
                Field(name: "kind", label: "Kind", aliases: ["优惠券类型"], type: ValueType(.text),
                    knownValues: KnownValues([.init(name: "welcome"), .init(name: "campaign"), .init(name: "birthday"),
                    .init(name: "reward"), .init(name: "apology")])),
                Field(name: "campaign", label: "Campaign", aliases: ["营销活动"], type: ValueType(.int),
                    column: "campaign_id", reference: "campaigns", keyDomain: "campaigns"),
                Field(name: "value", label: "Value", aliases: ["面值"], documentation: "What it takes off an order.",
                    type: ValueType(.money)),
                Field(name: "points_spent", label: "Points spent", aliases: ["消耗积分"],
                    documentation: "Points that the customer gave for it; 0 for a gift.", type: ValueType(.int)),
                Field(name: "issued_at", label: "Issued", aliases: ["发放时间"], type: ValueType(.time)),
                Field(name: "expires_at", label: "Expires", aliases: ["到期时间"], type: ValueType(.time)),
                Field(name: "redeemed_at", label: "Redeemed", aliases: ["核销时间"], type: ValueType(.time)),
                Field(name: "order_id", label: "Order", aliases: ["订单编号"],
                    documentation: "The order it was redeemed with.", type: ValueType(.int),
                    keyDomain: "coupons.order_id")
            ], key: 0, owner: Entity.Owner(entity: "customers", field: 1), eventTime: 7)
    }

    private static var leadsEntity: Entity {
        Entity(
            name: "leads", label: "Leads", aliases: ["线索"],
            documentation: "Expressions of interest that sales looks into.", table: "leads",
            fields: [
                Field(name: "id", label: "Lead", aliases: ["线索编号"], type: ValueType(.int), keyDomain: "leads"),
                Field(name: "customer_id", label: "Customer", aliases: ["客户编号"], type: ValueType(.int),
                    keyDomain: "customers"),
                Field(name: "source", label: "Source", aliases: ["线索来源"], type: ValueType(.text),
                    knownValues: KnownValues([.init(name: "web"), .init(name: "event"), .init(name: "ads"),
                    .init(name: "referral"), .init(name: "phone"), .init(name: "partner")])),
                Field(name: "campaign", label: "Campaign", aliases: ["营销活动"], type: ValueType(.int),
                    column: "campaign_id", reference: "campaigns", keyDomain: "campaigns"),
                Field(name: "status", label: "Status", aliases: ["状态"], type: ValueType(.text),
                    knownValues: KnownValues([.init(name: "new"), .init(name: "working"), .init(name: "qualified"),
                    .init(name: "disqualified")])),
                Field(name: "score", label: "Score", aliases: ["线索评分"], documentation: "0 to 100",
                    type: ValueType(.int)),
                Field(name: "created_at", label: "Created", aliases: ["创建时间"], type: ValueType(.time)),
                Field(name: "qualified_at", label: "Qualified", aliases: ["确认时间"], type: ValueType(.time)),
                Field(name: "sales_rep", label: "Sales representative", aliases: ["销售"], type: ValueType(.text))
            ], key: 0, owner: Entity.Owner(entity: "customers", field: 1), eventTime: 6)
    }

    private static var opportunitiesEntity: Entity {
        Entity(
            name: "opportunities", label: "Opportunities", aliases: ["商机"],
            documentation: "Deals that sales works on. The weighted forecast is the sum of amount times probability of the open ones.",
            table: "opportunities",
            fields: [
                Field(name: "id", label: "Opportunity", aliases: ["商机编号"], type: ValueType(.int),
                    keyDomain: "opportunities"),
                Field(name: "customer_id", label: "Customer", aliases: ["客户编号"], type: ValueType(.int),
                    keyDomain: "customers"),
                Field(name: "lead_id", label: "Lead", aliases: ["线索编号"], type: ValueType(.int),
                    keyDomain: "opportunities.lead_id"),
                Field(name: "name", label: "Title", aliases: ["商机名称"], type: ValueType(.text)),
                Field(name: "product", label: "Product", aliases: ["商品"], type: ValueType(.int), column: "product_id",
                    reference: "products", keyDomain: "products"),
                Field(name: "stage", label: "Stage", aliases: ["阶段"],
                    documentation: "The stage it is in, or was in when it closed.", type: ValueType(.text),
                    knownValues: KnownValues([.init(name: "prospecting"), .init(name: "qualification"),
                    .init(name: "proposal"), .init(name: "negotiation"), .init(name: "contract")])),
                Field(name: "status", label: "Status", aliases: ["状态"], type: ValueType(.text),
                    knownValues: KnownValues([.init(name: "open"),
                    .init(name: "won", otherSpellings: ["closed won", "赢单"]),
                    .init(name: "lost", otherSpellings: ["closed lost", "丢单"])])),
                Field(name: "amount", label: "Amount", aliases: ["金额", "商机金额"], type: ValueType(.money)),
                Field(name: "probability", label: "Probability", aliases: ["赢单概率"],
                    documentation: "Of winning, 0 to 1.", type: ValueType(.number)),
                Field(name: "expected_close", label: "Expected close", aliases: ["预计成交日期"], type: ValueType(.date)),
                Field(name: "created_at", label: "Created", aliases: ["创建时间"], type: ValueType(.time)),
                Field(name: "closed_at", label: "Closed", aliases: ["关闭时间"], type: ValueType(.time)),
                Field(name: "lost_reason", label: "Reason for the loss", aliases: ["丢单原因"], type: ValueType(.text),
                    knownValues: KnownValues([.init(name: "price"), .init(name: "competitor"), .init(name: "timing"),
                    .init(name: "budget"), .init(name: "no_decision")])),
                Field(name: "sales_rep", label: "Sales representative", aliases: ["销售"], type: ValueType(.text))
            ], key: 0, owner: Entity.Owner(entity: "customers", field: 1), eventTime: 10)
    }

    private static var referralsEntity: Entity {
        Entity(
            name: "referrals", label: "Referrals", aliases: ["推荐"],
            documentation: "Invitations by which customers recommend us, and what came of them. They belong to the one who recommends.",
            table: "referrals",
            fields: [
                Field(name: "id", label: "Referral", aliases: ["推荐编号"], type: ValueType(.int), keyDomain: "referrals"),
                Field(name: "customer_id", label: "Referring customer", aliases: ["推荐人编号"], type: ValueType(.int),
                    keyDomain: "customers"),
                Field(name: "referred_customer_id", label: "Referred customer", aliases: ["被推荐人编号"],
                    documentation: "The customer who came of it; missing until then.", type: ValueType(.int),
                    keyDomain: "referrals.referred_customer_id"),
                Field(name: "channel", label: "Channel", aliases: ["渠道"], type: ValueType(.text),
                    knownValues: KnownValues([.init(name: "link"), .init(name: "email", otherSpellings: ["邮件"]),
                    .init(name: "wechat", otherSpellings: ["微信"]), .init(name: "word")])),
                Field(name: "status", label: "Status", aliases: ["状态"], type: ValueType(.text),
                    knownValues: KnownValues([.init(name: "invited"), .init(name: "joined"), .init(name: "converted"),
                    .init(name: "expired")])),
                Field(name: "referred_at", label: "Referred", aliases: ["推荐时间"], type: ValueType(.time)),
                Field(name: "converted_at", label: "Converted", aliases: ["转化时间"],
                    documentation: "When the one referred first bought.", type: ValueType(.time))
            ], key: 0, owner: Entity.Owner(entity: "customers", field: 1), eventTime: 5)
    }
}
