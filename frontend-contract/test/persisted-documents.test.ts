import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import * as contract from '../src/index.js';

const root = new URL('../../', import.meta.url);

async function persisted(file: string): Promise<Record<string, string>> {
  return JSON.parse(await readFile(new URL(file, root), 'utf8')) as Record<string, string>;
}

const documents = Object.entries(contract)
  .filter(([name, value]) => name.endsWith('Document') && typeof value === 'object')
  .map(([, value]) => value as typeof contract.PlaceOrderDocument);

test('every typed document knows the id that it is registered under', async () => {
  const texts = await persisted('persisted-documents.json');
  assert.deepEqual(documents.map(contract.documentId).sort(), Object.keys(texts).sort());
});

test('an id is the sha256 of its text', async () => {
  for (const [id, text] of Object.entries(await persisted('persisted-documents.json'))) {
    assert.equal(id, `sha256:${createHash('sha256').update(text).digest('hex')}`);
  }
});

test('the bare hash is the id without its prefix', () => {
  assert.match(contract.sha256Hash(contract.PlaceOrderDocument), /^[0-9a-f]{64}$/);
});
