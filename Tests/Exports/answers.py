"""The right answers, from the files alone: each is read here as a careful person would read it, column by column.

Nothing of the program is used, nor what made the files. The answers of a file stand in the order of its questions in
exports.toml, each as the rows that the question gives.
"""

import collections
import csv
import datetime
import gzip
import io
import json
import pathlib
import zipfile
import zoneinfo
from decimal import Decimal

import openpyxl
import zstandard

FOLDER = pathlib.Path(__file__).parent


def table(name, encoding="utf-8", above=0, separator=","):
    """The rows below the names of the columns; of names that are there twice the first counts."""
    return of_text((FOLDER / name).read_bytes().decode(encoding), above, separator)


def of_text(text, above=0, separator=","):
    header, *rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))[above:]
    return [{name: cell for name, cell in reversed(list(zip(header, row)))} for row in rows]


def sheet(name, above=0):
    header, *rows = list(openpyxl.load_workbook(FOLDER / name).worksheets[0].iter_rows(values_only=True))[above:]
    return [dict(zip(header, row)) for row in rows]


def point(text):
    """Of 1,234.50, with or without a sign for the currency, and (19.90) for what is less than nothing."""
    digits = text.strip("()").lstrip("$￥").replace(",", "")
    return -Decimal(digits) if text.startswith("(") else Decimal(digits)


def comma(text):
    return Decimal(text.replace(".", "").replace(",", "."))


def cents(number):
    """Of what a spreadsheet or JSON holds as a fraction of two."""
    return Decimal(str(number)).quantize(Decimal("0.01"))


moment = datetime.datetime.strptime


def from_utc(text, form, zone):
    return moment(text, form).replace(tzinfo=datetime.timezone.utc).astimezone(zoneinfo.ZoneInfo(zone))


def is_in(month, when):
    return f"{when:%Y-%m}" == month


def number(rows):
    return [{"n": len(list(rows))}]


def counts(name, values):
    return [{name: value or None, "n": n} for value, n in collections.Counter(values).items()]


def summed(orders):
    """How many orders, and what they come to; an order is whatever has an `amount`, which may be missing."""
    orders = list(orders)
    return {"n": len(orders), "total": sum(order["amount"] or 0 for order in orders)}


def by_status(orders):
    groups = collections.defaultdict(list)
    for order in orders:
        groups[order["status"]].append(order)
    return [{"status": status, **summed(group)} for status, group in groups.items()]


def largest(orders):
    return max((order for order in orders if order["amount"] is not None), key=lambda order: order["amount"])


def purchases(orders):
    return [order for order in orders if order["status"] not in ("cancelled", "refunded")]


def buyers(orders):
    return len({order["buyer"] for order in orders})


# MARK: Shopify


def shopify_customers():
    rows = table("shopify-customers.csv")
    zeros = [row for row in rows if row["Default Address Zip"].startswith("'0")]
    return [
        number(row for row in rows if row["Accepts Email Marketing"] == "yes"),
        [{"id": int(row["Customer ID"].strip("'")), "name": f"{row['First Name']} {row['Last Name']}".strip(),
          "postcode": row["Default Address Zip"].strip("'")} for row in zeros],
        counts("country", [row["Default Address Country Code"] for row in rows]),
    ]


def shopify_orders():
    """What an order is stands in the first of its rows; each row has one of its lines."""
    rows = table("shopify-orders.csv")
    words = {"voided": "cancelled", "refunded": "refunded"}
    orders = [{"status": words.get(row["Financial Status"], "paid"), "amount": Decimal(row["Total"]),
               "back": Decimal(row["Refunded Amount"]), "buyer": row["Email"].lower(), "day": row["Created at"]}
              for row in rows if row["Total"]]
    lines = [(int(row["Lineitem quantity"]), Decimal(row["Lineitem price"])) for row in rows]
    bought, march = purchases(orders), [order for order in orders if order["day"].startswith("2026-03")]
    return [
        [summed(bought) | {"back": sum(order["back"] for order in bought)}],
        [{"n": len(lines), "pieces": sum(quantity for quantity, _ in lines),
          "worth": sum(quantity * price for quantity, price in lines)}],
        [{"n": len(march), "buyers": buyers(march)}],
    ]


# MARK: WooCommerce


