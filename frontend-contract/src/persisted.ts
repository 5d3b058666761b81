import type { TypedDocumentNode } from '@graphql-typed-document-node/core';

/** What a persisted document is asked for by: the `documentId` of the GraphQL-over-HTTP appendix. */
export function documentId(document: TypedDocumentNode<any, any>): string {
  const hash = (document as { __meta__?: { hash?: unknown } }).__meta__?.hash;
  if (typeof hash !== 'string') {
    throw new TypeError('This document was not generated from operations/, so it has no id.');
  }
  return hash;
}

/** The same in bare hex: Apollo's `extensions.persistedQuery.sha256Hash`. */
export function sha256Hash(document: TypedDocumentNode<any, any>): string {
  return documentId(document).replace(/^sha256:/, '');
}
