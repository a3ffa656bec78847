// The preview as a script: read every page, parse, count, add up by user.
import { open, pages, tell } from './open.mjs';

const started = process.hrtime.bigint();
const db = open(process.argv[2]);
const byUser = new Map();
let items = 0;
let selected = 0;
for (const rows of pages(db)) {
  for (const row of rows) {
    items += 1;
    const token = JSON.parse(row.item);
    if (token.transaction_type !== 'melted' || token.status !== 'unspent') continue;
    selected += 1;
    const stored = token.total_amount;
    const amount = Number(stored.$numberInt ?? stored.$numberLong ?? stored);
    const user = byUser.get(token.npub) ?? { count: 0, amount: 0 };
    user.count += 1;
    user.amount += amount;
    byUser.set(token.npub, user);
  }
}
db.close();
tell(started, items, selected);
