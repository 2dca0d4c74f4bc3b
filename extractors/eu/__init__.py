"""EU product information: package leaflets after the QRD template and summaries of product characteristics."""
