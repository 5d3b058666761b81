// The running Waybill, as run.py started it, and the few things that every client's test needs.

export const url = process.env.WAYBILL_TEST_URL;
export const socketUrl = url.replace(/^http/, 'ws');
export const staff = process.env.WAYBILL_TEST_STAFF;
export const partner = process.env.WAYBILL_TEST_PARTNER;
export const bearer = (token = staff) => ({ authorization: `Bearer ${token}` });

export const CHANNELS = 'query Channels { channels { code } }';
export const EVENTS = `subscription Events($orderId: ID!, $after: Int) {
  orderEvents(orderId: $orderId, after: $after) { sequence type }
}`;
export const HOLD = `mutation Hold($orderId: ID!) {
  holdOrder(input: { orderId: $orderId, reason: "a look" }) { __typename ... on Error { message } }
}`;

/** The data of an operation, sent as plainly as can be. */
export async function ask(query, variables = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...bearer() },
    body: JSON.stringify({ query, variables }),
  });
  const body = await response.json();
  if (body.errors) throw new Error(JSON.stringify(body.errors));
  return body.data;
}

/** A new order's id. */
export async function placeOrder() {
  const { placeOrder } = await ask(`mutation { placeOrder(input: {
    channel: "web", email: "jo@example.com", lines: [{ sku: "MUG-BLUE", quantity: 1 }],
    payments: [{ gateway: "test", token: "ok" }],
    shippingAddress: { name: "Jo Doe", line1: "1 Main St", city: "Paris", postalCode: "75001", country: "FR" }
  }) { ... on PlaceOrderSuccess { order { id } } ... on Error { message } } }`);
  return placeOrder.order.id;
}

/** How often something can be taken from a source of events before it says that it has enough. */
export function taking(count) {
  const taken = [];
  let enough;
  let failed;
  const done = new Promise((resolve, reject) => {
    enough = resolve;
    failed = reject;
  });
  return {
    done,
    failed: (error) => failed(error instanceof Error ? error : new Error(JSON.stringify(error))),
    take: (event) => {
      if (taken.length < count) taken.push(event);
      if (taken.length === count) enough(taken);
    },
  };
}

/** The numbers from one to the other. */
export const numbers = (first, last) => Array.from({ length: last - first + 1 }, (_, i) => first + i);
