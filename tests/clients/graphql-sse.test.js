// graphql-sse in its distinct connections mode, and a browser's EventSource, which comes back by itself.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { EventSource } from 'eventsource';
import { createClient } from 'graphql-sse';
import { CHANNELS, EVENTS, HOLD, ask, bearer, numbers, placeOrder, taking, url } from './waybill.js';

const client = createClient({ url, headers: bearer(), retryAttempts: 0 });
after(() => client.dispose());

test('a query is streamed to who reads nothing else', async () => {
  const results = [];
  for await (const result of client.iterate({ query: CHANNELS })) results.push(result.data);
  assert.deepEqual(results, [{ channels: [{ code: 'web' }] }]);
});

test('events: what is stored, then what happens', async () => {
  const orderId = await placeOrder();
  const seen = [];
  for await (const { data } of client.iterate({ query: EVENTS, variables: { orderId } })) {
    seen.push(data.orderEvents.sequence);
    if (seen.length === 1) await ask(HOLD, { orderId });
    if (data.orderEvents.type === 'order.held') break;
  }
  assert.deepEqual(seen, numbers(1, seen.length));
});

test('a wrong document says so on the stream', async () => {
  const results = [];
  for await (const result of client.iterate({ query: '{ nothing }' })) results.push(result);
  assert.equal(results.length, 1);
  assert.equal(results[0].errors[0].extensions.code, 'GRAPHQL_VALIDATION_FAILED');
  assert.ok(!('data' in results[0]));
});

test('an EventSource that loses its connection goes on after the last event it has', async () => {
  const orderId = await placeOrder();
  await ask(HOLD, { orderId });
  const address = new URL(url);
  address.searchParams.set('query', EVENTS);
  address.searchParams.set('variables', JSON.stringify({ orderId }));
  const cameBackWith = [];
  const source = new EventSource(address, {
    fetch: async (input, init) => {
      cameBackWith.push(init.headers['Last-Event-ID']);
      const broken = new AbortController();
      const response = await fetch(input, {
        ...init,
        headers: { ...init.headers, ...bearer(), 'x-waybill-preflight': '1' },
        signal: AbortSignal.any([init.signal, broken.signal]),
      });
      if (cameBackWith.length > 1) return response;
      return cutAfterTheFirstEvent(response, broken);
    },
  });
  const { take, done } = taking(2);
  source.addEventListener('next', (event) => take(JSON.parse(event.data).data.orderEvents.sequence));
  assert.deepEqual(await done, [1, 2]);
  assert.deepEqual(cameBackWith, [undefined, '1']);
  source.close();
});

/** The response, as it would be if the network broke down behind its first event. */
function cutAfterTheFirstEvent(response, broken) {
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  const body = new ReadableStream({
    async pull(controller) {
      while (!text.includes('\n\n')) text += decoder.decode((await reader.read()).value, { stream: true });
      controller.enqueue(new TextEncoder().encode(text.slice(0, text.indexOf('\n\n') + 2)));
      controller.close();
      broken.abort();
    },
  });
  const headers = { 'content-type': response.headers.get('content-type') };
  return { body, status: 200, url: response.url, redirected: false, headers: new Headers(headers) };
}
