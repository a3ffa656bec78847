// Writes a table with the AWS SDK, or reads one: `node items.mjs write|read TABLE`, the server and
// the credentials in the environment. What is read is printed as sorted lines of JSON, one an item.
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  paginateScan,
} from '@aws-sdk/client-dynamodb';

const bytes = (...values) => Uint8Array.from(values);

// All ten types, at their ends and inside each other.
const everything = {
  text: { S: 'Grüße, 世界 \u0000\t"\\ \u{1F426}' },
  emptyText: { S: '' },
  longNumber: { N: '12345678901234567890123456789012345678' },
  smallNumber: { N: '-0.00000000000000000000000000012345678901234567890123456789012345678' },
  largest: { N: '9.9999999999999999999999999999999999999E+125' },
  zero: { N: '0' },
  binary: { B: bytes(0, 1, 127, 128, 255) },
  emptyBinary: { B: bytes() },
  texts: { SS: ['b', 'a', ' ', 'ä'] },
  numbers: { NS: ['3', '-1', '12345678901234567890123456789012345678', '0.5'] },
  binaries: { BS: [bytes(255), bytes(0, 1), bytes(7)] },
  map: {
    M: {
      'a name with. dots and #': { S: 'x' },
      size: { N: '7' },
      empty: { M: {} },
      deep: { M: { deeper: { L: [{ M: { deepest: { NS: ['1', '2'] } } }] } } },
    },
  },
  list: { L: [{ N: '1' }, { S: '' }, { NULL: true }, { L: [] }, { BOOL: false }, { B: bytes(9) }] },
  nothing: { NULL: true },
  yes: { BOOL: true },
  no: { BOOL: false },
};

function items() {
  const made = [];
  for (let number = 0; number < 40; ++number) {
    made.push({
      ...everything,
      id: { S: `item-${String(number).padStart(3, '0')}` },
      slot: { N: String(number * 1000) },
      state: { S: number % 3 === 0 ? 'old' : 'fine' },
    });
  }
  return made;
}

// With its type, and without what has no order or no one spelling.
function comparable(attribute) {
  const [type, value] = Object.entries(attribute).find(([, found]) => found !== undefined);
  const hex = (binary) => Buffer.from(binary).toString('hex');
  switch (type) {
    case 'B': return { B: hex(value) };
    case 'BS': return { BS: value.map(hex).sort() };
    case 'SS': case 'NS': return { [type]: [...value].sort() };
    case 'L': return { L: value.map(comparable) };
    case 'M': return { M: comparableFields(value) };
    default: return { [type]: value };
  }
}

function comparableFields(fields) {
  const names = Object.keys(fields).sort();
  return Object.fromEntries(names.map((name) => [name, comparable(fields[name])]));
}

async function write(client, table) {
  await client.send(new CreateTableCommand({
    TableName: table,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'id', AttributeType: 'S' },
      { AttributeName: 'slot', AttributeType: 'N' },
    ],
    KeySchema: [
      { AttributeName: 'id', KeyType: 'HASH' },
      { AttributeName: 'slot', KeyType: 'RANGE' },
    ],
  }));
  let left = items().map((Item) => ({ PutRequest: { Item } }));
  while (left.length > 0) {
    const some = left.splice(0, 25);
    const reply = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: some } }));
    left = left.concat(reply.UnprocessedItems?.[table] ?? []);
  }
}

async function read(client, table) {
  const lines = [];
  for await (const page of paginateScan({ client }, { TableName: table, ConsistentRead: true })) {
    for (const item of page.Items) lines.push(JSON.stringify(comparableFields(item)));
  }
  console.log(lines.sort().join('\n'));
}

const [verb, table] = process.argv.slice(2);
const client = new DynamoDBClient({ endpoint: process.env.DYNAMODB_ENDPOINT });
await { write, read }[verb](client, table);
