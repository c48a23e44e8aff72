/// Three databases that keep the same kind of things in unlike ways. Values come from small recursive queries, so that
/// they are many, the same on every run, and nobody's.
enum UnlikeDatabases {
    private static func numbers(_ count: Int) -> String {
        "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count)) SELECT i FROM n)"
    }

    /// After Northwind: English, spaces in names, every key declared, text dates, amounts on the lines only.
    static let trader = """
        CREATE TABLE Categories (CategoryID INTEGER PRIMARY KEY, CategoryName TEXT, Picture BLOB);
        CREATE TABLE Suppliers (SupplierID INTEGER PRIMARY KEY, CompanyName TEXT, Country TEXT);
        CREATE TABLE Employees (EmployeeID INTEGER PRIMARY KEY, LastName TEXT, FirstName TEXT, ReportsTo INTEGER REFERENCES Employees, BirthDate DATE);
        CREATE TABLE Shippers (ShipperID INTEGER PRIMARY KEY, CompanyName TEXT, Phone TEXT);
        CREATE TABLE CustomerDemographics (CustomerTypeID TEXT PRIMARY KEY, CustomerDesc TEXT);
        CREATE TABLE Customers (CustomerID TEXT PRIMARY KEY, CompanyName TEXT, ContactName TEXT, City TEXT, Country TEXT, Phone TEXT);
        CREATE TABLE Products (ProductID INTEGER PRIMARY KEY, ProductName TEXT, SupplierID INTEGER REFERENCES Suppliers, CategoryID INTEGER REFERENCES Categories,
          UnitPrice NUMERIC, Discontinued TEXT);
        CREATE TABLE Orders (OrderID INTEGER PRIMARY KEY, CustomerID TEXT REFERENCES Customers (CustomerID), EmployeeID INTEGER REFERENCES Employees,
          OrderDate DATETIME, RequiredDate DATETIME, ShippedDate DATETIME, ShipVia INTEGER REFERENCES Shippers (ShipperID), Freight NUMERIC DEFAULT 0);
        CREATE TABLE "Order Details" (OrderID INTEGER REFERENCES Orders, ProductID INTEGER REFERENCES Products, UnitPrice NUMERIC, Quantity INTEGER, Discount REAL,
          PRIMARY KEY (OrderID, ProductID));
        CREATE TABLE Log (At TEXT, Line TEXT);
        INSERT INTO Categories SELECT i, 'Category ' || i, x'00ff' FROM \(numbers(5));
        INSERT INTO Suppliers SELECT i, 'Supplier ' || i, 'UK' FROM \(numbers(4));
        INSERT INTO Employees SELECT i, 'Last' || i, 'First' || i, nullif(i / 2, 0), date('1960-01-01', (i * 400) || ' days') FROM \(numbers(6));
        INSERT INTO Shippers SELECT i, 'Shipper ' || i, '555-' || i FROM \(numbers(3));
        INSERT INTO Customers SELECT printf('C%04d', i), 'Company ' || i, 'Contact ' || i, CASE i % 3 WHEN 0 THEN 'London' WHEN 1 THEN 'Lyon' ELSE 'Ulm' END,
          'X', '555' || i FROM \(numbers(60));
        INSERT INTO Products SELECT i, 'Product ' || i, 1 + i % 4, 1 + i % 5, 5 + (i * 37 % 90) + 0.25 * (i % 4), CASE i % 7 WHEN 0 THEN 'Y' ELSE 'N' END FROM \(numbers(30));
        INSERT INTO Orders SELECT 10000 + i, printf('C%04d', 1 + (i * 7919) % 57), 1 + i % 6, date('2026-06-29', -(i * i / 90) || ' days'), date('2026-07-29', -(i * i / 90) || ' days'),
          CASE WHEN i > 5 THEN date('2026-07-02', -(i * i / 90) || ' days') END, 1 + i % 3, 3.5 + i % 11 FROM \(numbers(300));
        INSERT INTO "Order Details" SELECT 10000 + 1 + (i % 300), 1 + (i * 13 + i / 300) % 30, 5 + (i % 60) + 0.25 * (i % 4), 1 + i % 9, CASE i % 5 WHEN 0 THEN 0.05 WHEN 1 THEN 0.15 ELSE 0 END FROM \(numbers(800));
        INSERT INTO Log VALUES ('now', 'started');
        """

