// Holds schema.graphql to released.graphql: what breaks clients has to be announced in CHANGELOG.md,
// under [Unreleased], by its place in backticks. `waybill schema --check` asks for the same with
// graphql-core; graphql-inspector is the second opinion, and it prints everything that has changed.

import { readFile } from 'node:fs/promises';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

const read = (path) => readFile(new URL(`../${path}`, import.meta.url), 'utf8');

const released = buildSchema(await read('released.graphql'));
const changes = await diff(released, buildSchema(await read('schema.graphql')));
const unreleased = (await read('CHANGELOG.md')).split(/^## /m).find((part) => part.startsWith('[Unreleased]')) ?? '';

const marks = {
  [CriticalityLevel.Breaking]: 'breaks clients',
  [CriticalityLevel.Dangerous]: 'may surprise  ',
  [CriticalityLevel.NonBreaking]: 'adds          ',
};
let missing = 0;
for (const { criticality, path, message, type } of changes) {
  if (type.includes('DESCRIPTION')) continue;
  const unannounced = criticality.level === CriticalityLevel.Breaking && !unreleased.includes(`\`${path}\``);
  console.log(`${marks[criticality.level]}  ${message}${unannounced ? `   <- announce \`${path}\`` : ''}`);
  missing += unannounced;
}
if (missing) {
  console.error(`Breaks clients and is not in CHANGELOG.md under [Unreleased]: ${missing} of the above.`);
  process.exit(1);
}
