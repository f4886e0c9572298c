"""The version that the inbox server tells of itself; `setup.cfg` has the same, and a test holds them together."""

VERSION = "0.1.0"
