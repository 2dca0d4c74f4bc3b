"""References: parted, taken apart into fields, and tied to the statements that cite them."""
