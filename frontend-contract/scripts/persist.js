// Writes what graphql-codegen has made of operations/ where servers read it: everything in
// persisted-documents.json, and one file a client in persisted-documents/. With --check it says what is
// out of date and changes nothing.
//
// One file a client, because an allow-list is only as narrow as what is registered: a partner's key
// gets the partner's documents and has never heard of the admin app's.

import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';

const root = new URL('../', import.meta.url);
const read = (path) => readFile(new URL(path, root), 'utf8');
const print = (documents) => `${JSON.stringify(documents, null, 2)}\n`;

const everything = JSON.parse(await read('src/generated/persisted-documents.json'));
const nameOf = (text) => text.match(/\b(?:query|mutation|subscription) (\w+)/)[1];

const files = { 'persisted-documents.json': print(everything) };
for (const client of ['storefront', 'admin', 'partner']) {
  const names = new Set((await readdir(new URL(`operations/${client}/`, root))).map((file) => file.replace(/\.graphql$/, '')));
  const own = Object.entries(everything).filter(([, text]) => names.has(nameOf(text)));
  files[`persisted-documents/${client}.json`] = print(Object.fromEntries(own));
}

if (process.argv.includes('--check')) {
  const stale = [];
  for (const [path, text] of Object.entries(files)) {
    if ((await read(path).catch(() => '')) !== text) stale.push(path);
  }
  if (stale.length) {
    console.error(`Out of date: ${stale.join(', ')}. Run: npm --prefix frontend-contract run generate`);
    process.exit(1);
  }
} else {
  await mkdir(new URL('persisted-documents/', root), { recursive: true });
  for (const [path, text] of Object.entries(files)) await writeFile(new URL(path, root), text);
}