    /// A German enterprise system: short names in capitals, no key declared anywhere, seconds since 1970, cents, J and
    /// N, dotted dates.
    static let enterprise = """
        CREATE TABLE KDSTAMM (KDNR INTEGER, ANREDE TEXT, NACHNAME TEXT, VORNAME TEXT, PLZ TEXT, ORT TEXT, EMAIL TEXT, GEBDAT TEXT, NEWSL TEXT, ANGELEGT INTEGER);
        CREATE TABLE AUFTRAG (AUFNR INTEGER, KDNR INTEGER, VKNR INTEGER, ADAT INTEGER, LDAT INTEGER, STATUS TEXT, SUMME_CT INTEGER, VERSAND_CT INTEGER);
        CREATE TABLE AUFPOS (POSNR INTEGER, AUFNR INTEGER, ARTNR TEXT, MENGE INTEGER, EPREIS_CT INTEGER);
        CREATE TABLE ARTIKEL (ARTNR TEXT, BEZEICHNUNG TEXT, WGR TEXT);
        CREATE TABLE VERKAEUFER (VKNR INTEGER, NAME TEXT);
        INSERT INTO KDSTAMM SELECT 70000 + i, CASE i % 2 WHEN 0 THEN 'Frau' ELSE 'Herr' END, 'Nach' || i, 'Vor' || i, printf('%05d', 1000 + i * 37), CASE i % 2 WHEN 0 THEN 'Köln' ELSE 'Ulm' END,
          'k' || i || '@example.de', printf('%02d.%02d.%04d', 1 + i % 28, 1 + i % 12, 1950 + i % 50), CASE i % 3 WHEN 0 THEN 'J' ELSE 'N' END, 1500000000 + i * 86400 FROM \(numbers(80));
        INSERT INTO AUFTRAG SELECT 500000 + i, 70001 + (i * 7919) % 77, 1 + i % 4, 1782700000 - i * i * 900, 1782900000 - i * i * 900, CASE i % 10 WHEN 0 THEN 'STORNIERT' WHEN 1 THEN 'OFFEN' ELSE 'GELIEFERT' END,
          1999 + (i * 7877) % 50000, 490 FROM \(numbers(400));
        INSERT INTO AUFPOS SELECT i, 500001 + i % 400, printf('A-%03d', 1 + i % 20), 1 + i % 5, 299 + (i * 311) % 9000 FROM \(numbers(900));
        INSERT INTO ARTIKEL SELECT printf('A-%03d', i), 'Artikel ' || i, 'W' || (i % 3) FROM \(numbers(20));
        INSERT INTO VERKAEUFER SELECT i, 'Verkäufer ' || i FROM \(numbers(4));
        """

    /// A Chinese shop: Chinese names, text keys, milliseconds since 1970, decimals as text, 0 and 1 as flags; primary
    /// keys but no foreign ones.
    static let shop = """
        CREATE TABLE 会员表 (会员编号 TEXT PRIMARY KEY, 姓名 TEXT, 手机 TEXT, 城市 TEXT, 注册时间 INTEGER, 是否订阅 INTEGER);
        CREATE TABLE 商品 (商品编号 TEXT PRIMARY KEY, 商品名称 TEXT, 分类 TEXT);
        CREATE TABLE 订单 (订单号 TEXT PRIMARY KEY, 会员编号 TEXT, 下单时间 INTEGER, 完成时间 INTEGER, 实付金额 TEXT, 运费 TEXT, 状态 TEXT, 是否礼品 INTEGER);
        CREATE TABLE 订单明细 (明细编号 INTEGER PRIMARY KEY, 订单号 TEXT, 商品编号 TEXT, 数量 INTEGER, 单价 TEXT);
        INSERT INTO 会员表 SELECT printf('M%05d', i), '姓名' || i, '138' || printf('%08d', i), CASE i % 2 WHEN 0 THEN '上海' ELSE '成都' END, 1600000000000 + i * 86400000, i % 2 FROM \(numbers(70));
        INSERT INTO 商品 SELECT printf('P%03d', i), '商品' || i, '类' || (i % 4) FROM \(numbers(25));
        INSERT INTO 订单 SELECT printf('D%06d', i), printf('M%05d', 1 + (i * 7919) % 66), 1782700000000 - i * i * 700000, 1782800000000 - i * i * 700000, printf('%d.%02d', 20 + (i * 787) % 900, i % 100), '8.00',
          CASE i % 8 WHEN 0 THEN '已取消' WHEN 1 THEN '已付款' ELSE '已完成' END, i % 3 = 0 FROM \(numbers(350));
        INSERT INTO 订单明细 SELECT i, printf('D%06d', 1 + i % 350), printf('P%03d', 1 + i % 25), 1 + i % 3, printf('%d.%d0', 9 + i % 80, i % 10) FROM \(numbers(700));
        """
}
