// What the twins share: a database opened as a careful script would, and how a result is told.
import Database from 'better-sqlite3';

export function open(path) {
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  return db;
}

export function tell(startedNs, items, changed) {
  const seconds = Number(process.hrtime.bigint() - startedNs) / 1e9;
  const peakKib = process.resourceUsage().maxRSS;
  console.log(JSON.stringify({ seconds, items, changed, peak_kib: peakKib }));
}

// Pages of 5,000 rows in key order.
export function* pages(db) {
  const select = db.prepare(
    'SELECT key, item FROM cashu_tokens WHERE key > ? ORDER BY key LIMIT 5000');
  let last = '';
  while (true) {
    const rows = select.all(last);
    if (rows.length === 0) return;
    last = rows[rows.length - 1].key;
    yield rows;
  }
}
