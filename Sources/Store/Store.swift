// Store: the SQLite file that holds the records, and the way records get into it.
//
//   Database/      a thin wrapper over SQLite: open, prepare, bind, step, read; SQL functions of our own
//   ManagedStore   the file that `clientele init` makes: its tables, its description of itself
//   Import/        CSV, TSV and JSON Lines, checked value by value, into one entity, in one transaction
//   Writing/       rows into tables: upserts from an import, bulk loads, indexes dropped and made again
//
// Enters: paths, SQL with bindings, the model as plain data, bytes of files.
// Leaves: rows, reports of what was imported, `StoreError` for everything the world refuses.
// Never: reads the language's syntax, looks at the clock for anything but durations and the age of files, prints, or
// turns SQLite's journal off. A store that is opened for reading is not written to.
