// graphql-ws: one socket, many operations, and the reasons for which it closes.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { CHANNELS, EVENTS, HOLD, ask, numbers, placeOrder, socketUrl, staff, taking } from './waybill.js';

const connect = (authorization = `Bearer ${staff}`, options = {}) =>
  createClient({
    url: socketUrl,
    webSocketImpl: WebSocket,
    connectionParams: { authorization },
    retryAttempts: 0,
    lazy: true,
    ...options,
  });

const all = async (results) => {
  const found = [];
  for await (const result of results) found.push(result);
  return found;
};

test('queries and mutations', async () => {
  const client = connect();
  const orderId = await placeOrder();
  const [channels] = await all(client.iterate({ query: CHANNELS }));
  assert.deepEqual(channels.data, { channels: [{ code: 'web' }] });
  const [held] = await all(client.iterate({ query: HOLD, variables: { orderId } }));
  assert.deepEqual(held.data, { holdOrder: { __typename: 'HoldOrderSuccess' } });
  await client.dispose();
});

test('events: what is stored, then what happens, from where one left off', async () => {
  const client = connect();
  const orderId = await placeOrder();
  const seen = [];
  for await (const { data } of client.iterate({ query: EVENTS, variables: { orderId, after: 1 } })) {
    seen.push(data.orderEvents.sequence);
    if (seen.length === 1) await ask(HOLD, { orderId });
    if (data.orderEvents.type === 'order.held') break;
  }
  assert.deepEqual(seen, numbers(2, seen.length + 1));
  await client.dispose();
});

test('a wrong document is an error of its own, and the others live on', async () => {
  const client = connect();
  const orderId = await placeOrder();
  const { take, failed, done } = taking(2);
  const stop = client.subscribe(
    { query: EVENTS, variables: { orderId } },
    { next: take, error: failed, complete: () => {} },
  );
  for (const query of ['{', '{ nothing }']) {
    await assert.rejects(all(client.iterate({ query })), (errors) => Boolean(errors[0].message));
  }
  await assert.rejects(all(client.iterate({ query: CHANNELS, operationName: 'Nobody' })));
  await ask(HOLD, { orderId });
  assert.equal((await done).length, 2);
  stop();
  await client.dispose();
});

test('a document that the server keeps', async () => {
  const client = connect();
  const sha256Hash = createHash('sha256').update(CHANNELS).digest('hex');
  const extensions = { persistedQuery: { version: 1, sha256Hash } };
  await all(client.iterate({ query: CHANNELS, extensions }));
  const [channels] = await all(client.iterate({ query: '', extensions }));
  assert.deepEqual(channels.data, { channels: [{ code: 'web' }] });
  await client.dispose();
});

test('a token that is none closes with 4403', async () => {
  const client = connect('Bearer nonsense');
  await assert.rejects(all(client.iterate({ query: CHANNELS })), { code: 4403 });
});
