// Apollo Client: HTTP, subscriptions over multipart and over a socket.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import {
  CHANNELS, EVENTS, HOLD, ask, bearer, numbers, placeOrder, socketUrl, staff, taking, url,
} from './waybill.js';

const open = (link = new HttpLink({ uri: url, headers: bearer() })) =>
  new ApolloClient({ link, cache: new InMemoryCache() });

test('queries and mutations', async () => {
  const client = open();
  const { data } = await client.query({ query: gql(CHANNELS) });
  assert.deepEqual(data, { channels: [{ __typename: 'Channel', code: 'web' }] });
  const orderId = await placeOrder();
  const held = await client.mutate({ mutation: gql(HOLD), variables: { orderId } });
  assert.equal(held.data.holdOrder.__typename, 'HoldOrderSuccess');
});

test('a refused request is GraphQL errors, whatever its status code', async () => {
  const anonymous = open(new HttpLink({ uri: url, headers: bearer('nonsense') }));
  for (const [client, query, code] of [
    [open(), gql`query Wrong { nothing }`, 'GRAPHQL_VALIDATION_FAILED'],
    [anonymous, gql(CHANNELS), 'UNAUTHENTICATED'],
  ]) {
    await assert.rejects(client.query({ query }), (error) => {
      assert.ok(CombinedGraphQLErrors.is(error), String(error));
      assert.equal(error.errors[0].extensions.code, code);
      return true;
    });
  }
});

async function watch(client) {
  const orderId = await placeOrder();
  const { take, failed, done } = taking(2);
  const watching = client
    .subscribe({ query: gql(EVENTS), variables: { orderId } })
    .subscribe({ next: ({ data, error }) => (error ? failed(error) : take(data.orderEvents.sequence)), error: failed });
  await ask(HOLD, { orderId });
  assert.deepEqual(await done, numbers(1, 2));
  watching.unsubscribe();
}

test('subscriptions over multipart', () => watch(open()));

test('a subscription that is refused, over multipart', async () => {
  const errors = await new Promise((resolve, reject) => {
    open()
      .subscribe({ query: gql(EVENTS), variables: { orderId: 'T3JkZXI6bm9uZQ==' } })
      .subscribe({ next: ({ error }) => resolve(error.errors), error: reject });
  });
  assert.equal(errors[0].extensions.code, 'NOT_FOUND');
});

test('subscriptions over a socket', async () => {
  const socket = createClient({
    url: socketUrl,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${staff}` },
  });
  await watch(open(new GraphQLWsLink(socket)));
  await socket.dispose();
});
