"""What a stranger can send to `qr`, for a fuzzer to vary: `make fuzz`."""
