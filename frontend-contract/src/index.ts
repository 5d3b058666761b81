/**
 * Waybill's operations as typed documents: `PlaceOrderDocument`, `PlaceOrderMutation`,
 * `PlaceOrderMutationVariables`, and so on for every file in `operations/`, with the inputs and enums
 * that they mention. Any client that knows TypedDocumentNode takes them as they are.
 */
export * from './generated/graphql.js';
export { documentId, sha256Hash } from './persisted.js';
export { unknownMember } from './unknown-member.js';
