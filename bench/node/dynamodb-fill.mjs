// Makes a table of one-KB items, the first of them with the revision r0.
// usage: node dynamodb-fill.mjs ENDPOINT TABLE ITEMS [WITH_REVISION]
import {
  BatchWriteItemCommand, CreateTableCommand, DynamoDBClient,
} from '@aws-sdk/client-dynamodb';

const [endpoint, table, items, withRevision = items] = process.argv.slice(2);
const client = new DynamoDBClient({ endpoint, region: 'eu-west-2' });
const batchItems = 25;
const atOnce = 8;

await client.send(new CreateTableCommand({
  TableName: table,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
}));

const put = (number) => ({ PutRequest: { Item: {
  id: { S: `item-${String(number).padStart(6, '0')}` },
  revision: { S: number < Number(withRevision) ? 'r0' : 'none' },
  text: { S: 'x'.repeat(960) },
} } });

const write = async (start) => {
  const count = Math.min(batchItems, items - start);
  let left = Array.from({ length: count }, (_, i) => put(start + i));
  while (left?.length) {
    const reply = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: left } }));
    left = reply.UnprocessedItems?.[table];
  }
};

for (let start = 0; start < Number(items); start += batchItems * atOnce) {
  const starts = Array.from({ length: atOnce }, (_, i) => start + i * batchItems);
  await Promise.all(starts.filter((one) => one < items).map(write));
}
