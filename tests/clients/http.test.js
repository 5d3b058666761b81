// GraphQL over HTTP: every audit of graphql-http, MUST, SHOULD and MAY.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverAudits } from 'graphql-http';
import { url } from './waybill.js';

const audits = serverAudits({ url, fetchFn: fetch });

test('there are 61 audits', () => assert.equal(audits.length, 61));

for (const { id, name, fn } of audits) {
  test(`${id} ${name}`, async () => {
    const result = await fn();
    assert.equal(result.status, 'ok', `${result.reason}: ${result.response?.status}`);
  });
}