def woocommerce_customers():
    rows = table("woocommerce-customers.csv")
    return [
        number(row for row in rows if row["Sign Up"].startswith("2026-03")),
        counts("country", [row["Country / Region"] for row in rows]),
        [{"name": row["Name"], "email": row["Email"], "postcode": row["Postal Code"]}
         for row in rows if row["Postal Code"].startswith("0")],
    ]


def woocommerce_orders():
    """Every row has one line, and all of its order."""
    words = {"Completed": "paid", "Processing": "paid", "On hold": "pending", "Pending payment": "pending",
             "Cancelled": "cancelled", "Failed": "cancelled", "Refunded": "refunded"}
    orders = {}
    for row in table("woocommerce-orders.csv"):
        orders[row["Order Number"]] = {
            "id": int(row["Order Number"]), "status": words[row["Order Status"]],
            "amount": Decimal(row["Order Total Amount"]), "back": Decimal(row["Order Refund Amount"]),
            "buyer": row["Email (Billing)"].lower()}
    orders = list(orders.values())
    most = largest(orders)
    return [
        by_status(orders),
        [{"buyers": buyers(orders), "back": sum(order["back"] for order in orders)}],
        [{"id": most["id"], "amount": most["amount"], "customer.email": most["buyer"]}],
    ]


# MARK: HubSpot


def hubspot_contacts():
    rows = table("hubspot-contacts.csv", "utf-8-sig")
    return [
        number(row for row in rows if row["Lifecycle Stage"] == "Customer"),
        number(row for row in rows if row["Create Date"].startswith("2026-03")),
        counts("account_owner", [row["Contact owner"] for row in rows]),
    ]


def deal_status(stage):
    return {"closed won": "won", "closed lost": "lost", "closed lost to competition": "lost"}.get(stage.lower(), "open")


def hubspot_deals():
    """A deal of several contacts is one deal, and belongs to the first of them."""
    emails = {row["Record ID"]: row["Email"] for row in table("hubspot-contacts.csv", "utf-8-sig")}
    deals = [{"name": row["Deal Name"], "status": deal_status(row["Deal Stage"]),
              "chance": cents(row["Deal probability"]),
              "amount": None if row["Amount"] is None else cents(row["Amount"]),
              "email": emails[row["Associated Contact IDs"].split(";")[0]] or None}
             for row in sheet("hubspot-deals.xlsx")]
    return deal_answers(deals, deals)


def deal_answers(deals, among):
    """By status, what open ones are worth by their chances, and the largest among some."""
    most = largest(among)
    return [
        by_status(deals),
        [{"weighted": sum((deal["amount"] or 0) * deal["chance"] for deal in deals if deal["status"] == "open")}],
        [{"name": most["name"], "amount": most["amount"], "customer.email": most["email"]}],
    ]


# MARK: Zoho CRM


def zoho_contacts():
    rows = table("zoho-contacts.csv")
    return [
        counts("country", [row["Mailing Country"] for row in rows]),
        number(row for row in rows if row["Created Time"].startswith("2026-03")),
        number(row for row in rows if row["Date of Birth"] and row["Date of Birth"] < "1980"),
    ]


def zoho_deals():
    deals = [{"status": deal_status(row["Stage"]), "amount": Decimal(row["Amount"]) if row["Amount"] else None,
              "reason": row["Reason For Loss"], "close": row["Closing Date"]} for row in table("zoho-deals.csv")]
    return [
        by_status(deals),
        [summed(deal for deal in deals if deal["status"] == "lost" and deal["reason"] == "Price")],
        [summed(deal for deal in deals if deal["close"].startswith("2026-06"))],
    ]


# MARK: Salesforce


def salesforce_contacts():
    rows = table("salesforce-contacts.csv")
    joined = [from_utc(row["CREATEDDATE"], "%Y-%m-%dT%H:%M:%S.%fZ", "America/Los_Angeles") for row in rows]
    return [
        number(when for when in joined if is_in("2026-03", when)),
        counts("region", [row["MAILINGSTATE"] for row in rows if row["MAILINGSTATE"]]),
        number(row for row in rows if row["BIRTHDATE"] and row["BIRTHDATE"] < "1980"),
    ]


def salesforce_opportunities():
    """Chances are percentages."""
    emails = {row["ID"]: row["EMAIL"] for row in table("salesforce-contacts.csv")}
    deals = [{"name": row["Name"], "status": deal_status(row["StageName"]), "chance": Decimal(row["Probability"]) / 100,
              "amount": Decimal(row["Amount"]) if row["Amount"] else None, "email": emails[row["ContactId"]] or None}
             for row in table("salesforce-opportunities.csv")]
    return deal_answers(deals, [deal for deal in deals if deal["status"] == "won"])


