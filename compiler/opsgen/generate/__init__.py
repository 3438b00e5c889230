"""Files generated from the code: JSON Schemas, reference pages, the table of layers."""
