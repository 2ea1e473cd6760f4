"""The proofs that nothing but the asked drive is ever written."""