# MARK: Fxiaoke


def fxiaoke_customers():
    rows = sheet("fxiaoke-customers.xlsx")
    return [
        counts("region", [row["省"] for row in rows]),
        number(row for row in rows if row["创建时间"].startswith("2026-03")),
        counts("account_owner", [row["负责人"] for row in rows]),
    ]


def fxiaoke_orders():
    """An order that is being changed is an order; one that is void is not."""
    orders = [{"id": row["销售订单编号"], "status": {"作废": "cancelled"}.get(row["生命状态"], "paid"),
               "amount": cents(row["销售订单金额(元)"]), "name": row["客户名称"]}
              for row in sheet("fxiaoke-orders.xlsx")]
    most = largest(orders)
    return [
        [summed(purchases(orders))],
        [summed(order for order in orders if order["status"] == "cancelled")],
        [{"id": most["id"], "amount": most["amount"], "customer.name": most["name"]}],
    ]


# MARK: Youzan


def youzan_customers():
    """Whoever left no telephone number can't be told from others, and is nobody's customer."""
    rows = [row for row in table("youzan-customers.csv") if row["客户手机号"].strip()]
    words = {"女": "female", "男": "male", "其他": "other"}
    return [
        counts("gender", [words[row["客户性别"]] for row in rows]),
        number(row for row in rows if row["成为客户时间"].startswith("2026-05")),
        number(row for row in rows if row["客户生日"] and row["客户生日"] < "1990"),
    ]


def youzan_orders():
    names = {row["客户手机号"]: row["客户姓名"] for row in table("youzan-customers.csv")}
    orders = [{"id": row["订单号"].strip(), "status": {"交易关闭": "cancelled"}.get(row["订单状态"], "paid"),
               "amount": Decimal(row["订单实付金额"]), "back": Decimal(row["订单已退款金额"]),
               "off": Decimal(row["店铺优惠合计"]), "name": names[row["买家手机号"]]}
              for row in table("youzan-orders.csv", "gb18030")]
    most = largest(purchases(orders))
    return [
        [summed(purchases(orders))],
        [{"back": sum(order["back"] for order in orders), "off": sum(order["off"] for order in orders)}],
        [{"id": most["id"], "amount": most["amount"], "customer.name": most["name"]}],
    ]


# MARK: Stripe


def stripe_customers():
    """Times are those of Greenwich, as the column says, and the store is in Berlin."""
    rows = [row | {"when": from_utc(row["Created (UTC)"], "%Y-%m-%d %H:%M", "Europe/Berlin")}
            for row in table("stripe-customers.csv")]
    newest = max(rows, key=lambda row: row["when"])
    return [
        number(row for row in rows if is_in("2026-04", row["when"])),
        [{"n": len(rows), "addresses": len({row["Email"].lower() for row in rows})}],
        [{"id": newest["id"], "name": newest["Name"] or None, "joined_at": f"{newest['when']:%Y-%m-%dT%H:%M:%S}"}],
    ]


def stripe_payments():
    """What was paid in dollars came to so many euros."""
    words = {"Paid": "paid", "Refunded": "refunded", "Failed": "cancelled", "Canceled": "cancelled"}
    payments = [{"status": words[row["Status"]], "buyer": row["Customer ID"],
                 "amount": comma(row["Converted Amount"]) if row["Converted Amount"] else None,
                 "back": comma(row["Converted Amount Refunded"]),
                 "when": from_utc(row["Created date (UTC)"], "%Y-%m-%d %H:%M:%S", "Europe/Berlin")}
                for row in table("stripe-payments.csv")]
    april = [payment for payment in payments if is_in("2026-04", payment["when"])]
    return [
        [summed(purchases(payments))],
        [{"n": len(april), "buyers": buyers(april)}],
        [{"back": sum(payment["back"] for payment in payments)}],
    ]


# MARK: PayPal


def payment_answers(payments):
    april = [payment for payment in payments if is_in("2026-04", payment["when"])]
    most = largest(payments)
    return [
        [summed(purchases(payments))],
        [{"n": len(april), "buyers": buyers(april)}],
        [{"id": most["id"], "amount": most["amount"], "customer.email": most["buyer"]}],
    ]


