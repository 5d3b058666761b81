"""What the orders refer to: the channel, sellers, products, customers, and opening stock."""
