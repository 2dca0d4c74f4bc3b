"""Atomic terms: what a stated effect names, coordinations resolved."""
