import assert from 'node:assert/strict';
import { test } from 'node:test';

import { unknownMember, type CancelOrderMutation, type PlaceOrderMutation } from '../src/index.js';

type Placed = PlaceOrderMutation['placeOrder'];
type Cancelled = CancelOrderMutation['cancelOrder'];

/** What a checkout shows. Every way in which placing an order may end has its own case. */
function shown(result: Placed): string {
  switch (result.__typename) {
    case 'PlaceOrderSuccess':
      return `Thank you! Your order is ${result.order.number}.`;
    case 'InsufficientStockError':
      return result.shortages.map(({ sku, available }) => `${sku}: only ${available} left`).join('; ');
    case 'AmountExceededError':
      return `At most ${result.maximum.amount} ${result.maximum.currency}.`;
    case 'InvalidInputError':
      return `${result.path.join('.')}: ${result.message}`;
    case 'NotFoundError':
    case 'PermissionDeniedError':
    case 'IdempotencyConflictError':
      return result.message;
    default:
      return unknownMember(result).message;
  }
}

/** Compiles only while it is wrong: a member without a case is an error where it reaches `default`. */
export function forgetful(result: Cancelled): string {
  switch (result.__typename) {
    case 'CancelOrderSuccess':
      return result.order.status;
    case 'IllegalTransitionError':
      return result.allowed.join(', ');
    case 'VersionConflictError':
      return `It is at version ${result.currentVersion} by now.`;
    case 'NotFoundError':
    case 'InvalidInputError':
    case 'PermissionDeniedError':
      return result.message;
    default:
      // @ts-expect-error IdempotencyConflictError has no case.
      return unknownMember(result).message;
  }
}

/** Compiles only while it is wrong: a field of one member is not there for the others. */
export function hasty(result: Placed): unknown {
  // @ts-expect-error Only InsufficientStockError has shortages.
  return result.shortages;
}

const refusal = { message: 'No.', path: [] };

test('a shortage names each SKU', () => {
  const short = { __typename: 'StockShortage', sku: 'MUG', requested: 3, available: 1, beyondStock: 0, nextAvailableAt: null, nextAvailableQuantity: null, bundles: [] as string[] } as const;
  const result: Placed = {
    ...refusal,
    __typename: 'InsufficientStockError',
    code: 'INSUFFICIENT_STOCK',
    shortages: [short],
  };
  assert.equal(shown(result), 'MUG: only 1 left');
});

test('a wrong field is named by its path', () => {
  const result: Placed = {
    __typename: 'InvalidInputError',
    code: 'INVALID_INPUT',
    message: 'At least 1.',
    path: ['input', 'lines', '0', 'quantity'],
  };
  assert.equal(shown(result), 'input.lines.0.quantity: At least 1.');
});

test('a member that this program does not know yet still says why', () => {
  const newer = { ...refusal, __typename: 'CreditLimitError', code: 'CREDIT_LIMIT' };
  assert.equal(shown(newer as unknown as Placed), 'No.');
});
