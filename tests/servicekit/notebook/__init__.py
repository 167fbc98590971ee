"""The smallest service there can be, so that servicekit is tested through what it serves."""
