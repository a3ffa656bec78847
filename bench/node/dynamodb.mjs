// The usual one-off script: scan a page, update what is in it with a condition on what was read.
// usage: node dynamodb.mjs ENDPOINT TABLE OLD NEW CONCURRENCY; 1 = each update awaited
import { DynamoDBClient, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { Agent } from 'node:http';

const [endpoint, table, old, renewed, concurrency] = process.argv.slice(2);
const client = new DynamoDBClient({
  endpoint,
  region: 'eu-west-2',
  requestHandler: { httpAgent: new Agent({ keepAlive: true, maxSockets: Number(concurrency) }) },
});

const update = (item) => client.send(new UpdateItemCommand({
  TableName: table,
  Key: { id: item.id },
  UpdateExpression: 'SET #r = :n',
  ConditionExpression: '#r = :o',
  ExpressionAttributeNames: { '#r': 'revision' },
  ExpressionAttributeValues: { ':n': { S: renewed }, ':o': { S: old } },
}));

const started = performance.now();
let changed = 0;
let start;
do {
  const page = await client.send(new ScanCommand({ TableName: table, ExclusiveStartKey: start }));
  const items = page.Items.filter((item) => item.revision.S === old);
  for (let at = 0; at < items.length; at += Number(concurrency)) {
    const some = items.slice(at, at + Number(concurrency));
    await Promise.all(some.map(update));
    changed += some.length;
  }
  start = page.LastEvaluatedKey;
} while (start);
console.log(JSON.stringify({ seconds: (performance.now() - started) / 1000, changed }));
