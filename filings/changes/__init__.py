"""What became of a case, as entries or facts say; numbers passed over, names withdrawn. Pure."""
