"""The front door: HTTP, server-sent events and WebSockets, all at ``/graphql``.

It knows transports, credentials and limits; what is asked for is `schema`'s business.
"""