def paypal_activity():
    """Orders are what others paid to the shop in its currency, not withdrawals, refunds, bills and authorizations."""
    kinds = ("Express Checkout Payment", "Website Payment", "Mobile Payment", "General Payment")
    return payment_answers([
        {"id": row["Transaction ID"], "status": {"Denied": "cancelled"}.get(row["Status"], "paid"),
         "amount": point(row["Gross"]), "buyer": row["From Email Address"],
         "when": moment(row["Date"] + row["Time"], "%m/%d/%Y%H:%M:%S")}
        for row in table("paypal-activity.csv", "utf-8-sig")
        if row["Type"] in kinds and row["Balance Impact"] == "Credit" and row["Currency"] == "USD"])


def paypal_activity_german():
    kinds = ("PayPal Express-Zahlung", "Website-Zahlung", "Handyzahlung", "Allgemeine Zahlung")
    return payment_answers([
        {"id": row["Transaktionscode"], "status": "paid", "amount": comma(row["Brutto"]),
         "buyer": row["Absender E-Mail-Adresse"], "when": moment(row["Datum"] + row["Uhrzeit"], "%d.%m.%Y%H:%M:%S")}
        for row in table("paypal-activity-german.csv", "utf-8-sig")
        if row["Typ"] in kinds and row["Auswirkung auf Guthaben"] == "Haben"])


# MARK: Mailchimp and Zendesk


def mailchimp_audience():
    with zipfile.ZipFile(FOLDER / "mailchimp-audience.zip") as archive:
        rows = of_text(archive.read(archive.namelist()[0]).decode())
    return [
        [{"n": len(rows), "named": sum(bool(row["First Name"] or row["Last Name"]) for row in rows)}],
        number(row for row in rows if row["CONFIRM_TIME"].startswith("2026-03")),
        counts("country", [row["CC"] for row in rows]),
    ]


def zendesk_users():
    """Those who work there are no customers."""
    users = [json.loads(line) for line in (FOLDER / "zendesk-users.jsonl").read_text("utf-8").splitlines()]
    users = [user for user in users if user["role"] == "end-user"]
    joined = [from_utc(user["created_at"], "%Y-%m-%dT%H:%M:%SZ", "America/New_York") for user in users]
    return [
        number(when for when in joined if is_in("2026-03", when)),
        [{"n": len(users), "phones": sum(user["phone"] is not None for user in users)}],
        number(user for user in users if user["locale"] == "de"),
    ]


def zendesk_tickets():
    """A dash stands for nothing."""
    rows = table("zendesk-tickets.csv")
    words = {"New": "open", "Open": "open", "Pending": "pending", "Hold": "pending", "Solved": "resolved",
             "Closed": "closed"}
    ways, april = {"Mail": "email", "Voice": "phone"}, [row for row in rows if row["Solved at"].startswith("2026-04")]
    return [
        counts("status", [words[row["Status"]] for row in rows]),
        counts("priority", [row["Priority"].lower().strip("-") for row in april]),
        counts("channel", [ways[row["Via"]] for row in rows if row["Via"] in ways]),
    ]


# MARK: Files of no particular program


def excel_customers():
    rows = table("excel-customers.csv", "cp1252", 1, ";")
    return [
        [{"id": row["Kundennr"].strip('="'), "name": row["Name"], "postcode": row["PLZ"].strip('="')}
         for row in rows if row["Ort"] == "Dresden"],
        number(row for row in rows if row["Geburtsdatum"] and row["Geburtsdatum"][-4:] < "1980"),
        number(row for row in rows if row["Kunde seit"].endswith(".03.2026")),
    ]


def excel_members():
    """The last row repeats an earlier one."""
    rows = {row["Customer No."]: row for row in table("excel-members.txt", "utf-16", separator="\t")}.values()
    return [
        [{"id": row["Customer No."], "name": row["Name"], "email": row["E-mail"]}
         for row in rows if row["City"] == "Malmö"],
        number(row for row in rows if row["Joined"].endswith("/03/2026")),
        number(row for row in rows if row["Birthday"] and row["Birthday"][-4:] < "1980"),
    ]


