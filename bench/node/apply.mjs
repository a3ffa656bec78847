// The migration as a fair script: pages, JSON.parse, a journal row an item, one transaction a page.
import { open, pages, tell } from './open.mjs';

const started = process.hrtime.bigint();
const db = open(process.argv[2]);
db.exec(
  'CREATE TABLE IF NOT EXISTS script_journal (key TEXT PRIMARY KEY, status TEXT, spent_at TEXT)');
const update = db.prepare('UPDATE cashu_tokens SET item = ? WHERE key = ?');
const journal = db.prepare('INSERT INTO script_journal (key, status, spent_at) VALUES (?, ?, ?)');
const spentAt = { $date: { $numberLong: String(Date.now()) } };

let items = 0;
let changed = 0;
for (const rows of pages(db)) {
  db.transaction(() => {
    for (const row of rows) {
      items += 1;
      const token = JSON.parse(row.item);
      if (token.transaction_type !== 'melted' || token.status !== 'unspent') continue;
      const spentAt = token.spent_at === undefined ? null : JSON.stringify(token.spent_at);
      journal.run(row.key, token.status, spentAt);
      token.status = 'spent';
      token.spent_at = spentAt;
      update.run(JSON.stringify(token), row.key);
      changed += 1;
    }
  }).immediate();
}
db.close();
tell(started, items, changed);
