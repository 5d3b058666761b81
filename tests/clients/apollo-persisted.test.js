// Apollo's automatic persisted queries, by POST and by GET.

import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { bearer, url } from './waybill.js';

for (const useGETForHashedQueries of [false, true]) {
  test(`a hash first, its text once, then hashes alone (GET: ${useGETForHashedQueries})`, async () => {
    const sent = [];
    const http = new HttpLink({
      uri: url,
      headers: { ...bearer(), 'x-waybill-preflight': '1' },
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        sent.push(`${init.method} ${response.status} ${init.body?.includes('"query"') ? 'text' : 'hash'}`);
        return response;
      },
    });
    const sha256 = (text) => createHash('sha256').update(text).digest('hex');
    const link = new PersistedQueryLink({ sha256, useGETForHashedQueries }).concat(http);
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    const query = gql(`query Q${randomUUID().slice(0, 8)} { channels { code } }`);
    for (let turn = 0; turn < 2; turn += 1) {
      const { data } = await client.query({ query, fetchPolicy: 'network-only' });
      assert.equal(data.channels[0].code, 'web');
    }
    const method = useGETForHashedQueries ? 'GET' : 'POST';
    assert.deepEqual(sent, [`${method} 200 hash`, 'POST 200 text', `${method} 200 hash`]);
  });
}
