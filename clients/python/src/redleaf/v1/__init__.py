"""The contract, generated from proto/redleaf/v1."""
