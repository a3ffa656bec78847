// The backup as a script: rows as lines through gzip into a file, and their SHA-256.
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { open, pages, tell } from './open.mjs';

const started = process.hrtime.bigint();
const db = open(process.argv[2]);
const hash = createHash('sha256');
let items = 0;
function* lines() {
  for (const rows of pages(db)) {
    items += rows.length;
    const text = rows.map((row) => row.item).join('\n') + '\n';
    hash.update(text);
    yield text;
  }
}
await pipeline(Readable.from(lines()), createGzip(), createWriteStream(process.argv[3]));
hash.digest('hex');
db.close();
tell(started, items, 0);
