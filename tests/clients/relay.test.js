// Relay: a persisted query's id (the MD5 of its text) and its variables, with no text beside them.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { createClient } from 'graphql-ws';
import relay from 'relay-runtime';
import WebSocket from 'ws';
import { CHANNELS, bearer, numbers, partner, placeOrder, socketUrl, taking, url } from './waybill.js';

const documents = Object.entries(JSON.parse(await readFile(new URL('relay.json', import.meta.url), 'utf8')));
const compiled = (operationKind) => {
  const [id, text] = documents.find(([, text]) => text.startsWith(operationKind));
  return { id, name: text.match(/^\w+ (\w+)/)[1], operationKind, text: null, metadata: {}, cacheID: id };
};

const post = async (body, token) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...bearer(token) },
    body: JSON.stringify(body),
  });
  return [response.status, await response.json()];
};

test('a query by its id', async () => {
  for (const member of ['id', 'doc_id', 'documentId']) {
    const network = relay.Network.create(async ({ id }, variables) => {
      const [status, body] = await post({ [member]: id, variables }, partner);
      assert.equal(status, 200, JSON.stringify(body));
      return body;
    });
    const { data } = await network.execute(compiled('query'), {}, {}).toPromise();
    assert.deepEqual(data, { channels: [{ code: 'web' }] });
  }
});

test('a subscription by its id', async () => {
  const socket = createClient({
    url: socketUrl,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${partner}` },
  });
  const network = relay.Network.create(
    () => assert.fail('only subscribes'),
    ({ id }, variables) =>
      relay.Observable.create((sink) => socket.subscribe({ id, query: '', variables }, sink)),
  );
  const { take, failed, done } = taking(1);
  const watching = network
    .execute(compiled('subscription'), { orderId: await placeOrder() }, {})
    .subscribe({ next: ({ data }) => take(data.orderEvents.sequence), error: failed });
  assert.deepEqual(await done, numbers(1, 1));
  watching.unsubscribe();
  await socket.dispose();
});

test('a partner runs nothing else', async () => {
  const [status, body] = await post({ query: CHANNELS }, partner);
  assert.deepEqual([status, body.errors[0].extensions.code], [403, 'PERSISTED_QUERY_ID_REQUIRED']);
});