def kasse_bestellungen():
    words = {"Bezahlt": "paid", "Offen": "pending", "Storniert": "cancelled", "Erstattet": "refunded"}
    orders = [{"status": words[row["Status"]], "amount": comma(row["Gesamtbetrag"]), "way": row["Zahlungsart"],
               "when": moment(row["Datum"], "%d.%m.%Y %H:%M")}
              for row in table("kasse-bestellungen.csv", "cp1252", separator=";") if row["Bestellnr"] != "Summe"]
    return [
        [summed(purchases(orders))],
        [summed(order for order in orders if is_in("2026-03", order["when"]))],
        number(order for order in orders if order["way"] == "Überweisung"),
    ]


def warehouse_orders():
    words = {"已付款": "paid", "待付款": "pending", "已取消": "cancelled", "已退款": "refunded"}
    orders = [{"id": row["订单编号"], "status": words[row["状态"]], "amount": point(row["总金额"]),
               "customer": row["客户编号"], "when": moment(row["下单时间"], "%Y年%m月%d日 %H:%M")}
              for row in table("warehouse-orders.csv", "gb18030", 1) if row["订单编号"] != "合计"]
    most = largest(purchases(orders))
    return [
        by_status(orders),
        [summed(order for order in orders if is_in("2026-03", order["when"]))],
        [{"id": most["id"], "amount": most["amount"], "customer.id": most["customer"]}],
    ]


def workbook_sales():
    orders = [{"id": row["Order No."], "status": row["Status"].lower(), "amount": cents(row["Total"]),
               "when": row["Order date"], "customer": row["Customer No."]}
              for row in sheet("workbook-sales.xlsx", 3) if row["Order date"]]
    most = largest(orders)
    return [
        [summed(purchases(orders))],
        [summed(order for order in orders if order["when"] >= datetime.datetime(2026, 4, 1))],
        [{"id": most["id"], "amount": most["amount"], "customer.id": most["customer"]}],
    ]


def webshop_orders():
    orders = [{"id": order["order_id"], "status": {"canceled": "cancelled"}.get(order["status"], order["status"]),
               "amount": cents(order["total"]), "off": cents(order["discount"] or 0), "buyer": order["customer_id"],
               "day": order["created_at"]}
              for order in json.loads((FOLDER / "webshop-orders.json").read_text("utf-8"))]
    bought, most = purchases(orders), largest(orders)
    april = [order for order in orders if order["day"].startswith("2026-04")]
    return [
        [summed(bought) | {"off": sum(order["off"] for order in bought)}],
        [{"n": len(april), "buyers": buyers(april)}],
        [{"id": most["id"], "amount": most["amount"], "customer.id": most["buyer"]}],
    ]


def register_sales():
    text = gzip.decompress((FOLDER / "register-sales.csv.gz").read_bytes()).decode()
    sales = [{"amount": point(row["Amount"]), "hour": moment(row["Date"], "%m/%d/%y %I:%M %p").hour}
             for row in of_text(text)]
    return [
        [summed(sales)],
        [summed(sale for sale in sales if sale["amount"] < 0)],
        [summed(sale for sale in sales if sale["hour"] < 12)],
    ]


def app_orders():
    text = zstandard.ZstdDecompressor().decompress((FOLDER / "app-orders.jsonl.zst").read_bytes()).decode()
    shanghai = zoneinfo.ZoneInfo("Asia/Shanghai")
    orders = [{"id": order["order_id"], "status": order["status"], "amount": cents(order["amount"]),
               "customer": order["customer_id"],
               "when": datetime.datetime.fromtimestamp(order["ordered_at"] / 1000, shanghai)}
              for order in map(json.loads, text.splitlines())]
    return [
        [summed(purchases(orders))],
        [summed(order for order in orders if is_in("2026-04", order["when"]))],
        [{"id": order["id"], "amount": order["amount"], "customer.id": order["customer"]}
         for order in orders if order["id"] == "00004217"],
    ]


def japan_orders():
    orders = [{"id": row["注文番号"], "amount": point(row["合計金額"]), "customer": int(row["顧客番号"]),
               "when": moment(row["注文日時"], "%Y/%m/%d %H:%M")}
              for row in table("japan-orders.csv", "cp932")]
    most = largest(orders)
    return [
        [summed(orders)],
        [summed(order for order in orders if is_in("2026-03", order["when"]))],
        [{"id": most["id"], "amount": most["amount"], "customer.id": most["customer"]}],
    ]


def of(name):
    """The answers of a file: those of the function that bears its name."""
    return globals()[name.split(".")[0].replace("-", "_")]()
