"""The witness: watches a public log from outside, with the network alone – no database, no key of the house.

`look` fetches and judges, `state` keeps what was seen, `compare` holds two witnesses against each other, `bundle`
checks a saved proof offline. What comes from the site is hostile until it verifies.
"""
