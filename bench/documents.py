"""What the rows ask for: documents that a client would send, valid against the schema."""

_LIST_FIELDS = """
    nodes {
      id number status paymentStatus fulfillmentStatus placedAt
      total { amount currency }
      customer { id email name }
      lines {
        id sku name quantity
        unitPrice { amount currency }
        total { amount currency }
        product { id sku name }
      }
      payments { id gateway method status authorized { amount currency } captured { amount currency } }
      shipments { id number status carrier trackingNumber }
    }
    pageInfo { hasNextPage }
"""

LIST_PAGE = f"query OrderList($first: Int = 20) {{\n  orders(first: $first) {{{_LIST_FIELDS}  }}\n}}\n"
"A page of orders with customer, lines, products, payments and shipments."

ORDER_IN_FULL = """
query OrderInFull($number: String!) {
  order(number: $number) {
    id number externalReference email status paymentStatus allocationStatus fulfillmentStatus
    returnStatus onHold version currency placedAt createdAt updatedAt expiresAt
    subtotal { amount currency } discountTotal { amount currency } shippingTotal { amount currency }
    taxTotal { amount currency } total { amount currency } balance { amount currency }
    shippingAddress { name line1 line2 city region postalCode country phone }
    billingAddress { name line1 city }
    channel { id code name currency }
    customer { id email name }
    lines {
      id sku name quantity cancelledQuantity reservedQuantity allocatedQuantity backorderedQuantity
      shippedQuantity deliveredQuantity returnedQuantity
      unitPrice { amount currency } discountTotal { amount currency } taxTotal { amount currency }
      total { amount currency }
      product { id sku name }
    }
    payments {
      id gateway method status amount { amount currency }
      authorized { amount currency } captured { amount currency } refunded { amount currency }
    }
    fulfillmentOrders { id number status location { id code name } lines { id sku quantity } }
    shipments { id number status carrier trackingNumber lines { quantity } }
    events { sequence type summary occurredAt }
  }
}
"""
"Everything that the page of one order shows."

PLACE_ORDER = """
mutation PlaceOrder($input: PlaceOrderInput!) {
  placeOrder(input: $input) {
    ... on PlaceOrderSuccess { order { id number status total { amount currency } } }
    ... on InsufficientStockError { shortages { sku requested available } }
    ... on Error { code message path }
  }
}
"""

ORDER_EVENTS = """
subscription OrderEvents($id: ID!, $after: Int) {
  orderEvents(orderId: $id, after: $after) { sequence type summary occurredAt order { number status } }
}
"""
